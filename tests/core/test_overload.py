"""More people than the machine can take: saves first, the rest told at once."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from lms.core import overload
from lms.core.db import db
from lms.core.overload import KEPT_FOR_SAVES, Gate, set_up_gate
from lms.settings import Settings
from tests.conftest import ORIGIN, make_app


def fill(gate: Gate, pages: int, saves: int = 0) -> None:
    """So many are being worked on."""
    for _ in range(pages):
        assert gate.enter(saves=False)
    for _ in range(saves):
        assert gate.enter(saves=True)


def waits(gate: Gate, pool: ThreadPoolExecutor, *, saves: bool) -> Future[bool]:
    """Somebody who stands in the row; comes back once they do."""
    before = gate.waiting[saves]
    found = pool.submit(gate.enter, saves=saves)
    while gate.waiting[saves] == before and not found.done():
        threading.Event().wait(0.001)
    return found


def test_pages_never_take_the_places_kept_for_saves() -> None:
    gate = Gate(at_once=2)
    fill(gate, pages=2, saves=KEPT_FOR_SAVES)
    assert gate.running == 2 + KEPT_FOR_SAVES


def test_who_waits_is_let_in_saves_first() -> None:
    gate = Gate(at_once=2)
    fill(gate, pages=2, saves=KEPT_FOR_SAVES)
    with ThreadPoolExecutor(2) as pool:
        page, save = waits(gate, pool, saves=False), waits(gate, pool, saves=True)
        gate.leave()  # one place fewer than the limit of saves
        assert save.result(5)
        assert not page.done()
        for _ in range(KEPT_FOR_SAVES + 1):
            gate.leave()
        assert page.result(5)


def test_when_too_many_wait_the_next_is_refused_at_once() -> None:
    gate = Gate(at_once=1)
    fill(gate, pages=1, saves=KEPT_FOR_SAVES)
    with ThreadPoolExecutor(2) as pool:
        page = waits(gate, pool, saves=False)
        assert not gate.enter(saves=False)
        save = waits(gate, pool, saves=True)  # its row is longer
        assert not gate.enter(saves=True)
        for _ in range(1 + KEPT_FOR_SAVES):
            gate.leave()
        assert save.result(5)
        gate.leave()
        assert page.result(5)
    assert gate.waiting == {True: 0, False: 0}


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overload, "PATIENCE", {True: 0.0, False: 0.0})
    gate = Gate(at_once=1)
    fill(gate, pages=1)
    assert not gate.enter(saves=False)
    assert gate.waiting == {True: 0, False: 0}


@pytest.fixture
def full(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A visitor who comes when no place is free and nobody has patience."""
    gate: Gate = client.application.extensions["gate"]
    monkeypatch.setattr(gate, "running", 1_000)
    monkeypatch.setattr(overload, "PATIENCE", {True: 0.0, False: 0.0})
    return client


@pytest.mark.parametrize(("language", "words"), [("vi", "đang bận"), ("en", "is busy")])
def test_a_page_is_refused_early_and_tries_again_by_itself(
    full: FlaskClient, language: str, words: str
) -> None:
    full.set_cookie("language", language)
    reply = full.get("/courses/?q=vneid")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
    assert words in reply.text
    assert '<meta http-equiv="refresh" content="5">' in reply.text
    assert 'href="/courses/?q=vneid"' in reply.text
    assert full.get("/healthz").status_code == 200  # whoever watches us is let in


def test_what_was_typed_is_offered_again(full: FlaskClient) -> None:
    reply = full.post("/sign-in", data={"name": "lan", "secret": "x"}, headers=ORIGIN)
    assert reply.status_code == 503
    assert 'name="name" value="lan"' in reply.text
    assert 'name="secret"' not in reply.text
    assert "http-equiv" not in reply.text


def test_a_script_keeps_what_it_sent(full: FlaskClient) -> None:
    """static/js/answers.js and outbox.js take JSON, and only that, as the server's word."""
    reply = full.post("/sign-in", headers={"Accept": "application/json"})
    assert (reply.status_code, reply.is_json) == (503, False)


def test_places_are_given_back(client: FlaskClient) -> None:
    gate: Gate = client.application.extensions["gate"]
    client.get("/sign-in")
    client.get("/nowhere")
    assert gate.running == 0


def test_without_a_limit_nobody_is_counted() -> None:
    app = Flask("open")
    set_up_gate(app, 0)
    assert not app.before_request_funcs


def test_a_database_that_is_away_is_told_in_a_page(settings: Settings) -> None:
    """The page that says so asks it nothing: not even who is signed in."""
    app = make_app(replace(settings, database_url="postgresql://test@/x?host=/nowhere"))
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "somebody"
    reply = client.get("/")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
    assert 'name="lost"' in reply.text  # a phone must not take it for a sign-out


@pytest.mark.parametrize("own_kind", ["postgresql"], indirect=True)
def test_no_connection_left_is_told_as_busy(migrated: Flask) -> None:
    """A process that holds all its connections is busy, not broken."""
    address = migrated.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(address, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with migrated.app_context():
        kept = db._app_engines[migrated][None]
        db._app_engines[migrated][None] = engine
    migrated.testing = False
    client = migrated.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "somebody"
    with engine.connect():
        reply = client.get("/")
    with migrated.app_context():
        db._app_engines[migrated][None] = kept
    engine.dispose()
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
