"""Traces (OpenTelemetry) when LMS_OTLP_URL is set: requests, statements and jobs as spans.

What the library's instruments note is cut down to known attributes before it leaves: addresses,
queries, names of machines and messages of errors stay here. Statements have no values in them.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Engine
from structlog.contextvars import bind_contextvars

import lms
from lms.core.observe.optional import wanted
from lms.core.observe.statement_spans import trace_statements
from lms.settings import Settings

SETTING = "LMS_OTLP_URL"
KEPT = frozenset(
    {"http.method", "http.request.method", "http.route", "http.status_code",
     "http.response.status_code", "db.system", "db.statement", "job.kind", "error.type",
     "exception.type"}
)  # fmt: skip
NOT_TRACED = "healthz,readyz,metrics,static/"


def set_up_tracing(app: Flask, engine: Engine, settings: Settings) -> None:
    """Send spans if that is asked for. Raises WrongSetting without the libraries."""
    if not settings.otlp_url:
        return
    provider = _provider(app, settings)
    app.extensions["tracer"] = provider.get_tracer("hocso")
    flask = wanted("opentelemetry.instrumentation.flask", SETTING)
    flask.FlaskInstrumentor.instrument_app(app, tracer_provider=provider, excluded_urls=NOT_TRACED)
    trace_statements(engine, app.extensions["tracer"])
    app.before_request(_bind_trace)


def _provider(app: Flask, settings: Settings) -> Any:
    sdk = wanted("opentelemetry.sdk.trace", SETTING)
    export = wanted("opentelemetry.sdk.trace.export", SETTING)
    sampling = wanted("opentelemetry.sdk.trace.sampling", SETTING)
    otlp = wanted("opentelemetry.exporter.otlp.proto.http.trace_exporter", SETTING)
    resources = wanted("opentelemetry.sdk.resources", SETTING)
    some = sampling.TraceIdRatioBased(settings.otlp_percent / 100)
    provider = sdk.TracerProvider(
        # Whoever sends a `traceparent` does not decide how much we write.
        sampler=sampling.ParentBased(
            some, remote_parent_sampled=some, remote_parent_not_sampled=some
        ),
        resource=resources.Resource(
            {"service.name": "hocso", "service.version": f"{lms.__version__}"
             f"+{app.extensions['commit']}"}
        ),
    )  # fmt: skip
    exporter = otlp.OTLPSpanExporter(endpoint=f"{settings.otlp_url.rstrip('/')}/v1/traces")
    provider.add_span_processor(export.BatchSpanProcessor(Discreet(exporter)))
    app.extensions["tracer_provider"] = provider
    atexit.register(provider.shutdown)
    return provider


def _bind_trace() -> None:
    """Lines of the log name the trace, whether it came with the request or begins here."""
    context = wanted("opentelemetry.trace", SETTING).get_current_span().get_span_context()
    if context.is_valid:
        bind_contextvars(trace=f"{context.trace_id:032x}")


@contextmanager
def job_span(kind: str) -> Iterator[None]:
    """A job as a span, if there is anybody to send it to."""
    tracer = current_app.extensions.get("tracer")
    if tracer is None:
        yield
        return
    with tracer.start_as_current_span(f"job {kind}", attributes={"job.kind": kind}):
        yield


class Discreet:
    """An exporter before the exporter: passes on what is known to be nobody's."""

    def __init__(self, exporter: Any) -> None:
        self.exporter = exporter
        self.sdk = wanted("opentelemetry.sdk.trace", SETTING)
        self.status = wanted("opentelemetry.trace.status", SETTING).Status

    def export(self, spans: Sequence[Any]) -> Any:
        """Send the spans without what may tell of people."""
        return self.exporter.export([self._bare(span) for span in spans])

    def _bare(self, span: Any) -> Any:
        return self.sdk.ReadableSpan(
            name=span.name, context=span.context, parent=span.parent, resource=span.resource,
            attributes=_kept(span.attributes), kind=span.kind, links=(),
            events=[self.sdk.Event(e.name, _kept(e.attributes), e.timestamp) for e in span.events],
            status=self.status(span.status.status_code), start_time=span.start_time,
            end_time=span.end_time, instrumentation_scope=span.instrumentation_scope,
        )  # fmt: skip

    def shutdown(self) -> None:
        """Let go of the connection."""
        self.exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits; whether that went well."""
        return bool(self.exporter.force_flush(timeout_millis))


def _kept(attributes: Any) -> dict[str, Any]:
    return {name: value for name, value in (attributes or {}).items() if name in KEPT}
