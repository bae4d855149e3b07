"""Traces and error reports: sent when a setting says so, and nobody's name or words in them."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, request
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import text

from lms.core.commands import edge
from lms.core.db import db
from lms.core.observe.jobs import End, watched
from lms.settings import Settings, WrongSetting
from tests.conftest import _close, make_app
from tests.core.collector import Collector, collector

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PLANTED = (
    "0912345678",
    "Nông Thị Lan",
    "mat-khau-bi-mat",
    "0987654321",
    "cookie-cua-lan",
    "Firefox",
)


@pytest.fixture
def sink() -> Iterator[Collector]:
    with collector() as here:
        yield here


def visited(settings: Settings, folder: Path, **telemetry: Any) -> Flask:
    """An application with telemetry, where somebody sent a form to a page that breaks."""
    app = make_app(replace(settings, database_url=f"sqlite:///{folder / 'own.db'}", **telemetry))

    def broken(thing: str) -> str:
        db.session.execute(text("SELECT :typed"), {"typed": request.form["phone"]})
        raise ValueError(f"{request.form['name']} {thing}")

    app.add_url_rule("/broken/<string:thing>", view_func=broken, methods=["POST"])
    app.extensions["csrf"].exempt(f"{broken.__module__}.{broken.__name__}")
    client = app.test_client()
    client.set_cookie("session", PLANTED[4])
    reply = client.post(
        f"/broken/{PLANTED[3]}?q={PLANTED[3]}",
        data=dict(zip(("phone", "name", "secret"), PLANTED, strict=False)),
        headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-00", "User-Agent": PLANTED[5],
                 "X-Request-ID": "abc1"},
    )  # fmt: skip
    assert reply.status_code == 500
    return app


def nothing_of_people_in(body: bytes) -> None:
    for planted in PLANTED:
        for form in (planted, json.dumps(planted)[1:-1]):
            assert form.encode() not in body
    assert b"127.0.0.1" not in body


def test_a_request_and_a_job_become_spans(
    settings: Settings, tmp_path: Path, sink: Collector
) -> None:
    app = visited(settings, tmp_path, otlp_url=f"http://127.0.0.1:{sink.port}", otlp_percent=100)
    with app.app_context(), watched(uuid4(), "privacy.blank") as watch:
        db.session.execute(text("SELECT 2"))
        watch.end = End.DONE
    app.test_client().get("/healthz")
    app.extensions["tracer_provider"].force_flush()
    _close(app)
    ((path, body),) = sink.taken
    assert path == "/v1/traces"
    nothing_of_people_in(body)
    spans = spans_of(body)
    page = spans["POST /broken/<string:thing>"]
    assert page.trace_id.hex() == TRACE
    assert page.status.code == 2
    assert [event.name for event in page.events] in ([], ["exception"])
    asked = [s for s in spans.values() if "SELECT ?" in str(s.attributes)]
    assert [s.trace_id.hex() for s in asked] == [TRACE]
    job = spans["job privacy.blank"]
    assert any(s.parent_span_id == job.span_id for s in spans.values())
    assert not any("healthz" in name for name in spans)


def spans_of(body: bytes) -> dict[str, Any]:
    """Spans by their name; statements of one name count up."""
    found: dict[str, Any] = {}
    for group in ExportTraceServiceRequest.FromString(body).resource_spans:
        for scope in group.scope_spans:
            for span in scope.spans:
                found[span.name if span.name not in found else f"{span.name} {len(found)}"] = span
    return found


def test_an_unexpected_error_is_told(settings: Settings, tmp_path: Path, sink: Collector) -> None:
    app = visited(settings, tmp_path, sentry_dsn=f"http://key@127.0.0.1:{sink.port}/1")
    app.test_client().get("/nowhere")
    app.extensions["sentry"].flush(5)
    _close(app)
    ((path, body),) = sink.taken
    assert path == "/api/1/envelope/"
    nothing_of_people_in(body.replace(f"key@127.0.0.1:{sink.port}".encode(), b""))
    event = json.loads(body.splitlines()[2])
    (error,) = event["exception"]["values"]
    assert (error["type"], "value" in error) == ("ValueError", False)
    assert error["stacktrace"]["frames"][-1]["function"] == "broken"
    assert event["tags"] == {"route": "/broken/<string:thing>", "request": "abc1"}
    assert not {"request", "user", "extra", "breadcrumbs", "server_name", "modules"} & event.keys()


def test_a_command_that_breaks_is_told(settings: Settings, tmp_path: Path, sink: Collector) -> None:
    dsn = f"http://key@127.0.0.1:{sink.port}/1"
    app = make_app(
        replace(settings, database_url=f"sqlite:///{tmp_path / 'own.db'}", sentry_dsn=dsn)
    )

    @app.cli.command("broken")
    def broken() -> None:
        with edge():
            raise ValueError(PLANTED[0])

    assert isinstance(app.test_cli_runner().invoke(args=["broken"]).exception, ValueError)
    app.extensions["sentry"].flush(5)
    _close(app)
    ((_path, body),) = sink.taken
    nothing_of_people_in(body.replace(f"key@127.0.0.1:{sink.port}".encode(), b""))
    assert json.loads(body.splitlines()[2])["tags"] == {"command": "broken"}


@pytest.mark.parametrize(
    ("asked", "library"),
    [
        ({"sentry_dsn": "http://key@127.0.0.1/1"}, "sentry_sdk"),
        ({"otlp_url": "http://127.0.0.1:4318"}, "opentelemetry.sdk.trace"),
    ],
)
def test_a_missing_library_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # as Python notes what cannot be imported
    with pytest.raises(WrongSetting, match=r"pip install -r requirements/telemetry\.txt"):
        make_app(replace(settings, **asked))


@pytest.mark.parametrize(
    "wrong",
    [
        {"otlp_percent": 101},
        {"otlp_url": "127.0.0.1:4318"},
        {"log_format": "xml"},
        {"metrics_token": "short"},
    ],
)
def test_wrong_settings_are_said(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongSetting, match="LMS_"):
        Settings(**wrong).check()


def test_nothing_is_imported_unasked(settings: Settings, own_kind: str) -> None:
    app = make_app(settings)
    assert not {"sentry", "tracer", "tracer_provider"} & app.extensions.keys()
