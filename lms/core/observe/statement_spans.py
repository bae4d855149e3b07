"""Statements as spans: their text, in which values are marks, never the values.

The library's own instrument refuses SQLAlchemy 2.1, and then says so and does nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, ExceptionContext, event

from lms.core.observe.optional import wanted


def trace_statements(engine: Engine, tracer: Any) -> None:
    """Make each statement a span of the request or job that asks."""
    trace = wanted("opentelemetry.trace", "LMS_OTLP_URL")

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_c: object, _cur: object, statement: str, _p: object, context: Any, *_: Any) -> None:
        if trace.get_current_span().get_span_context().is_valid:
            context.span = tracer.start_span(
                statement.lstrip("( \n").split(None, 1)[0].upper(),
                kind=trace.SpanKind.CLIENT,
                attributes={"db.system": engine.dialect.name, "db.statement": statement},
            )

    @event.listens_for(engine, "after_cursor_execute")
    def end(_c: object, _cur: object, _s: str, _p: object, context: Any, *_: Any) -> None:
        if span := getattr(context, "span", None):
            span.end()

    @event.listens_for(engine, "handle_error")
    def fail(failed: ExceptionContext) -> None:
        if span := getattr(failed.execution_context, "span", None):
            span.set_status(trace.StatusCode.ERROR)
            span.end()
