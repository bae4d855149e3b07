"""Every value as one plain text that both databases write and read alike.

PostgreSQL's COPY and SQLite's column affinities turn these texts into values of their own again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    String,
    Table,
    Time,
    Uuid,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

Row = tuple[str | None, ...]
Key = tuple[str | int, ...]
# Kind of column: how SQLite and how PostgreSQL say it; {} stands for the column.
FORMS: tuple[tuple[type[TypeEngine[Any]], str, str], ...] = (
    (Uuid, "{}", "replace({}::text, '-', '')"),
    (
        DateTime,
        "CASE length({0}) WHEN 19 THEN {0} || '.000000' ELSE {0} END",
        "to_char({}, 'YYYY-MM-DD HH24:MI:SS.US')",
    ),
    (Date, "{}", "to_char({}, 'YYYY-MM-DD')"),
    (Time, "{}", "to_char({}, 'HH24:MI:SS.US')"),
    (Boolean, "CAST({} AS TEXT)", "{}::int::text"),
    (Integer, "CAST({} AS TEXT)", "{}::text"),
    (Double, "{}", "{}::text"),
    (Float, "{}", "{}::text"),
    (JSON, "CAST({} AS TEXT)", "{}::text"),
    (String, "{}", "{}::text"),
)


class NoForm(TypeError):
    """A column has a type that nobody has said how to move."""


def kind_of(column: Column[Any]) -> type[TypeEngine[Any]]:
    """Which of FORMS a column is. Raises NoForm."""
    found: TypeEngine[Any] = column.type
    if isinstance(found, TypeDecorator):
        found = found.impl_instance
    for kind, _sqlite, _postgres in FORMS:
        if isinstance(found, kind):
            return kind
    raise NoForm(f"{column}: {column.type!r}")


def said(column: Column[Any], dialect: str) -> str:
    """The SQL that gives a column's value as text."""
    kind = kind_of(column)
    (form,) = [one for one in FORMS if one[0] is kind]
    return (form[1] if dialect == "sqlite" else form[2]).format(f'"{column.name}"')


def numbers(table: Table) -> tuple[int, ...]:
    """The places of the columns whose text is not unique: 1e3 and 1000.0 are one number."""
    return tuple(
        place for place, column in enumerate(table.columns) if kind_of(column) in {Double, Float}
    )


def key_columns(table: Table) -> list[Column[Any]]:
    """What a row is found by, in the order of the key."""
    return list(table.primary_key.columns)


def key_of(table: Table, row: Row) -> Key:
    """A row's key, comparable as both databases sort it."""
    places = table.columns.keys()
    return tuple(
        _comparable(column, row[places.index(column.key)]) for column in key_columns(table)
    )


def _comparable(column: Column[Any], text: str | None) -> str | int:
    if text is None:
        raise ValueError(f"{column}: a key without a value")
    return int(text) if kind_of(column) is Integer else text
