"""Lines of the log: one form whoever writes them, and never what people typed."""

import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import text

from lms.core.db import db
from lms.core.logs import set_up_logs
from lms.core.observe.trace_ids import trace_of
from lms.settings import Settings

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PLANTED = ("0912345678", "Nông Thị Lan", "mat-khau-bi-mat", "lan@example.vn")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was logged since the last look, as JSON, from INFO on."""
    set_up_logs(replace(settings, log_level="INFO"))
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    set_up_logs(settings)


# Errors of both databases are tried where they are made; the lines need only one.
on_sqlite = pytest.mark.parametrize("own_kind", ["sqlite"], indirect=True)


def breaking(app: Flask, how: Callable[[], None]) -> Flask:
    """An application with a page that breaks while it holds what somebody typed."""

    def broken() -> str:
        how()
        return ""

    app.add_url_rule("/broken", view_func=broken, methods=["POST"])
    app.extensions["csrf"].exempt(f"{broken.__module__}.{broken.__name__}")
    return app


def told_in_a_message() -> None:
    try:
        raise KeyError(request.form["phone"])
    except KeyError as error:
        raise ValueError(f"{request.form['name']} {request.form['secret']}") from error


def told_by_the_database() -> None:
    db.session.execute(text("CREATE TABLE said (phone TEXT PRIMARY KEY)"))
    for _twice in range(2):
        db.session.execute(text("INSERT INTO said VALUES (:p)"), {"p": request.form["phone"]})


@on_sqlite
@pytest.mark.parametrize(
    ("how", "kinds"),
    [(told_in_a_message, "ValueError < KeyError"), (told_by_the_database, "IntegrityError")],
)
def test_an_error_leaves_its_kind_and_place_and_nothing_typed(
    own_database: Flask, lines: Lines, how: Callable[[], None], kinds: str
) -> None:
    client = breaking(own_database, how).test_client()
    typed = dict(zip(("phone", "name", "secret", "mail"), PLANTED, strict=True))
    reply = client.post("/broken?q=0987654321", data=typed, headers={"X-Request-ID": "abc1"})
    assert reply.status_code == 500
    unexpected, line = lines()
    assert unexpected["error"].startswith(kinds)
    assert unexpected["id"] == line["id"] == "abc1"
    assert f"{__name__.rpartition('.')[2]}.py:" in str(unexpected["frames"])
    for planted in (*PLANTED, "0987654321"):
        assert planted not in json.dumps([unexpected, line], ensure_ascii=False)


@on_sqlite
def test_the_database_names_no_values_in_its_errors(own_database: Flask) -> None:
    with own_database.app_context(), pytest.raises(Exception, match="hide_parameters") as raised:
        db.session.execute(text("INSERT INTO nowhere VALUES (:p)"), {"p": PLANTED[0]})
    assert PLANTED[0] not in str(raised.value)


@on_sqlite
@pytest.mark.parametrize(
    ("path", "status", "level"), [("/healthz", 200, "info"), ("/nowhere", 404, "warning")]
)
def test_a_request_is_one_line_with_its_trace(
    own_database: Flask, lines: Lines, path: str, status: int, level: str
) -> None:
    given = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    reply = own_database.test_client().get(f"{path}?ten=Lan", headers=given)
    (line,) = lines()
    assert line["trace"] == TRACE
    assert line["id"] == reply.headers["X-Request-ID"]
    assert (line["level"], line["status"], line["event"]) == (level, status, "request")
    assert line["route"] == (path if status == 200 else "none")
    assert "Lan" not in str(line)


@pytest.mark.parametrize("wrong", ["", "00-zz-11-01", f"00-{'0' * 32}-00f067aa0ba902b7-01", "a\nb"])
def test_a_wrong_traceparent_is_none(wrong: str) -> None:
    assert trace_of(wrong) == ""


@on_sqlite
def test_an_id_from_outside_cannot_write_lines(own_database: Flask, lines: Lines) -> None:
    reply = own_database.test_client().get("/healthz", headers={"X-Request-ID": 'a"} {"x'})
    assert reply.headers["X-Request-ID"].isalnum()
    assert len(lines()) == 1


def test_libraries_speak_the_same_form(lines: Lines) -> None:
    logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 12)
    logging.getLogger("huey").info("started")
    logging.getLogger("alembic.runtime.migration").info("Running upgrade")
    logging.getLogger("some.chatty.library").info("not told")
    logging.getLogger("some.library").warning("Invalid request from ip=203.0.113.9: x")
    try:
        raise ValueError(PLANTED[0])
    except ValueError:
        logging.getLogger("huey").exception("Unhandled exception in task %s.", "x")
        logging.getLogger("gunicorn.error").exception("Error handling request %s", "/people/Lan?a")
    told = lines()
    assert [line["logger"].split(".")[0] for line in told] == [
        "gunicorn", "huey", "alembic", "some", "huey", "gunicorn"
    ]  # fmt: skip
    assert all({"event", "level", "timestamp"} <= line.keys() for line in told)
    assert told[4]["error"] == "ValueError"
    assert told[5]["event"] == "Error handling request [hidden]"
    for planted in ("203.0.113.9", PLANTED[0], "Lan"):
        assert planted not in str(told)


def test_warnings_are_lines_where_they_do_not_stop(
    lines: Lines, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "warnoptions", [])
    with warnings.catch_warnings():
        warnings.resetwarnings()
        set_up_logs(replace(settings, log_level="INFO"))
        warnings.warn("old way", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    (line,) = lines()
    assert (line["logger"], line["level"]) == ("py.warnings", "warning")
    assert "old way" in line["event"]


def test_people_get_lines_they_can_read(
    settings: Settings, lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(replace(settings, log_level="INFO", log_format="console"))
    logging.getLogger("huey").warning("waiting for %s", "Redis")
    (line,) = capsys.readouterr().out.splitlines()
    assert "[warning  ] waiting for Redis" in line
