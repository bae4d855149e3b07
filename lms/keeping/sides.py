"""A database as rows of plain text in the order of their keys, whichever kind it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Table, make_url

from lms.keeping.postgres_side import PostgresSide
from lms.keeping.sqlite_side import SqliteSide
from lms.keeping.texts import Key, Row


class Side(Protocol):
    """One of the two databases. What is read is one moment of the source; writing commits."""

    name: str

    def tables(self) -> set[str]:
        """The names of all its tables."""

    def count(self, table: Table) -> int:
        """How many rows a table has."""

    def rows(self, table: Table, after: Key | None = None) -> Iterator[Row]:
        """The rows of a table, or those behind a key."""

    def last_key(self, table: Table) -> Key | None:
        """The key of the last row."""

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Write rows and commit."""

    def remove(self, table: Table, keys: Iterable[Key]) -> None:
        """Delete rows and commit."""

    def head(self) -> str:
        """The migration it is at; empty when it has none."""

    def has_changed(self) -> bool:
        """Whether somebody has written to it since it was opened."""

    def tell(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        """Run a statement ({} stands for each value) and commit; its rows as texts."""

    def whole(self) -> AbstractContextManager[object]:
        """What is told within happens whole or not at all."""

    def lay_aside(self, tables: Iterable[Table]) -> list[str]:
        """Drop what slows copying down or forbids its order; the statements that bring it back."""

    def finish(self, tables: Iterable[Table]) -> None:
        """What a database wants after so much was written. Raises ValueError for a broken key."""

    def close(self) -> None:
        """Let go of it."""


def open_side(address: str, *, is_source: bool) -> Side:
    """A database by its address (as SQLAlchemy writes it).

    A source is never written to and shows one moment, however long it is read.
    Raises NotNow when a source cannot be read in peace.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return SqliteSide(url, is_source=is_source)
    return PostgresSide(url, is_source=is_source)
