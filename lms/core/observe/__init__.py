"""What machines are told about this process: figures, lines of the log, traces, errors."""
