"""Verbs that change one unit: found, name, place, merge, end. Many at once: enacting.py."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import fold, sort_key, tidy
from lms.org.facts import UnitsMoved
from lms.org.models import Extent, Level, Placement, Succession, Unit, UnitCode, UnitName
from lms.org.queries import NamedUnit, children
from lms.org.rules import kind_and_name, village_key


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
    db.session.add(name_row(unit.id, kind, name, since))
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
        current.end(on)
    db.session.add(Placement(unit_id=unit_id, parent_id=parent_id, since=on))
    announce(UnitsMoved(on, (unit_id,)))


def abolish(unit: Unit, *, on: date) -> None:
    """End a unit: its name, code and place hold until that day."""
    for row in [
        *db.session.scalars(select(UnitName).where(UnitName.unit_id == unit.id, UnitName.on(on))),
        *db.session.scalars(select(UnitCode).where(UnitCode.unit_id == unit.id, UnitCode.on(on))),
        *db.session.scalars(
            select(Placement).where(Placement.unit_id == unit.id, Placement.on(on))
        ),
    ]:
        row.end(on)
    announce(UnitsMoved(on, (unit.id,)))


def found_village(title: str, commune_id: UUID, *, on: date, by: Actor, at: datetime) -> Unit:
    """Enter a village of a commune. Refused when it has one of that name already."""
    _refuse_namesake(title, commune_id, on)
    kind, name = kind_and_name(title)
    unit = found_unit(
        Level.VILLAGE, kind, name, since=on, parent=db.session.get_one(Unit, commune_id)
    )
    record("village.entered", unit, by=by, at=at, label=f"{kind} {name}")
    return unit


def rename_unit(unit: NamedUnit, title: str, *, on: date, by: Actor, at: datetime) -> None:
    """Give a village another name from a day on; the old one keeps finding it."""
    kind, name = kind_and_name(title)
    if (kind, name) == (unit.kind, unit.name):
        raise Refused(_("Nothing was changed."))
    place = _open(Placement, unit.id, on)
    if not village_key(title).fits(village_key(unit.title)):
        _refuse_namesake(title, place.parent_id, on)
    _open(UnitName, unit.id, on).end(on)
    db.session.add(name_row(unit.id, kind, name, on))
    record("village.renamed", unit, by=by, at=at, label=f"{unit.title} → {kind} {name}")


def place_village(
    unit: NamedUnit, commune: NamedUnit, *, on: date, by: Actor, at: datetime
) -> None:
    """Put a village under another commune: a boundary moved, or its place is settled."""
    place = _open(Placement, unit.id, on)
    if place.parent_id == commune.id:
        raise Refused(_("Nothing was changed."))
    _refuse_namesake(unit.title, commune.id, on)
    if place.since == on:  # settled for the very day from which it was unclear
        place.parent_id = commune.id
        announce(UnitsMoved(on, (unit.id,)))
    else:
        move_unit(unit.id, commune.id, on=on)
    record("village.moved", unit, by=by, at=at, label=f"{unit.title} → {commune.title}")


def merge_village(
    unit: NamedUnit, into: NamedUnit, *, on: date, legal_basis: str, by: Actor, at: datetime
) -> None:
    """End a village that went into another one; what it was stays known."""
    if unit.id == into.id:
        raise Refused(_("A village cannot go into itself."))
    abolish(db.session.get_one(Unit, unit.id), on=on)
    db.session.add(
        Succession(
            old_id=unit.id,
            new_id=into.id,
            day=on,
            extent=Extent.WHOLE,
            legal_basis=tidy(legal_basis),
        )
    )
    record("village.merged", unit, by=by, at=at, label=f"{unit.title} → {into.title}")


def _refuse_namesake(title: str, commune_id: UUID, on: date) -> None:
    key = village_key(title)
    if any(village_key(one.title).fits(key) for one in children(commune_id, on)):
        raise Refused(_("This commune has a village of that name already."))


def _open(model: type[Any], unit_id: UUID, on: date) -> Any:
    found = db.session.scalar(select(model).where(model.unit_id == unit_id, model.until.is_(None)))
    if found is None or found.since > on:
        raise Refused(_("Something newer is known already. Choose a later day."))
    return found


def name_row(unit_id: UUID, kind: str, name: str, since: date) -> UnitName:
    """What a unit is called from a day on, with what it is found and sorted by."""
    return UnitName(
        unit_id=unit_id,
        kind=kind,
        name=name,
        folded=fold(f"{kind} {name}"),
        sort_key=sort_key(name),
        since=since,
    )
