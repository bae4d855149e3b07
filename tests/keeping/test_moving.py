"""The move between databases: everything arrives, whatever happens on the way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, func, insert, select, text, update

from lms.core.audit import AuditEvent
from lms.core.clock import now
from lms.core.db import db, new_id, transaction
from lms.keeping import moving
from lms.keeping.sides import open_side
from lms.keeping.texts import kind_of
from lms.settings import Settings
from tests.cast import enter_cast
from tests.conftest import make_app


def run(app: Flask, *words: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == code, (result.output, result.exception)
    return str(result.output)


@pytest.fixture
def source(migrated: Flask) -> Flask:
    """A database with the cast in it, and things that happened."""
    with migrated.app_context():
        with transaction():
            enter_cast()
            for number in range(120):
                write_event(number)
        db.session.remove()
    return migrated


def write_event(number: int) -> None:
    at = now() + timedelta(microseconds=number * 1_001)
    db.session.add(
        AuditEvent(
            at=at, actor_id=None, actor_name="Đỗ \\N\t\n'x'", action="test", subject_kind="",
            subject_id=new_id(), label=str(number), details={"a": [1, None, "ệ"], "b": 1.5},
        )
    )  # fmt: skip


@pytest.fixture
def target(
    own_kind: str, postgres_address: str, settings: Settings, tmp_path: Path
) -> Iterator[Settings]:
    """Settings of an empty database of the other kind."""
    if own_kind == "postgresql":
        yield replace(settings, database_url=f"sqlite:///{tmp_path / 'target.db'}")
        return
    admin = create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE target"))
        yield replace(settings, database_url=postgres_address.replace("/postgres?", "/target?"))
        connection.execute(text("DROP DATABASE target WITH (FORCE)"))
    admin.dispose()


def events(app: Flask) -> int:
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(AuditEvent))
        db.session.remove()
        return found or 0


def is_ready(settings: Settings) -> bool:
    app = make_app(settings)
    ready = app.test_client().get("/readyz").status_code == 200
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return ready


def test_every_column_can_be_moved() -> None:
    for table in db.metadata.sorted_tables:
        assert table.primary_key.columns, table
        for column in table.columns:
            kind_of(column)


def test_everything_arrives_and_a_changed_row_is_named(source: Flask, target: Settings) -> None:
    address = target.database_url
    out = run(source, "database", "move", address)
    assert ", 0 differ" in out
    assert f"audit_event                      {events(source)} rows" in out
    assert is_ready(target)
    assert ", 0 differ" in run(source, "database", "move", address, "--check")
    engine = create_engine(address)
    with engine.begin() as connection:
        odd = connection.scalar(select(AuditEvent.id).order_by(AuditEvent.id).limit(1))
        where = AuditEvent.id == odd
        connection.execute(update(AuditEvent).where(where).values(label="changed"))
    engine.dispose()
    assert odd is not None
    out = run(source, "database", "move", address, "--check", code=1)
    assert f"DIFFERS: audit_event {odd.hex}: label differ" in out
    assert ", 1 differ" in out
    assert "holds data of its own" in run(source, "database", "move", address, code=1)


def test_killed_and_changed_in_between_it_goes_on(
    source: Flask, target: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "CHUNK", 50)
    address, head = target.database_url, source.extensions["migration_head"]
    app = make_app(target)
    run(app, "db", "upgrade")
    with source.app_context():
        tables = db.metadata.sorted_tables
        with (
            closing(open_side(db.engine.url.render_as_string(False), is_source=True)) as old,
            closing(open_side(address, is_source=False)) as new,
        ):
            moving.begin(old, new, tables, head)
            done = sum(step.rows for step in islice(moving.copy(old, new, tables), 4))
        assert 50 < done < 250
        assert not is_ready(target)
        with transaction():
            ids = db.session.scalars(select(AuditEvent.id).order_by(AuditEvent.id).limit(3)).all()
            db.session.execute(delete(AuditEvent).where(AuditEvent.id == ids[0]))
            where = AuditEvent.id == ids[1]
            db.session.execute(update(AuditEvent).where(where).values(label="changed"))
            row = db.session.execute(select(AuditEvent.__table__).limit(1)).one()._asdict()
            row["id"] = ids[0].__class__(int=ids[0].int - 1)
            db.session.execute(insert(AuditEvent), [row])
            write_event(999)
        db.session.remove()
    out = run(source, "database", "move", address)
    assert "going on" in out
    assert "3 rows had changed since" in out
    assert ", 0 differ" in out
    assert is_ready(target)
    with app.app_context():
        assert events(app) == events(source)
        db.engine.dispose()


def test_what_cannot_be_moved_is_said(source: Flask, target: Settings, own_kind: str) -> None:
    address = target.database_url
    with source.app_context():
        here = db.engine.url.render_as_string(hide_password=False)
    assert "the database itself" in run(source, "database", "move", here, code=1)
    if own_kind == "sqlite":
        path = here.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            assert "stop the product" in run(source, "database", "move", address, code=1)
    with source.app_context(), transaction():
        db.session.execute(text("CREATE TABLE of_strangers (id integer)"))
    assert "how to move of_strangers" in run(source, "database", "move", address, code=1)
