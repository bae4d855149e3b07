"""Classes to come: how many seats are left, and how many people of which places could sit there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.core.db import db
from lms.org.models import Placement
from lms.training.bookings import seats_left
from lms.training.models import TrainingClass, Venue
from lms.training.queries import CALLED_OFF

AHEAD = timedelta(days=28)  # how far ahead classes are looked for


@dataclass(frozen=True)
class ClassToCome:
    """A class to come, its seats left (None: no hall with seats is set), where it is held."""

    held: TrainingClass
    seats_left: int | None
    places: frozenset[UUID]


def classes_to_come(day: date) -> list[ClassToCome]:
    """The classes of the next weeks, the nearest first."""
    held = db.session.scalars(
        select(TrainingClass)
        .where(TrainingClass.held_on.between(day + timedelta(days=1), day + AHEAD), ~CALLED_OFF)
        .order_by(TrainingClass.held_on, TrainingClass.id)
    ).all()
    seats, places = _halls([one.id for one in held])
    return [
        ClassToCome(one, seats.get(one.id), places.get(one.id, frozenset({one.unit_id})))
        for one in held
    ]


def _halls(class_ids: Collection[UUID]) -> tuple[dict[UUID, int], dict[UUID, frozenset[UUID]]]:
    """Class → the seats of its halls that are kept for nobody, and the units they lie in."""
    left = seats_left(class_ids)
    seats: dict[UUID, int] = {}
    places: dict[UUID, frozenset[UUID]] = {}
    halls = select(Venue.class_id, Venue.id, Venue.unit_id).where(Venue.class_id.in_(class_ids))
    for class_id, hall_id, unit_id in db.session.execute(halls):
        seats[class_id] = seats.get(class_id, 0) + max(0, left[hall_id])
        places[class_id] = places.get(class_id, frozenset()) | {unit_id}
    return seats, places


def lines_reached(
    classes: Collection[ClassToCome], unit_id: UUID, line_ids: Collection[UUID], map_day: date
) -> dict[UUID, frozenset[UUID]]:
    """Class → which lines of a unit's table may send people to it.

    A place inside a line reaches that line; the unit itself, or one above it, reaches them all, as
    does any place in a commune whose lines are teams.
    """
    above = _above({unit_id}.union(*(one.places for one in classes)), map_day)
    over_unit, lines = set(_chain(unit_id, above)), frozenset(line_ids)
    return {
        one.held.id: frozenset().union(
            *(_reached(place, _chain(place, above), unit_id, over_unit, lines)
              for place in one.places)
        )
        for one in classes
    }  # fmt: skip


def _reached(
    place: UUID, chain: list[UUID], unit_id: UUID, over_unit: set[UUID], lines: frozenset[UUID]
) -> frozenset[UUID]:
    inside = lines & set(chain)
    if inside or not (place in over_unit or unit_id in chain):
        return inside
    return lines


def _chain(unit_id: UUID, above: Mapping[UUID, UUID]) -> list[UUID]:
    """The unit and what lies above it."""
    chain = [unit_id]
    while chain[-1] in above:
        chain.append(above[chain[-1]])
    return chain


def _above(unit_ids: Collection[UUID], day: date) -> dict[UUID, UUID]:
    """Unit → what it lay under on a day, for these units and all above them; a query a level."""
    found: dict[UUID, UUID] = {}
    asked = set(unit_ids)
    while asked:
        rows = db.session.execute(
            select(Placement.unit_id, Placement.parent_id).where(
                Placement.unit_id.in_(asked), Placement.on(day)
            )
        )
        level = {row[0]: row[1] for row in rows}
        found.update(level)
        asked = set(level.values()) - found.keys()
    return found
