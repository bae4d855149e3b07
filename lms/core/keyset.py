"""Pages by key: the next page begins beyond the last row shown, however long the list.

An offset reads everything before it, and what is entered meanwhile shifts the pages. The address
names one row (`?after=`, `?before=`); its place in the order is looked up, so no name or number
of a person stands in an address.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from flask import request
from sqlalchemy import ColumnElement, and_, func, literal, or_, select, tuple_

from lms.core.db import db
from lms.core.pages import PAGE_SIZE

Shown = TypeVar("Shown")
Other = TypeVar("Other")
MOST_COUNTED = 10_000
_select: Any = select  # of as many columns as there are keys: more than its types can say
AT_ONCE = 1_000  # rows of a long list that are in memory together
SIFTED_AT_ONCE, MOST_SIFTED = 500, 5_000


@dataclass(frozen=True)
class Turn:
    """The page that is asked for: behind a row, before one, or the first."""

    after: UUID | None = None
    before: UUID | None = None


FIRST = Turn()


@dataclass(frozen=True)
class Page(Generic[Shown]):
    """The rows of a page; the rows that the pages before and after it are asked by."""

    rows: Sequence[Shown]
    previous: Any = None
    next: Any = None
    is_first: bool = True

    def of(self, rows: Sequence[Other]) -> Page[Other]:
        """The same page with its rows made into something else."""
        return Page(rows, self.previous, self.next, self.is_first)


@dataclass(frozen=True)
class Count:
    """How many there are; of very many only that they are more."""

    number: int
    more: bool = False


def turn_asked() -> Turn:
    """The page asked for by `?after=` or `?before=`; nonsense means the first."""
    arguments = request.args
    return Turn(arguments.get("after", type=UUID), arguments.get("before", type=UUID))


def page_of(
    query: Any,
    keys: Sequence[Any],
    turn: Turn = FIRST,
    *,
    size: int = PAGE_SIZE,
    descending: bool | Sequence[bool] = False,
    places: Any = None,
) -> Page[Any]:
    """A page of a query in the order of `keys`: never empty, the last of them an id.

    Each row ends with that id. `places` is what keys are looked up in, when they are of several
    tables. Before the first row there is nothing: the first page, then.
    """
    start = turn.before or turn.after
    looked_in = _select(*keys) if places is None else places.with_only_columns(*keys)
    key = db.session.execute(looked_in.where(keys[-1] == start)).first() if start else None
    back = key is not None and turn.before is not None
    each = [descending] * len(keys) if isinstance(descending, bool) else descending
    downs = [one != back for one in each]
    order = [one.desc() if down else one for one, down in zip(keys, downs, strict=True)]
    found = query.add_columns(keys[-1]).order_by(*order)
    if key is not None:
        found = found.where(_beyond(keys, key, downs))
    rows = list(db.session.execute(found.limit(size + 1)))
    more = len(rows) > size
    if back and not more:
        return page_of(query, keys, size=size, descending=descending, places=places)
    rows = rows[size - 1 :: -1] if back else rows[:size]
    if not rows:
        return Page(rows)
    return Page(
        rows,
        previous=rows[0][-1] if key is not None else None,
        next=rows[-1][-1] if back or more else None,
        is_first=key is None,
    )


def _beyond(keys: Sequence[Any], key: Sequence[Any], downs: Sequence[bool]) -> ColumnElement[bool]:
    """The condition that a row comes after a key; in one direction, as an index finds it."""
    values = [literal(value, one.type) for one, value in zip(keys, key, strict=True)]
    if len(set(downs)) == 1:
        here, there = tuple_(*keys), tuple_(*values)
        return here < there if downs[0] else here > there
    beyond: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for one, value, down in zip(keys, values, downs, strict=True):
        beyond.append(and_(*same, one < value if down else one > value))
        same.append(one == value)
    return or_(*beyond)


def sifted(
    query: Any,
    keys: Sequence[Any],
    turn: Turn,
    sift: Callable[[Sequence[Any]], Sequence[tuple[Hashable, Shown]]],
    *,
    size: int = PAGE_SIZE,
    most: int = MOST_SIFTED,
    at_once: int = SIFTED_AT_ONCE,
    descending: bool = False,
    places: Any = None,
) -> Page[Shown]:
    """A page of what `sift` keeps of a query's rows, each with its id; only forwards.

    Only so many rows are looked at for one page, whatever is kept of them: a page may come out
    short and still have a next one.
    """
    found: list[tuple[Hashable, Shown]] = []
    follows: Hashable | None = turn.after
    began, looked_at = turn, 0
    while len(found) <= size and looked_at < most:
        part = page_of(query, keys, turn, size=at_once, descending=descending, places=places)
        found += sift(part.rows)
        looked_at += len(part.rows)
        follows = part.next
        if follows is None:
            break
        turn = Turn(after=follows)  # type: ignore[arg-type]
    if len(found) > size:
        follows = found[size - 1][0]
    shown = [one for _name, one in found[:size]]
    return Page(shown, next=follows, is_first=began == FIRST)


def every(
    query: Any, keys: Sequence[Any], *, descending: bool = False, at_once: int = AT_ONCE
) -> Iterator[Sequence[Any]]:
    """All rows of a query, a part at a time, however many: each begins beyond the last one.

    No cursor stays open, so a part may be worked on, and more asked of the database, meanwhile.
    """
    turn = FIRST
    while True:
        page = page_of(query, keys, turn, size=at_once, descending=descending)
        if page.rows:
            yield page.rows
        if page.next is None:
            return
        turn = Turn(after=page.next)


def count_of(query: Any, most: int | None = MOST_COUNTED) -> Count:
    """How many rows a query finds; counting stops at `most`, or it would grow with the nation."""
    some = query.limit(most and most + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(number if most is None else min(number, most), most is not None and number > most)


def page_of_list(
    rows: Sequence[Shown], turn: Turn, name: Callable[[Shown], Hashable], *, size: int = PAGE_SIZE
) -> Page[Shown]:
    """A page of a list that is short enough to be reckoned out; `name` tells a row's id."""
    names = [name(row) for row in rows]
    first = 0
    if turn.after in names:
        first = names.index(turn.after) + 1
    elif turn.before in names:
        first = max(0, names.index(turn.before) - size)
    last = first + size
    return Page(
        rows[first:last],
        previous=names[first] if first else None,
        next=names[last - 1] if last < len(rows) else None,
        is_first=first == 0,
    )
