from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from lms.core.access import SYSTEM, public
from lms.core.audit import AuditEvent, record
from lms.core.db import db
from lms.core.errors import Frozen
from lms.org.models import UnitName
from lms.people.models import FailedSignIn, Membership, TeamRole
from tests.cast import Cast

AT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def test_instants_come_back_in_utc(app: Flask) -> None:
    db.session.add(row := FailedSignIn(key="k", at=AT))
    db.session.flush()
    db.session.expire(row)
    assert row.at == AT
    assert row.at.tzinfo is UTC


def test_a_naive_instant_is_refused(app: Flask) -> None:
    db.session.add(FailedSignIn(key="k", at=datetime(2026, 3, 1)))  # noqa: DTZ001 - the point
    with pytest.raises(StatementError):
        db.session.flush()


def test_frozen_rows_are_neither_changed_nor_deleted(app: Flask) -> None:
    record("thing.done", object(), by=SYSTEM, at=AT)
    db.session.flush()
    event = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert event is not None
    event.action = "thing.undone"
    with pytest.raises(Frozen):
        db.session.flush()
    db.session.expire(event)
    db.session.delete(event)
    with pytest.raises(Frozen):
        db.session.flush()


def test_dated_rows_hold_from_the_first_day_to_before_the_last(app: Flask, cast: Cast) -> None:
    unit = cast.units["na-sam"]
    names = [
        db.session.query(UnitName).filter(UnitName.unit_id == unit, UnitName.on(day)).count()
        for day in (date(2025, 6, 30), date(2025, 7, 1), date(2030, 1, 1))
    ]
    assert names == [0, 1, 1]


def test_the_database_keeps_one_open_membership_a_person(app: Flask, cast: Cast) -> None:
    db.session.add(
        Membership(
            person_id=cast.persons["lan"],
            team_id=cast.teams["khoi-3"],
            role=TeamRole.MEMBER,
            since=date(2026, 1, 1),
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_sqlite_is_durable_and_checked(app: Flask) -> None:
    if db.session.connection().dialect.name != "sqlite":
        assert db.session.scalar(text("SHOW server_encoding")) == "UTF8"
        return
    found = {
        name: db.session.scalar(text(f"PRAGMA {name}"))
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_who_read_is_noted_although_others_wrote_meanwhile(own_database: Flask) -> None:
    """A reading that turned into a writing would fail on SQLite."""

    @own_database.get("/table")
    @public
    def table() -> str:
        before = db.session.scalars(select(AuditEvent)).all()
        with Session(db.engine) as somebody_else:
            somebody_else.add(FailedSignIn(key="k", at=AT))
            somebody_else.commit()
        record("table.read", object(), by=SYSTEM, at=AT)
        return str(len(before))

    with own_database.app_context():
        upgrade(directory=own_database.extensions["migrate"].directory)
    reply = own_database.test_client().get("/table")
    assert (reply.status_code, reply.text) == (200, "0")
    with own_database.app_context():
        assert [row.action for row in db.session.scalars(select(AuditEvent))] == ["table.read"]
        assert db.session.scalars(select(FailedSignIn)).one().key == "k"
