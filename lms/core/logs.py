"""Log lines: JSON for machines or plain for people, never with secrets or personal data.

Our own lines go straight out; those of libraries (gunicorn, huey, alembic, warnings) come by way
of `logging` and get the same form, so whoever collects them needs to know one.
"""

from __future__ import annotations

import logging
import sys
import warnings

import structlog
from structlog.contextvars import merge_contextvars
from structlog.stdlib import ProcessorFormatter, add_logger_name
from structlog.types import Processor

from lms.core.log_privacy import hide_in_text, hide_private, only_frames
from lms.settings import Settings

# Of these every line is wanted, as the level allows; of all other libraries warnings only.
TALKERS = ("gunicorn.error", "huey", "alembic.runtime.migration")
SHARED: tuple[Processor, ...] = (
    merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_private,
    only_frames,
)


def set_up_logs(settings: Settings) -> None:
    """Choose level and form of the log lines of this process."""
    form: Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if settings.log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    structlog.configure(
        processors=[*SHARED, form],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(),  # a line is one write: threads never mix
    )
    _bridge_libraries(form, level)


def _bridge_libraries(form: Processor, level: int) -> None:
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, ToOutput)]:
        root.removeHandler(old)
    root.addHandler(ToOutput(form))
    root.setLevel(max(level, logging.WARNING))
    for name in TALKERS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=not sys.warnoptions and not _are_errors())


def _are_errors() -> bool:
    """Whether warnings stop the program (in tests): then nobody takes them for mere lines."""
    return any(action == "error" for action, *_ in warnings.filters)


class ToOutput(logging.Handler):
    """Writes lines of libraries to standard output, wherever that goes at the moment."""

    def __init__(self, form: Processor) -> None:
        super().__init__()
        self.setFormatter(
            ProcessorFormatter(
                foreign_pre_chain=[add_logger_name, hide_in_text, *SHARED],
                processors=[ProcessorFormatter.remove_processors_meta, form],
            )
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line at once, so that lines of several threads never mix."""
        try:
            sys.stdout.write(f"{self.format(record)}\n")
            sys.stdout.flush()
        except (OSError, ValueError):  # closed: as `logging` itself does it
            self.handleError(record)
