"""What one request or job asked of the database; what is counted when its transaction is kept."""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import Any

from prometheus_client import Counter
from sqlalchemy import Connection, Engine, ExceptionContext, event
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.pool import Pool

from lms.core.observe import series

# How the two databases say that somebody else was in the way (PostgreSQL: SQLSTATE).
IN_THE_WAY = frozenset({"40001", "40P01", "55P03", "57014"})


class Asked:
    """How often the database was asked, and how long that took (seconds)."""

    __slots__ = ("seconds", "since", "statements")

    def __init__(self) -> None:
        self.statements = 0
        self.seconds = 0.0
        self.since = 0.0

    def answered(self) -> None:
        """The database has answered what was asked last."""
        if self.since:
            self.seconds += time.perf_counter() - self.since
            self.since = 0.0


asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def count_kept(session: scoped_session[Any], counter: Counter) -> None:
    """Count what this transaction did when it is committed; rolled back, it never was."""
    session.info.setdefault("to_count", []).append(counter)


@event.listens_for(Engine, "before_cursor_execute")
def _ask(*_: object) -> None:
    if tally := asked.get():
        tally.statements += 1
        tally.since = time.perf_counter()


@event.listens_for(Engine, "after_cursor_execute")
def _answer(*_: object) -> None:
    if tally := asked.get():
        tally.answered()


@event.listens_for(Engine, "commit")
def _begin_commit(_: Connection) -> None:
    series.transactions.labels("committed").inc()
    if tally := asked.get():
        tally.since = time.perf_counter()


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if tally := asked.get():
        tally.answered()
    for counter in session.info.pop("to_count", ()):
        counter.inc()


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    series.transactions.labels("rolled_back").inc()
    session.info.pop("to_count", None)


@event.listens_for(Engine, "handle_error")
def _refused(context: ExceptionContext) -> None:
    if tally := asked.get():
        tally.answered()
    error = context.sqlalchemy_exception
    series.database_errors.labels(kind_of(error) if error else "other").inc()


def kind_of(error: SQLAlchemyError) -> str:
    """A word for why the database refused: a key that is taken, somebody in the way, gone."""
    if not isinstance(error, DBAPIError):
        return "other"
    if isinstance(error, IntegrityError):
        return "integrity"
    if error.connection_invalidated:
        return "connection"
    state = getattr(error.orig, "sqlstate", None)
    return "in_the_way" if state in IN_THE_WAY or "locked" in str(error.orig) else "other"


@event.listens_for(Pool, "checkout")
def _taken(*_: object) -> None:
    series.connections.inc()


@event.listens_for(Pool, "checkin")
def _given_back(*_: object) -> None:
    series.connections.dec()


def watch_pool(engine: Engine) -> None:
    """Say how many connections are kept, from each process that opens one."""

    def opened(*_: object) -> None:
        series.connections_kept.set(engine.pool.size())  # type: ignore[attr-defined]

    if hasattr(engine.pool, "size"):
        event.listen(engine, "connect", opened)
