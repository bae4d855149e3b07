"""Log lines: JSON for machines or plain for people, never with secrets or personal data."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

from lms.settings import Settings

PRIVATE = {"password", "secret", "pin", "token", "phone", "name", "cookie", "authorization"}


def set_up_logs(settings: Settings) -> None:
    """Choose level and form of the log lines of this process."""
    form = (
        structlog.dev.ConsoleRenderer(colors=False)
        if settings.log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_private,
            structlog.processors.format_exc_info,
            form,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
        ),
    )


def hide_private(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what must never be logged, whoever logs it."""
    for key in event:
        if key in PRIVATE:
            event[key] = "[hidden]"
    return event
