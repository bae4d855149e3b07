"""Verbs that change units: found, place, end, succeed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import Dated, db
from lms.core.errors import Refused
from lms.core.names import fold, sort_key, tidy
from lms.org.models import Extent, Level, Placement, Succession, Unit, UnitCode, UnitName


def found_unit(
    level: Level,
    kind: str,
    name: str,
    *,
    since: date,
    parent: Unit | None = None,
    code: str | None = None,
) -> Unit:
    """Enter a unit with its first name, place and code, all holding from `since`."""
    unit = Unit(level=level)
    name = tidy(name)
    db.session.add(unit)
    db.session.add(
        UnitName(
            unit_id=unit.id,
            kind=kind,
            name=name,
            folded=fold(f"{kind} {name}"),
            sort_key=sort_key(name),
            since=since,
        )
    )
    if parent is not None:
        db.session.add(Placement(unit_id=unit.id, parent_id=parent.id, since=since))
    if code is not None:
        db.session.add(UnitCode(unit_id=unit.id, code=code, since=since))
    return unit


def move_unit(unit_id: UUID, parent_id: UUID, *, on: date) -> None:
    """Put a unit under another one from a day on; where it lay before stays known."""
    current = db.session.scalars(
        select(Placement).where(Placement.unit_id == unit_id, Placement.on(on))
    ).one_or_none()
    if current is not None:
        _end(current, on)
    db.session.add(Placement(unit_id=unit_id, parent_id=parent_id, since=on))


def abolish(unit: Unit, *, on: date) -> None:
    """End a unit: its name, code and place hold until that day."""
    for row in [
        *db.session.scalars(select(UnitName).where(UnitName.unit_id == unit.id, UnitName.on(on))),
        *db.session.scalars(select(UnitCode).where(UnitCode.unit_id == unit.id, UnitCode.on(on))),
        *db.session.scalars(
            select(Placement).where(Placement.unit_id == unit.id, Placement.on(on))
        ),
    ]:
        _end(row, on)


def succeed(
    old: Unit, new: Unit, *, on: date, extent: Extent, legal_basis: str, by: Actor, at: datetime
) -> None:
    """State that (part of) the old unit went into the new one."""
    row = Succession(
        old_id=old.id, new_id=new.id, day=on, extent=extent, legal_basis=tidy(legal_basis)
    )
    db.session.add(row)
    record("unit.succeeded", row, by=by, at=at, label=legal_basis, extent=str(extent))


def _end(row: Dated, on: date) -> None:
    if row.since >= on:
        raise Refused("a fact cannot end before it began")
    row.until = on
