"""The units of a day, looked up once: what each lies in, and by which code papers name it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core.db import db
from lms.org.models import Level, Placement, UnitCode
from lms.org.queries import NamedUnit, units_of

UNCLEAR = ("", "Chưa rõ xã")


class Places:
    """Looked up once for a day: what lies above every unit, and what it is called there."""

    def __init__(self, day: date) -> None:
        rows = db.session.execute(
            select(Placement.unit_id, Placement.parent_id).where(Placement.on(day))
        )
        self._above: dict[UUID, UUID] = {row[0]: row[1] for row in rows}
        levels = (level for level in Level if level is not Level.VILLAGE)
        self._named = {unit.id: unit for level in levels for unit in units_of(level, day)}

    def chain(self, unit_id: UUID) -> Iterable[NamedUnit]:
        """The unit and what lies above it, villages left out, the nearest first."""
        current: UUID | None = unit_id
        while current is not None:
            if current in self._named:
                yield self._named[current]
            current = self._above.get(current)

    def line(self, unit_id: UUID, level: Level) -> UUID | None:
        """The unit of a level that a unit lies in; None when that day had none."""
        return next((unit.id for unit in self.chain(unit_id) if unit.level is level), None)

    def commune(self, unit_id: UUID) -> tuple[str, str]:
        """(code, title) of the commune a unit lies in."""
        found = (unit for unit in self.chain(unit_id) if unit.level is Level.COMMUNE)
        return next(((unit.code or "", unit.title) for unit in found), UNCLEAR)

    def codes(self, unit_id: UUID) -> tuple[str, ...]:
        """The codes of everything a unit lies in; a unit without one goes by its title."""
        return tuple(sorted(_key(unit) for unit in self.chain(unit_id)))

    def code_of(self, unit_id: UUID) -> str:
        """The code of one unit; of a unit that ended, the last it had."""
        if unit_id in self._named:
            return _key(self._named[unit_id])
        last = select(UnitCode.code).where(UnitCode.unit_id == unit_id)
        return db.session.scalar(last.order_by(UnitCode.since.desc()).limit(1)) or str(unit_id)


def _key(unit: NamedUnit) -> str:
    return unit.code or unit.title.replace(" ", "_")
