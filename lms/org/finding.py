"""Finding units by anything they were ever called, and telling their story."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lms.core.db import db
from lms.core.names import fold
from lms.org.models import (
    Level,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitCode,
    UnitName,
)
from lms.org.queries import NamedUnit, above_of, named
from lms.org.rules import bare_unit

MOST_FOUND = 40


HIGHEST = {Level.NATION, Level.PROVINCE}  # go without saying


@dataclass(frozen=True)
class FoundUnit:
    """A unit under one of its names: where it lay then, until when, and what stands today."""

    unit: NamedUnit
    above: list[str]
    since: date
    until: date | None
    today: list[NamedUnit]

    @property
    def title(self) -> str:
        """`Thị trấn Na Sầm, Huyện Văn Lãng`: homonyms are told apart by what lay above."""
        return ", ".join([self.unit.title, *self.above])


def find_units(wanted: str, day: date, *, levels: Collection[Level]) -> list[FoundUnit]:
    """Units ever called so, or with that code: `na sam`, `thị trấn Na Sầm, huyện Văn Lãng`."""
    first, *rest = [part for part in wanted.split(",") if part.strip()] or [""]
    if not first:
        return []
    rows: Any = db.session.execute(
        select(Unit, UnitName)
        .join(UnitName, UnitName.unit_id == Unit.id)
        .where(Unit.level.in_(levels), _called(first))
        .order_by(UnitName.until.is_not(None), UnitName.sort_key, UnitName.since)
        .limit(MOST_FOUND * 3)
    )
    found = [_found(unit, name, day) for unit, name in rows]
    wanted_above = [bare_unit(part) for part in rest]
    fitting = [
        one
        for one in found
        if all(any(bare_unit(title) == part for title in one.above) for part in wanted_above)
    ]
    return sorted(fitting, key=lambda one: one.unit.level != Level.COMMUNE)[:MOST_FOUND]


def _called(text: str) -> Any:
    code = text.strip()
    if code.isdigit():
        wide = code.zfill(5) if len(code) == 4 else code
        return Unit.id.in_(select(UnitCode.unit_id).where(UnitCode.code == wide))
    return or_(
        UnitName.folded.contains(fold(text), autoescape=True),
        UnitName.folded.endswith(" " + bare_unit(text), autoescape=True),
    )


def _found(unit: Unit, name: UnitName, day: date) -> FoundUnit:
    last = name.until - timedelta(days=1) if name.until else max(day, name.since)
    code = db.session.scalar(
        select(UnitCode.code).where(UnitCode.unit_id == unit.id, UnitCode.on(last))
    )
    then = NamedUnit(unit.id, unit.level, name.kind, name.name, name.sort_key, code)
    above = [one.title for one in above_of(unit.id, last) if one.level not in HIGHEST]
    standing = successors(unit.id, day)
    return FoundUnit(then, above, name.since, name.until, standing)


def successors(unit_id: UUID, day: date) -> list[NamedUnit]:
    """What stands on a day of a unit: itself, or what it went into, however many steps on."""
    found: dict[UUID, NamedUnit] = {}
    waiting, seen = [unit_id], {unit_id}
    while waiting:
        current = waiting.pop()
        row = db.session.execute(named(day).where(Unit.id == current)).one_or_none()
        if row is not None:
            found[current] = NamedUnit(*row)
            continue
        nexts = db.session.scalars(select(Succession.new_id).where(Succession.old_id == current))
        for new_id in nexts:
            if new_id not in seen:
                seen.add(new_id)
                waiting.append(new_id)
    return sorted(found.values(), key=lambda unit: unit.sort_key)


@dataclass(frozen=True)
class Turn:
    """One step in the story of a unit: the other unit, how much, by which text."""

    other: str
    other_id: UUID
    extent: str
    day: date
    legal_basis: str


@dataclass(frozen=True)
class UnitStory:
    """Every name, code and place a unit had, what it came from and what it went into."""

    names: Sequence[UnitName]
    codes: Sequence[UnitCode]
    places: list[tuple[str, date, date | None]]
    came_from: list[Turn]
    went_into: list[Turn]


def story_of(unit_id: UUID) -> UnitStory:
    """Everything dated that is known of a unit, the newest first."""
    names = db.session.scalars(
        select(UnitName).where(UnitName.unit_id == unit_id).order_by(UnitName.since.desc())
    ).all()
    codes = db.session.scalars(
        select(UnitCode).where(UnitCode.unit_id == unit_id).order_by(UnitCode.since.desc())
    ).all()
    places = db.session.scalars(
        select(Placement).where(Placement.unit_id == unit_id).order_by(Placement.since.desc())
    ).all()
    return UnitStory(
        names,
        codes,
        [(_title(p.parent_id, p.since), p.since, p.until) for p in places],
        _turns(Succession.new_id == unit_id, old=True),
        _turns(Succession.old_id == unit_id, old=False),
    )


def _turns(condition: Any, *, old: bool) -> list[Turn]:
    rows = db.session.scalars(select(Succession).where(condition)).all()
    found = []
    for row in rows:
        other = row.old_id if old else row.new_id
        day = row.day - timedelta(days=1) if old else row.day
        found.append(Turn(_title(other, day), other, row.extent, row.day, row.legal_basis))
    return sorted(found, key=lambda turn: (turn.day, turn.other))


def _title(unit_id: UUID, day: date) -> str:
    """What a unit was called on a day, with the district above it while there was one."""
    row = db.session.execute(named(day).where(Unit.id == unit_id)).one_or_none()
    if row is None:
        return "?"
    above = [one.title for one in above_of(unit_id, day) if one.level is Level.DISTRICT]
    return ", ".join([NamedUnit(*row).title, *above])


def reorganisations() -> list[tuple[Reorganisation, bool]]:
    """Every reorganisation and undo, the newest day first; with whether it was undone."""
    rows = db.session.scalars(
        select(Reorganisation).order_by(Reorganisation.day.desc(), Reorganisation.id.desc())
    ).all()
    undone = {row.undoes_id for row in rows}
    return [(row, row.id in undone) for row in rows]


def maps() -> list[date]:
    """The first day of each map: since when units lie as they do, the newest first.

    Asked of what lies below provinces and districts, not of every unit whether it is a commune.
    """
    above = select(Unit.id).where(Unit.level.in_((Level.PROVINCE, Level.DISTRICT)))
    days = db.session.scalars(
        select(Placement.since)
        .where(Placement.parent_id.in_(above))
        .distinct()
        .order_by(Placement.since.desc())
    )
    return list(days)
