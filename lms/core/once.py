"""Rows written once, whatever is sent again: a retry, a double click, two phones at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import Model, db


def insert_once(kind: type[Model], /, **values: Any) -> bool:
    """Insert a row unless a unique key of it is there already; whether it is new."""
    return insert_each_once(kind, [values]) == 1


def insert_each_once(kind: type[Model], /, rows: Sequence[Mapping[str, Any]]) -> int:
    """The same for some rows with the same columns, in one go; how many are new."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    insert: Any = dialect.insert(kind).on_conflict_do_nothing()
    db.session.flush()
    key = inspect(kind).primary_key[0]
    return len(db.session.scalars(insert.values(list(rows)).returning(key)).all())
