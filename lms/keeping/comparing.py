"""Two databases row by row: both read in key order, one row of each in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from lms.keeping.sides import Side
from lms.keeping.texts import Key, Row, key_of

EVERY = 5_000  # rows between two words about how far it is


@dataclass
class Count:
    """How many rows one side has of a table, and the digest over all of them."""

    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> None:
        """One row more."""
        self.rows += 1
        self.digest.update(line)

    def __str__(self) -> str:
        return f"{self.rows} rows, {self.digest.hexdigest()[:16]}"


@dataclass(frozen=True)
class Difference:
    """A row that is not the same on both sides; None on the side where it is missing."""

    table: Table
    key: Key
    source: Row | None
    target: Row | None

    def __str__(self) -> str:
        where = f"{self.table} {'/'.join(map(str, self.key))}"
        if self.source is None:
            return f"{where}: only in the target"
        if self.target is None:
            return f"{where}: missing in the target"
        names = [
            name
            for name, old, new in zip(
                self.table.columns.keys(), self.source, self.target, strict=True
            )
            if old != new
        ]
        return f"{where}: {', '.join(names)} differ"


def compare(
    table: Table, source: Side, target: Side, counts: tuple[Count, Count]
) -> Iterator[Difference | int]:
    """Every difference of a table, and between them how many rows are done since the last word."""
    done = 0
    for left, right in in_step(table, source.rows(table), target.rows(table)):
        if left is not None:
            line = repr(left).encode()
            counts[0].add(line)
            if left == right:
                counts[1].add(line)
        if left != right:
            if right is not None:
                counts[1].add(repr(right).encode())
            yield Difference(table, key_of(table, left or right or ()), left, right)
        done += 1
        if done == EVERY:
            yield done
            done = 0
    yield done


def in_step(
    table: Table, left: Iterator[Row], right: Iterator[Row]
) -> Iterator[tuple[Row | None, Row | None]]:
    """The rows of both sides, those with the same key together; both come in key order."""
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        order = 0 if one == other else _order(table, one, other)
        yield (one if order <= 0 else None), (other if order >= 0 else None)
        if order <= 0:
            one = next(left, None)
        if order >= 0:
            other = next(right, None)


def _order(table: Table, one: Row | None, other: Row | None) -> int:
    """Which comes first: below 0 the one, above 0 the other, 0 when they have the same key."""
    if one is None:
        return 1
    if other is None:
        return -1
    here, there = key_of(table, one), key_of(table, other)
    return (here > there) - (here < there)
