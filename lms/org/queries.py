"""Every question about units: what lies below, what it is called, on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from lms.core.db import db
from lms.core.errors import Missing
from lms.org.models import Level, Placement, Unit, UnitCode, UnitName


@dataclass(frozen=True)
class NamedUnit:
    """A unit as it stood on a day."""

    id: UUID
    level: Level
    kind: str
    name: str
    sort_key: str
    code: str | None = None

    @property
    def title(self) -> str:
        """`Xã Na Sầm`."""
        return f"{self.kind} {self.name}"


def named(day: date) -> Select[UUID, Level, str, str, str, str | None]:
    """Every unit that stood on a day, with its name and code then."""
    return (
        select(Unit.id, Unit.level, UnitName.kind, UnitName.name, UnitName.sort_key, UnitCode.code)
        .join(UnitName, (UnitName.unit_id == Unit.id) & UnitName.on(day))
        .outerjoin(UnitCode, (UnitCode.unit_id == Unit.id) & UnitCode.on(day))
    )


def get_unit(unit_id: UUID, day: date) -> NamedUnit:
    """One unit as it stood on a day. Raises Missing."""
    row = db.session.execute(named(day).where(Unit.id == unit_id)).one_or_none()
    if row is None:
        raise Missing
    return NamedUnit(*row)


def units_of(level: Level, day: date) -> list[NamedUnit]:
    """All units of a level on a day, in the order of their codes."""
    query = named(day).where(Unit.level == level).order_by(UnitCode.code, UnitName.sort_key)
    return [NamedUnit(*row) for row in db.session.execute(query)]


def subtree(roots: Collection[UUID], day: date) -> Select[UUID]:
    """Ids of the roots and of everything that lay below them on a day; for use in `IN`."""
    tree = select(Unit.id.label("unit_id")).where(Unit.id.in_(roots)).cte(recursive=True)
    below = aliased(Placement)
    tree = tree.union_all(
        select(below.unit_id).join(tree, below.parent_id == tree.c.unit_id).where(below.on(day))
    )
    return select(tree.c.unit_id)


def is_within(unit_id: UUID, roots: Collection[UUID], day: date) -> bool:
    """Whether a unit is one of the roots or lay below one on a day."""
    return (
        bool(roots)
        and db.session.scalar(
            select(Unit.id).where(Unit.id == unit_id, Unit.id.in_(subtree(roots, day)))
        )
        is not None
    )


def path(unit_id: UUID, day: date) -> list[NamedUnit]:
    """The unit and those above it on a day, the highest first."""
    found: list[NamedUnit] = []
    current: UUID | None = unit_id
    while current is not None:
        found.insert(0, get_unit(current, day))
        current = db.session.scalar(
            select(Placement.parent_id).where(Placement.unit_id == current, Placement.on(day))
        )
    return found
