"""Long lists: asked for, written by a job, fetched by whoever asked, deleted after a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.core import exports
from lms.core.audit import AuditEvent
from lms.core.clock import now
from lms.core.db import db
from lms.core.exports import ExportFile
from lms.core.store import store
from tests.conftest import Visitor

SignedIn = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list with a row is long."""
    monkeypatch.setattr(exports, "LONG", 0)


def made(visitor: Visitor, path: str) -> ExportFile:
    """Ask for a list as a person would; the row of it."""
    visitor.get(path)
    assert "Danh sách đã xong" in visitor.press("Viết danh sách").text
    return db.session.scalars(select(ExportFile).order_by(ExportFile.id.desc()).limit(1)).one()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_long_roster_is_written_and_fetched(signed_in: SignedIn, ending: str) -> None:
    tung = signed_in("tung")
    row = made(tung, f"/people/roster.{ending}")
    assert (row.rows, row.of) == (4, 4)
    reply = tung.client.get(f"/people/exports/{row.id}/file")
    assert reply.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert len(reply.data) == row.size
    is_there = (
        "Hoàng Thị Lan".encode() in reply.data if ending == "csv" else reply.data[:2] == b"PK"
    )
    assert is_there
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"roster.exported", "export.made", "export.fetched"} <= actions


def test_the_words_looked_for_hold_for_the_file(signed_in: SignedIn) -> None:
    tung = signed_in("tung")
    row = made(tung, "/people/roster.csv?q=lan")
    lines = tung.client.get(f"/people/exports/{row.id}/file").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2


def test_nobody_else_gets_it(signed_in: SignedIn) -> None:
    row = made(signed_in("tung"), "/people/roster.csv")
    hoa = signed_in("hoa")
    hoa.get(f"/people/exports/{row.id}", 404)
    assert hoa.client.get(f"/people/exports/{row.id}/file").status_code == 404


def test_it_is_deleted_after_a_week(signed_in: SignedIn) -> None:
    tung = signed_in("tung")
    row = made(tung, "/people/roster.csv")
    assert exports.forget_old(now() + timedelta(days=6)) == 0
    assert store().has(row.key)
    assert exports.forget_old(now() + timedelta(days=8)) == 1
    assert not store().has(row.key)
    assert "đã được xóa sau một tuần" in tung.get(f"/people/exports/{row.id}").text
    assert "đã xóa" in tung.get("/people/exports/").text
