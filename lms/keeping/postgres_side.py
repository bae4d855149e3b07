"""A PostgreSQL database as rows of text, copied in and out as streams."""

# ruff: noqa: S608 - the names in these statements are those of our own tables

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, Column, Table

from lms.keeping.errors import NotNow
from lms.keeping.texts import Key, Row, key_columns, key_of, kind_of, numbers, said

SETTINGS = "-c datestyle=ISO -c timezone=UTC -c extra_float_digits=1 -c client_min_messages=warning"
WRITTEN = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables"
INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
WHERE NOT x.indisunique AND t.relname = ANY(%s) AND t.relnamespace = current_schema()::regnamespace
"""
FOREIGN_KEYS = """
SELECT c.conname, t.relname, pg_get_constraintdef(c.oid) FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND t.relname = ANY(%s) AND c.connamespace = current_schema()::regnamespace
"""


class PostgresSide:
    """One reader that stays at its moment (of a source), and one writer."""

    def __init__(self, url: URL, *, is_source: bool) -> None:
        self.name = url.set(password=None).render_as_string()
        self._address = address_of(url)
        self._reader = self._connect()
        self._writer = self._connect()
        self._seen = self._written()
        self._reader.autocommit = not is_source
        if is_source:
            self._reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self._reader.read_only = True
            self._reader.execute("SELECT 1")

    def _connect(self) -> psycopg.Connection[Any]:
        try:
            return psycopg.connect(self._address, autocommit=True, options=SETTINGS)
        except psycopg.OperationalError as error:
            raise NotNow(f"{self.name} does not answer: {error}") from None

    def _written(self) -> int:
        """How many rows were ever written, as far as the server has heard."""
        self._writer.execute("SELECT pg_stat_clear_snapshot()")
        return int(self._one(self._writer, WRITTEN)[0])

    def has_changed(self) -> bool:
        """Whether somebody has written to it since it was opened."""
        return self._written() != self._seen

    @staticmethod
    def _one(connection: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
        row = connection.execute(query).fetchone()
        return tuple(row) if row else ()

    def tables(self) -> set[str]:
        """The names of all its tables."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return {str(name) for (name,) in self._reader.execute(query)}

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        return int(self._one(self._reader, f'SELECT count(*) FROM "{table}"')[0])

    def rows(self, table: Table, after: Key | None = None) -> Iterator[Row]:
        """The rows of a table, or those behind a key."""
        what = ", ".join(said(column, "postgresql") for column in table.columns)
        behind = f"WHERE ({_keys(table)}) > ({_marks(table)})" if after else ""
        query = f'COPY (SELECT {what} FROM "{table}" {behind} ORDER BY {_keys(table)}) TO STDOUT'
        reals = numbers(table)
        with self._reader.cursor() as cursor, cursor.copy(query, after) as copy:
            for row in copy.rows():
                yield _with_reals(row, reals) if reals else row

    def last_key(self, table: Table) -> Key | None:
        """The key of the last row."""
        what = ", ".join(said(column, "postgresql") for column in table.columns)
        down = ", ".join(f"{_sorted(column)} DESC" for column in key_columns(table))
        row = self._one(self._reader, f'SELECT {what} FROM "{table}" ORDER BY {down} LIMIT 1')
        return key_of(table, row) if row else None

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Write rows and commit."""
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        into = f'COPY "{table}" ({names}) FROM STDIN'
        with self._writer.transaction(), self._writer.cursor().copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def remove(self, table: Table, keys: Iterable[Key]) -> None:
        """Delete rows and commit."""
        query = f'DELETE FROM "{table}" WHERE ({_keys(table)}) = ({_marks(table)})'
        with self._writer.transaction(), self._writer.cursor() as cursor:
            cursor.executemany(query, list(keys))

    def head(self) -> str:
        """The migration it is at; empty when it has none."""
        if "alembic_version" not in self.tables():
            return ""
        return str((*self._one(self._reader, "SELECT version_num FROM alembic_version"), "")[0])

    def tell(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        """Run a statement ({} stands for each value) and commit; its rows as texts."""
        words = statement.replace("{}", "%s") if values else statement
        done = self._writer.execute(words, values or None)
        return [tuple(map(str, row)) for row in done.fetchall()] if done.description else []

    def whole(self) -> AbstractContextManager[object]:
        """What is told within happens whole or not at all."""
        return self._writer.transaction()

    def lay_aside(self, tables: Iterable[Table]) -> list[str]:
        """Drop indexes and foreign keys; the statements that bring them back."""
        names, back = [str(table) for table in tables], []
        for index, definition in self._writer.execute(INDEXES, (names,)).fetchall():
            self._writer.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
            back.append(definition)
        for key, table, definition in self._writer.execute(FOREIGN_KEYS, (names,)).fetchall():
            drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            self._writer.execute(drop.format(sql.Identifier(table), sql.Identifier(key)))
            back.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{key}" {definition}')
        return back

    def finish(self, tables: Iterable[Table]) -> None:
        """Sequences go on behind the highest number; the planner learns what there is."""
        for table in tables:
            for column in table.primary_key.columns:
                place = (str(table), column.name)
                find = "SELECT pg_get_serial_sequence(%s, %s)"
                (found,) = self._writer.execute(find, place).fetchone() or (None,)
                if found:
                    highest = f'(SELECT max("{column.name}") FROM "{table}")'
                    self._writer.execute(f"SELECT setval('{found}', {highest})")
        self._writer.execute("ANALYZE")

    def close(self) -> None:
        """Let go of it."""
        self._reader.close()
        self._writer.close()


def address_of(url: URL) -> str:
    """An address as PostgreSQL's own programs read it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _sorted(column: Column[Any]) -> str:
    """The column itself, not the text made of it; words by their letters' numbers, as elsewhere."""
    ending = ' COLLATE "C"' if kind_of(column).__name__ == "String" else ""
    return f'"{column.table.name}"."{column.name}"{ending}'


def _keys(table: Table) -> str:
    return ", ".join(_sorted(column) for column in key_columns(table))


def _marks(table: Table) -> str:
    """A placeholder for each part of a key, turned into its type."""
    words = {"Uuid": "uuid", "Integer": "bigint", "Date": "date", "DateTime": "timestamp"}
    names = [words.get(kind_of(column).__name__, "text") for column in key_columns(table)]
    return ", ".join(f"%s::{name}" for name in names)


def _with_reals(row: Row, reals: tuple[int, ...]) -> Row:
    return tuple(
        repr(float(value)) if place in reals and value is not None else value
        for place, value in enumerate(row)
    )
