"""The database: the model root, UTC instants, dated rows, frozen rows, one place that commits."""

from __future__ import annotations

import enum
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg
from flask import has_request_context, request
from flask_babel import gettext as _
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    ForeignKeyConstraint,
    MetaData,
    Table,
    and_,
    event,
    insert,
    inspect,
    or_,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator
from uuid6 import uuid7

from lms.core.errors import Frozen, Refused

READING = frozenset({"GET", "HEAD", "OPTIONS"})
JOINS = 11  # of one question; from 12 on PostgreSQL only tries its luck (geqo_threshold)


class Instant(TypeDecorator[datetime]):
    """A moment, stored as UTC without zone; refuses naive values."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware value into naive UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored value its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


# Enumerations are kept as their words: readable in the database, nothing to migrate for a new one.
WORDS = Enum(
    enum.Enum,
    native_enum=False,
    length=40,
    values_callable=lambda kind: [one.value for one in kind],
)


class Model(DeclarativeBase):
    """Root of every table."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: Instant(), enum.Enum: WORDS},
    )


db = SQLAlchemy(model_class=Model)


@event.listens_for(ForeignKeyConstraint, "after_parent_attach")
def _check_at_commit(constraint: ForeignKeyConstraint, table: object) -> None:
    """Foreign keys are checked at commit, so that rows may be written in any order."""
    constraint.deferrable, constraint.initially = True, "DEFERRED"


WRITTEN_AT_ONCE = 5_000
AT_ONCE = 500  # ids in one IN (…): below every database's limit


def chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """The ids in parts that every database takes in one IN (…)."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


# Tables (`name`) and columns (`table.name`) no model maps any more, which the last release still
# does: they stay until a migration with PHASE = "contract" drops them one release later.
RETIRED: frozenset[str] = frozenset()


def has_model(name: str | None, kind: str, parents: Any = None) -> bool:
    """Whether Alembic compares a thing with the models.

    Tables of full-text search (`…_search`, on SQLite with tables of its own behind) have no model:
    migrations make them as each database does it. What is retired waits to be dropped.
    """
    if kind == "column":
        return f"{parents['table_name']}.{name}" not in RETIRED
    is_search = re.fullmatch(r"\w+_search(_[a-z]+)?", name or "")
    return kind != "table" or not (is_search or name in RETIRED)


def new_id() -> UUID:
    """A fresh id; version 7, so that indexes grow at one end."""
    return UUID(int=uuid7().int)


def write_many(table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write very many plain rows, their values in the order of the table's columns.

    PostgreSQL copies them in as a stream; there it is ten times as quick as inserting.
    """
    if db.engine.dialect.name != "postgresql":
        names = table.columns.keys()
        rows = iter(rows)
        while some := [dict(zip(names, row, strict=True)) for row in islice(rows, WRITTEN_AT_ONCE)]:
            db.session.execute(insert(table), some)
        return
    driver: Any = db.session.connection().connection.driver_connection
    columns = ", ".join(table.columns.keys())
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class Identified:
    """A row with an id of its own, known before it is saved."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)


class Dated:
    """A fact that holds for a while: `since <= day < until`."""

    since: Mapped[date]
    until: Mapped[date | None]

    @classmethod
    def on(cls, day: date) -> ColumnElement[bool]:
        """The rows that hold on a day."""
        return and_(cls.since <= day, or_(cls.until.is_(None), cls.until > day))

    def end(self, on: date) -> None:
        """Let the fact hold until a day. Refused for the day it began on."""
        if self.since >= on:
            raise Refused(_("What is to be changed began on that day itself. Choose a later day."))
        self.until = on


def holds_for_a_while() -> CheckConstraint:
    """The check of every dated table: a fact ends after it began."""
    return CheckConstraint("until IS NULL OR until > since", name="ends_after_start")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end, roll back when anything raises. Only edges call this."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Only look, outside a request: on SQLite nobody who writes has to wait.

    Within a transaction that has begun it is a part of that one.
    """
    is_alone = not db.session().in_transaction()
    mark = _only_reads.set(True)
    try:
        yield
    finally:
        if is_alone:
            db.session.rollback()
        _only_reads.reset(mark)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: object) -> None:
    """Durable, checked and patient SQLite; Python's own BEGIN is switched off."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "connect")
def _prepare_postgres(connection: Any, record: object) -> None:
    """Let the planner look at all joins of our widest question together.

    Beyond eight it keeps to the order they are written in: everybody on the rosters of a nation
    was read to find the 200 of a commune. Planning costs about a millisecond more.
    """
    if not isinstance(connection, psycopg.Connection):
        return
    for limit in ("join_collapse_limit", "from_collapse_limit"):
        connection.execute(f"SET {limit} = {JOINS}")
    connection.commit()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers lock at once: a read that turns into a write fails when others wrote meanwhile."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("BEGIN" if _only_reads.get() or is_reading() else "BEGIN IMMEDIATE")


def is_reading() -> bool:
    """Whether this is a request that only reads."""
    return has_request_context() and request.method in READING


@event.listens_for(db.session, "before_flush")
def _refuse_to_rewrite(session: Session, *_: object) -> None:
    """Rows that say `is_frozen` are never changed or deleted."""
    for row in session.deleted:
        if getattr(row, "is_frozen", False):
            raise Frozen(repr(row))
    for row in session.dirty:
        if getattr(row, "is_frozen", False) and _columns_changed(row):
            raise Frozen(repr(row))


def _columns_changed(row: object) -> bool:
    state = inspect(row)
    columns = state.mapper.column_attrs.keys()
    return any(state.attrs[name].history.has_changes() for name in columns)
