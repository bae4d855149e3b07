"""Which request, job and trace a line of the log belongs to: bound once, on every line after."""

from __future__ import annotations

import re

from structlog.contextvars import bind_contextvars, clear_contextvars

TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def bind(request_id: str, traceparent: str) -> None:
    """Every line from now on, of whatever library, says which request it was."""
    clear_contextvars()
    trace = trace_of(traceparent) if traceparent else ""
    bind_contextvars(id=request_id, **({"trace": trace} if trace else {}))


def trace_of(traceparent: str) -> str:
    """The trace in a W3C `traceparent` header; empty when there is none."""
    found = TRACEPARENT.fullmatch(traceparent)
    return found[1] if found and found[1].strip("0") else ""
