"""A roster from an office's file: layout, rows, verdicts, the import itself."""
