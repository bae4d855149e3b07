"""A SQLite database as rows of text."""

# ruff: noqa: S608 - the names in these statements are those of our own tables

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Table

from lms.keeping.errors import NotNow
from lms.keeping.texts import Key, Row, key_columns, key_of, numbers, said

PATIENCE_MS = 10_000
CANNOT = "there is no SQLite database at {}"


class SqliteSide:
    """One reader that stays at its moment, and one writer; SQLite's WAL lets both work."""

    def __init__(self, url: URL, *, is_source: bool) -> None:
        self.name = url.render_as_string()
        self._path = Path(url.database or "")
        if is_source and not self._path.is_file():
            raise NotNow(CANNOT.format(self._path))
        self._reader = self._connect("ro" if is_source else "rwc")
        self._watcher = self._connect("ro")
        self._seen = self._version()
        self._writer = self._reader if is_source else self._connect("rwc")
        if is_source:
            self._refuse_while_written()
            self._reader.execute("BEGIN")
            self._reader.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{self._path}?mode={mode}", uri=True, isolation_level=None
        )
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        if mode != "ro":
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
                connection.execute(f"PRAGMA {pragma}")
        return connection

    def _refuse_while_written(self) -> None:
        probe = sqlite3.connect(f"file:{self._path}?mode=rw", uri=True, isolation_level=None)
        try:
            probe.execute("PRAGMA busy_timeout=0")
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise NotNow(
                f"somebody is writing to {self._path} ({error}): stop the product and its "
                "workers first"
            ) from None
        finally:
            probe.close()

    def _version(self) -> int:
        return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def has_changed(self) -> bool:
        """Whether somebody has written to it since it was opened."""
        return self._version() != self._seen

    def tables(self) -> set[str]:
        """The names of all its tables."""
        return {
            str(name)
            for (name,) in self._reader.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        return int(self._reader.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])

    def rows(self, table: Table, after: Key | None = None) -> Iterator[Row]:
        """The rows of a table, or those behind a key."""
        what = ", ".join(said(column, "sqlite") for column in table.columns)
        behind = f"WHERE ({_keys(table)}) > ({', '.join('?' * len(after))})" if after else ""
        found = self._reader.cursor().execute(
            f'SELECT {what} FROM "{table}" {behind} ORDER BY {_keys(table)}', after or ()
        )
        reals = numbers(table)
        for row in found:
            yield _with_reals(row, reals) if reals else row

    def last_key(self, table: Table) -> Key | None:
        """The key of the last row."""
        what = ", ".join(said(column, "sqlite") for column in table.columns)
        down = ", ".join(f'"{column.name}" DESC' for column in key_columns(table))
        query = f'SELECT {what} FROM "{table}" ORDER BY {down} LIMIT 1'
        row = self._reader.execute(query).fetchone()
        return key_of(table, row) if row else None

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Write rows and commit."""
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        with self.whole():
            self._writer.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    def remove(self, table: Table, keys: Iterable[Key]) -> None:
        """Delete rows and commit."""
        marks = " AND ".join(f'"{column.name}" = ?' for column in key_columns(table))
        with self.whole():
            self._writer.executemany(f'DELETE FROM "{table}" WHERE {marks}', keys)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is told within happens whole or not at all."""
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._writer.execute("COMMIT")
        except BaseException:
            self._writer.execute("ROLLBACK")
            raise

    def head(self) -> str:
        """The migration it is at; empty when it has none."""
        if "alembic_version" not in self.tables():
            return ""
        found = self._reader.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(found[0]) if found else ""

    def tell(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        """Run a statement ({} stands for each value) and commit; its rows as texts."""
        done = self._writer.execute(re.sub(r"\{\}", "?", statement), values)
        return [tuple(map(str, row)) for row in done.fetchall()]

    def lay_aside(self, _tables: Iterable[Table]) -> list[str]:
        """Nothing: its keys are checked at the end, and its indexes cost little."""
        return []

    def finish(self, _tables: Iterable[Table]) -> None:
        """Check every foreign key. Raises ValueError for the first that leads nowhere."""
        if found := self._writer.execute("PRAGMA foreign_key_check").fetchone():
            raise ValueError(f"a row of {found[0]} refers to nothing in {found[2]}")
        self._writer.execute("ANALYZE")

    def close(self) -> None:
        """Let go of it."""
        for connection in {self._reader, self._watcher, self._writer}:
            connection.close()


def _keys(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in key_columns(table))


def _with_reals(row: tuple[object, ...], reals: tuple[int, ...]) -> Row:
    return tuple(
        repr(float(str(value))) if place in reals and value is not None else value  # type: ignore[misc]
        for place, value in enumerate(row)
    )
