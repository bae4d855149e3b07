"""A release's migrations run while the last release still serves: expand, migrate, contract."""

import importlib.util
import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from lms.core.db import db
from tests.house.zero_downtime import Migration, faults

FOLDER = Path(__file__).parents[2] / "migrations"
RELEASED = json.loads((FOLDER / "released.json").read_text())
TABLES: dict[str, dict[str, str]] = RELEASED["tables"]
KNOWN = {"message": {"id": {}, "body": {}}, "training_year": {"id": {}}}
NOW_MAPPED = {"message": {"id": {}}, "training_year": {"id": {}}}


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("ALTER TABLE message RENAME TO letter", "renames"),
        ("ALTER TABLE message RENAME body TO words", "renames"),
        ("ALTER TABLE message ADD COLUMN kind VARCHAR NOT NULL", "NOT NULL without a default"),
        ("ALTER TABLE message ALTER COLUMN body TYPE TEXT", "changes a type"),
        ("ALTER TABLE message ALTER COLUMN body DROP DEFAULT", "takes a default away"),
        ("ALTER TABLE message ALTER COLUMN body SET NOT NULL", "checks every row"),
        ("ALTER TABLE message ADD CONSTRAINT u UNIQUE (body)", "checks every row"),
        ("ALTER TABLE message ADD CONSTRAINT f FOREIGN KEY(x) REFERENCES y (id)", "checks every"),
        ("CREATE INDEX ix ON message (body)", "blocks writing"),
        ("CREATE UNIQUE INDEX ix ON message (body)", "blocks writing"),
        ("\nDROP TABLE message", "still maps it"),
        ("ALTER TABLE message DROP COLUMN body", "still maps it"),
    ],
)
def test_what_would_harm_the_last_release_is_refused(statement: str, word: str) -> None:
    (found,) = faults(Migration("0099", (statement,)), KNOWN, NOW_MAPPED)
    assert word in found


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE letter (id UUID NOT NULL)",
        "CREATE INDEX ix ON letter (id)",
        "ALTER TABLE letter ADD COLUMN kind VARCHAR NOT NULL",
        "ALTER TABLE message ADD COLUMN kind VARCHAR",
        "ALTER TABLE message ADD COLUMN kind VARCHAR DEFAULT '' NOT NULL",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON message (body)",
        "ALTER TABLE message ADD CONSTRAINT f FOREIGN KEY(x) REFERENCES y (id) NOT VALID",
        "UPDATE message SET body = ''",
    ],
)
def test_what_the_last_release_does_not_notice_passes(statement: str) -> None:
    assert faults(Migration("0099", (statement,)), KNOWN, NOW_MAPPED) == []


def test_a_small_table_may_be_locked_with_a_reason() -> None:
    index = ("CREATE INDEX ix ON training_year (id)",)
    assert faults(Migration("0099", index), KNOWN, NOW_MAPPED)
    assert not faults(
        Migration("0099", index, {"training_year": "a row a year"}), KNOWN, NOW_MAPPED
    )


def test_a_column_goes_a_release_after_it_was_let_go() -> None:
    drop = ("ALTER TABLE message DROP COLUMN body",)
    released = {"message": {"id": {}}}
    assert faults(Migration("0099", drop), released, NOW_MAPPED)
    assert not faults(Migration("0099", drop, is_contract=True), released, NOW_MAPPED)
    assert faults(Migration("0099", drop, is_contract=True), KNOWN, NOW_MAPPED)
    assert faults(Migration("0099", drop, is_contract=True), released, KNOWN)


def test_data_move_and_indexes_are_made_apart() -> None:
    both = ("ALTER TABLE message ADD COLUMN x INTEGER", "UPDATE message SET x = 1")
    assert "of their own" in faults(Migration("0099", both), KNOWN, NOW_MAPPED)[0]
    both = ("CREATE INDEX CONCURRENTLY ix ON message (body)", "CREATE TABLE y (id UUID)")
    assert "of its own" in faults(Migration("0099", both), KNOWN, NOW_MAPPED)[0]


@pytest.mark.parametrize("own_kind", ["postgresql"], indirect=True)
def test_migrations_since_the_release_harm_nothing(own_database: Flask) -> None:
    """Judged by the SQL that PostgreSQL gets: there several machines go on while they run."""
    folder = own_database.extensions["migrate"].directory
    newer = [f for f in (FOLDER / "versions").glob("*.py") if f.stem[:4] > RELEASED["head"]]
    mapped = {table.name: dict(table.columns) for table in db.metadata.tables.values()}
    found: list[str] = []
    with own_database.app_context():
        upgrade(folder, RELEASED["head"])
        for file in sorted(newer):
            found += faults(_migration(file, _sent(folder, file.stem[:4])), TABLES, mapped)
    assert found == []


def test_the_code_of_the_last_release_goes_on_in_the_new_tables(migrated: Flask) -> None:
    with migrated.app_context(), db.engine.connect() as connection:
        for name, columns in TABLES.items():
            _write_and_read(connection, name, columns)


def _sent(folder: str, number: str) -> tuple[str, ...]:
    sent: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        upgrade(folder, number)
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)
    return tuple(sent)


def _migration(file: Path, statements: tuple[str, ...]) -> Migration:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    small = getattr(module, "SMALL", {})
    return Migration(file.stem, statements, small, getattr(module, "PHASE", "") == "contract")


def _write_and_read(connection: sa.Connection, name: str, columns: dict[str, str]) -> None:
    """As the last release does: it knows these columns and no others."""
    kinds = {column: getattr(sa, about.split()[0])() for column, about in columns.items()}
    table = sa.table(name, *(sa.column(column, kind) for column, kind in kinds.items()))
    row = {
        column: _value(kinds[column], position)
        for position, (column, about) in enumerate(columns.items())
        if about.endswith("required")
    }
    connection.execute(sa.insert(table).values(row))
    kept = connection.execute(sa.select(table)).mappings().all()
    assert any(all(one[column] == value for column, value in row.items()) for one in kept), name
    connection.rollback()  # what the row refers to was never there


def _value(kind: sa.types.TypeEngine[Any], position: int) -> object:
    """Something of a kind; later columns get later moments, so that what begins also ends."""
    moment = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(hours=position)
    values: dict[type, object] = {
        sa.Uuid: uuid4(),
        sa.Integer: 1,
        sa.Boolean: True,
        sa.DateTime: moment,
        sa.Date: date(2026, 1, 1) + timedelta(days=position),
        sa.Time: time(8 + position % 12),
        sa.JSON: [1],
        sa.Double: 1.0,
    }
    return values.get(type(kind), "x")
