"""What a reorganisation file would do, found out without doing it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lms.core.db import db
from lms.org.models import Level, Placement, Unit, UnitCode, UnitName
from lms.org.queries import NamedUnit, named
from lms.org.rules import Fault, Line, Step, read_lines, village_key

LETTERS = 400_000


class UnitFault(StrEnum):
    """Why lines of a file do not fit the units as they stand."""

    UNKNOWN_CODE = "unknown_code"
    CODE_TAKEN = "code_taken"
    UNKNOWN_VILLAGE = "unknown_village"
    SEVERAL_VILLAGES = "several_villages"
    LATER_FACT = "later_fact"


@dataclass(frozen=True)
class Misfit:
    """A line that does not fit, and the word it is about."""

    kind: UnitFault
    line: int
    word: str


@dataclass(frozen=True)
class Target:
    """What stands after the day under a code: a unit founded, renamed, or there already."""

    code: str
    kind: str
    name: str
    level: Level
    parent: NamedUnit | None
    standing: NamedUnit | None = None

    @property
    def title(self) -> str:
        """`Xã Na Sầm`."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Move:
    """A unit below an old one, and where it lies afterwards. `target` None: nobody knows yet."""

    unit: NamedUnit
    old: NamedUnit
    target: Target | None


@dataclass
class Plan:
    """Everything a file would do on a day."""

    day: date
    lines: Sequence[Line] = ()
    faults: list[Fault] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    ended: list[NamedUnit] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    renamed: list[tuple[NamedUnit, Target]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether it may be enacted."""
        return not self.faults and not self.misfits

    @property
    def founded(self) -> list[Target]:
        """The units that begin on the day."""
        return [target for target in self.targets.values() if target.standing is None]

    @property
    def unclear(self) -> list[NamedUnit]:
        """The villages of split units that no line names: their commune must be settled."""
        return [move.unit for move in self.moves if move.target is None]


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text (heading → cell), with commas or semicolons."""
    text = text.lstrip("\ufeff")[:LETTERS]
    first = text.split("\n", 1)[0]
    comma = ";" if first.count(";") > first.count(",") else ","
    return [dict(row) for row in csv.DictReader(io.StringIO(text), delimiter=comma)]


def plan(text: str, day: date) -> Plan:
    """What the file would do when enacted on a day; nothing is changed."""
    lines, faults = read_lines(rows_of(text))
    if faults:
        return Plan(day, lines, faults)
    return _Planner(Plan(day, lines)).plan()


class _Planner:
    """Looks every line up on the map of the day before."""

    def __init__(self, found: Plan) -> None:
        self.found = found
        self.eve = found.day - timedelta(days=1)
        self.units = _by_code(self.eve)
        self.by_id = {unit.id: unit for unit in self.units.values()}
        self.olds = {line.old_code for line in found.lines}
        self.ending = {line.old_code for line in found.lines if line.step is not Step.RENAME}
        self.above = _parents(self.eve)

    def plan(self) -> Plan:
        for line in self.found.lines:
            if line.old_code not in self.units:
                self._misfit(UnitFault.UNKNOWN_CODE, line, line.old_code)
        if self.found.misfits:
            return self.found
        self.found.ended = [self.units[code] for code in sorted(self.ending)]
        for code in dict.fromkeys(line.new_code for line in self.found.lines):
            self._target([line for line in self.found.lines if line.new_code == code])
        if not self.found.misfits:
            self._look_for_later_facts()
            self._place_children()
        return self.found

    def _misfit(self, kind: UnitFault, line: Line, word: str) -> None:
        self.found.misfits.append(Misfit(kind, line.number, word))

    def _target(self, lines: Sequence[Line]) -> None:
        line = lines[0]
        olds = [self.units[one.old_code] for one in lines]
        standing = self.units.get(line.new_code)
        if line.step is Step.RENAME:
            self._rename(line, olds[0], standing)
            return
        if standing is not None and standing.code in self.ending:
            standing = None  # an old unit has this code today; its name does not go on
        if standing is not None and standing.title != f"{line.new_kind} {line.new_name}":
            self._misfit(UnitFault.CODE_TAKEN, line, f"{line.new_code} {standing.title}")
            return
        parent = self._parent_of([old.id for old in olds])
        level = standing.level if standing else olds[0].level
        self.found.targets[line.new_code] = Target(
            line.new_code, line.new_kind, line.new_name, level, parent, standing
        )

    def _rename(self, line: Line, old: NamedUnit, holder: NamedUnit | None) -> None:
        if holder is not None and holder.id != old.id and holder.code not in self.olds:
            self._misfit(UnitFault.CODE_TAKEN, line, f"{line.new_code} {holder.title}")
            return
        target = Target(line.new_code, line.new_kind, line.new_name, old.level, None, old)
        self.found.renamed.append((old, target))

    def _parent_of(self, ids: Sequence[UUID]) -> NamedUnit | None:
        """The lowest unit above all of them that goes on standing."""
        chains = [self._chain(unit_id) for unit_id in ids]
        for candidate in chains[0]:
            unit = self.by_id.get(candidate)
            if unit and unit.code not in self.ending and all(candidate in c for c in chains):
                return unit
        return None

    def _chain(self, unit_id: UUID) -> list[UUID]:
        chain: list[UUID] = []
        current = self.above.get(unit_id)
        while current is not None:
            chain.append(current)
            current = self.above.get(current)
        return chain

    def _look_for_later_facts(self) -> None:
        """A unit about which something newer is known can no longer be ended before it."""
        ids = {self.units[line.old_code].id: line for line in self.found.lines}
        for model in (UnitName, UnitCode, Placement):
            late = db.session.scalars(
                select(model.unit_id).where(
                    model.unit_id.in_(ids),
                    or_(model.since >= self.found.day, model.until >= self.found.day),
                )
            )
            for unit_id in set(late):
                line = ids.pop(unit_id, None)
                if line is not None:
                    self._misfit(UnitFault.LATER_FACT, line, line.old_code)

    def _place_children(self) -> None:
        children = _children([unit.id for unit in self.found.ended], self.eve)
        for old in self.found.ended:
            lines = [line for line in self.found.lines if line.old_code == old.code]
            for child in children.get(old.id, []):
                if child.code not in self.ending:
                    target = self._target_of(child, lines)
                    self.found.moves.append(Move(child, old, target))
            for line in lines:
                self._check_villages(line, children.get(old.id, []))

    def _target_of(self, child: NamedUnit, lines: Sequence[Line]) -> Target | None:
        if lines[0].step is Step.WHOLE:
            return self.found.targets[lines[0].new_code]
        key = village_key(child.title)
        wanted = [
            line.new_code
            for line in lines
            if any(village_key(village).fits(key) for village in line.villages)
        ]
        return self.found.targets[wanted[0]] if len(wanted) == 1 else None

    def _check_villages(self, line: Line, children: Sequence[NamedUnit]) -> None:
        keys = [village_key(child.title) for child in children]
        for village in line.villages:
            found = sum(village_key(village).fits(key) for key in keys)
            if found == 0:
                self._misfit(UnitFault.UNKNOWN_VILLAGE, line, village)
            elif found > 1:
                self._misfit(UnitFault.SEVERAL_VILLAGES, line, village)


def _by_code(day: date) -> dict[str, NamedUnit]:
    rows = db.session.execute(named(day).where(Unit.level != Level.VILLAGE))
    return {unit.code: unit for unit in (NamedUnit(*row) for row in rows) if unit.code}


def _parents(day: date) -> dict[UUID, UUID]:
    rows: Any = db.session.execute(
        select(Placement.unit_id, Placement.parent_id)
        .join(Unit, Unit.id == Placement.unit_id)
        .where(Placement.on(day), Unit.level != Level.VILLAGE)
    )
    return dict(row for row in rows)


def _children(ids: Sequence[UUID], day: date) -> dict[UUID, list[NamedUnit]]:
    query = named(day).add_columns(Placement.parent_id)
    rows: Any = db.session.execute(
        query.join(Placement, (Placement.unit_id == Unit.id) & Placement.on(day)).where(
            Placement.parent_id.in_(ids)
        )
    )
    found: dict[UUID, list[NamedUnit]] = {}
    for *facts, parent_id in rows:
        found.setdefault(parent_id, []).append(NamedUnit(*facts))
    return found
