"""The move of everything from one database into another, and the proof that it arrived.

Rows go over in the order of their keys, a chunk a transaction, so the last key of the target says
where to go on after any end. While a move is under way the target says that it is at the migration
`moving`: the product does not serve it, and `flask db upgrade` leaves it alone.
"""

# ruff: noqa: S608 - the names in these statements are those of our own tables

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Table

from lms.core.db import has_model
from lms.keeping.comparing import Count, Difference, compare, in_step
from lms.keeping.errors import Damaged, NotNow
from lms.keeping.sides import Side
from lms.keeping.texts import Row

CHUNK = 20_000
UNDER_WAY = "moving"
NOTES = "database_move"  # what the move must not forget: whose rows these are, what to bring back
SHOWN = 20
WRITTEN_BY_MIGRATIONS = 100  # at most, in a table


@dataclass(frozen=True)
class Step:
    """So many rows more are done in this part of the work."""

    part: str
    rows: int


@dataclass
class Report:
    """What the comparison found: by table, each side's count and digest; and what differs."""

    tables: dict[str, tuple[Count, Count]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    differing: int = 0
    mended: int = 0

    @property
    def rows(self) -> int:
        """How many rows the source has."""
        return sum(source.rows for source, _target in self.tables.values())


def begin(
    source: Side, target: Side, tables: Sequence[Table], head: str, *, is_new: bool = False
) -> bool:
    """Make the target ready; whether this goes on with a move begun before.

    Of a new target (`is_new`) we made the tables ourselves.
    Raises NotNow when the target belongs to somebody else or the migrations differ.
    """
    _refuse_other_source(source, tables, head)
    if NOTES in target.tables():
        (owner,) = target.tell(f"SELECT body FROM {NOTES} WHERE position = 0")
        if owner != (source.name,):
            raise NotNow(f"a move from {owner[0]} into this target is not finished")
        with target.whole():
            _note(target, target.lay_aside(tables))
        return True
    if target.head() != head:
        raise NotNow(f"{target.name} is at migration {target.head() or 'none'}, not at {head}")
    filled = [table for table in tables if target.last_key(table) is not None]
    if not is_new:
        for table in filled:
            _refuse_strange_rows(table, source, target)
    with target.whole():
        target.tell(f"CREATE TABLE {NOTES} (position integer PRIMARY KEY, body text NOT NULL)")
        _note(target, [source.name, *target.lay_aside(tables)])
        target.tell("UPDATE alembic_version SET version_num = {}", UNDER_WAY)
        for table in filled:
            target.tell(f'DELETE FROM "{table}"')
    return False


def _note(target: Side, bodies: Iterable[str]) -> None:
    ((first,),) = target.tell(f"SELECT coalesce(max(position) + 1, 0) FROM {NOTES}")
    for position, body in enumerate(bodies, int(first)):
        target.tell(f"INSERT INTO {NOTES} VALUES ({position}, {{}})", body)


def is_under_way(target: Side) -> bool:
    """Whether a move into it has begun and not ended."""
    return NOTES in target.tables()


def _refuse_other_source(source: Side, tables: Sequence[Table], head: str) -> None:
    if source.head() != head:
        raise NotNow(
            f"{source.name} is at migration {source.head() or 'none'}, this version needs {head}: "
            "flask db upgrade"
        )
    known = {str(table) for table in tables} | {"alembic_version"}
    unknown = {name for name in source.tables() - known if has_model(name, "table")}
    if unknown := {name for name in unknown if not name.startswith("sqlite_")}:
        raise NotNow(f"nobody knows how to move {', '.join(sorted(unknown))}")


def _refuse_strange_rows(table: Table, source: Side, target: Side) -> None:
    """Migrations write a few rows themselves; the source has the very same ones."""
    strange = target.count(table) > WRITTEN_BY_MIGRATIONS
    if not strange:
        pairs = in_step(table, source.rows(table), target.rows(table))
        strange = any(there is not None and here != there for here, there in pairs)
    if strange:
        raise NotNow(f"{target.name} holds data of its own (in {table}); it must be empty")


def copy(source: Side, target: Side, tables: Iterable[Table]) -> Iterator[Step]:
    """Every row that is behind the last one of the target."""
    for table in tables:
        last = target.last_key(table)
        rows = source.rows(table, last)
        while some := list(islice(rows, CHUNK)):
            _refuse_nul(table, some)
            target.add(table, some)
            yield Step(str(table), len(some))


def _refuse_nul(table: Table, rows: Sequence[Row]) -> None:
    """PostgreSQL keeps no NUL character."""
    for row in rows:
        if any(value is not None and "\0" in value for value in row):
            raise Damaged(f"{table} {row[0]}: a text with a NUL character; correct it first")


def bring_back(target: Side, tables: Sequence[Table]) -> Iterator[Step]:
    """Indexes and foreign keys again, one at a time. Raises Damaged when a key leads nowhere."""
    query = f"SELECT position, body FROM {NOTES} WHERE position > 0 ORDER BY position"
    for position, statement in target.tell(query):
        try:
            with target.whole():
                target.tell(statement)
                target.tell(f"DELETE FROM {NOTES} WHERE position = {position}")
        except Exception as error:
            raise Damaged(f"{statement}: {error}") from error
        yield Step("indexes and foreign keys", 0)
    try:
        target.finish(tables)
    except ValueError as error:
        raise Damaged(str(error)) from None


def mend(source: Side, target: Side, tables: Iterable[Table]) -> Iterator[Step | int]:
    """Bring the target up to date where the source has changed since; numbers: rows mended."""
    for table in tables:
        found: list[Difference] = []
        for one in compare(table, source, target, (Count(), Count())):
            if isinstance(one, int):
                yield Step(str(table), one)
                continue
            found.append(one)
            if len(found) == CHUNK:
                yield _put_right(table, target, found)
                found = []
        yield _put_right(table, target, found)


def _put_right(table: Table, target: Side, found: Sequence[Difference]) -> int:
    target.remove(table, [one.key for one in found if one.target is not None])
    target.add(table, [one.source for one in found if one.source is not None])
    return len(found)


def check(source: Side, target: Side, tables: Iterable[Table], report: Report) -> Iterator[Step]:
    """Every row of both sides against the other; the report fills up."""
    for table in tables:
        counts = report.tables.setdefault(str(table), (Count(), Count()))
        for one in compare(table, source, target, counts):
            if isinstance(one, int):
                yield Step(str(table), one)
                continue
            report.differing += 1
            if len(report.differences) < SHOWN:
                report.differences.append(str(one))


def end(target: Side, head: str) -> None:
    """The target is a database like any other."""
    with target.whole():
        target.tell("UPDATE alembic_version SET version_num = {}", head)
        target.tell(f"DROP TABLE {NOTES}")
