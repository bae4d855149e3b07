"""Every question about seats kept for people in the halls of classes to come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.org.models import Level
from lms.org.queries import path, subtree
from lms.people.queries import seat_of, unit_of_team
from lms.training.hall_models import ClassCancellation
from lms.training.models import Booking, TrainingClass, Venue
from lms.training.permissions import TrainingPermission
from lms.training.queries import CALLED_OFF, unit_titles
from lms.training.rules import Slot, overlap


@dataclass(frozen=True)
class HallToCome:
    """A hall of a class to come: where, how many seats are left, and whether it is near."""

    venue: Venue
    unit: str
    left: int
    near: bool


@dataclass(frozen=True)
class ClassToCome:
    """A class to come with its halls, the near ones first."""

    training_class: TrainingClass
    halls: list[HallToCome]

    def hall(self, venue_id: UUID | None) -> HallToCome:
        """One of its halls. Raises Missing."""
        for one in self.halls:
            if one.venue.id == venue_id:
                return one
        raise Missing


@dataclass(frozen=True)
class OwnSeat:
    """A seat kept for somebody in a class to come, or in one called off since."""

    booking: Booking
    training_class: TrainingClass
    venue: Venue
    called_off: ClassCancellation | None


def people_booked(class_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Class → everybody a seat is kept for; nobody in a class called off."""
    rows = db.session.execute(
        select(Booking.class_id, Booking.person_id)
        .join(TrainingClass, TrainingClass.id == Booking.class_id)
        .where(Booking.class_id.in_(class_ids), Booking.cancelled_at.is_(None), ~CALLED_OFF)
    )
    found: dict[UUID, set[UUID]] = {}
    for class_id, person_id in rows:
        found.setdefault(class_id, set()).add(person_id)
    return found


def halls_booked(class_id: UUID) -> dict[UUID, UUID]:
    """Person → the hall of a class in which a seat is kept for them."""
    rows = db.session.execute(
        select(Booking.person_id, Booking.venue_id).where(
            Booking.class_id == class_id, Booking.cancelled_at.is_(None)
        )
    )
    return {row[0]: row[1] for row in rows}


def seats_left(class_ids: Collection[UUID]) -> dict[UUID, int]:
    """Hall → its seats less those kept for people; no hall of a class called off."""
    taken = (
        select(Booking.venue_id, func.count().label("n"))
        .where(Booking.class_id.in_(class_ids), Booking.cancelled_at.is_(None))
        .group_by(Booking.venue_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Venue.id, Venue.capacity - func.coalesce(taken.c.n, 0))
        .join(TrainingClass, TrainingClass.id == Venue.class_id)
        .outerjoin(taken, taken.c.venue_id == Venue.id)
        .where(Venue.class_id.in_(class_ids), ~CALLED_OFF)
    )
    return {row[0]: row[1] for row in rows}


def classes_to_come(actor: Actor, day: date) -> list[ClassToCome]:
    """Classes from a day on with a hall near those the actor may keep a seat for, soonest first.

    Near are the halls in their communes, and those of the units above (one hall for a province).
    """
    near = set(
        db.session.scalars(
            select(Venue.id)
            .join(TrainingClass, TrainingClass.id == Venue.class_id)
            .where(TrainingClass.held_on >= day, ~CALLED_OFF, _is_near(actor, day))
        )
    )
    rows = db.session.execute(
        select(TrainingClass, Venue)
        .join(Venue, Venue.class_id == TrainingClass.id)
        .where(TrainingClass.id.in_(select(Venue.class_id).where(Venue.id.in_(near))))
        .order_by(TrainingClass.held_on, TrainingClass.begins, TrainingClass.id, Venue.id)
    ).all()
    left = seats_left({row[0].id for row in rows})
    titles = unit_titles([row[1].unit_id for row in rows], day)
    found: dict[UUID, ClassToCome] = {}
    for held, venue in rows:
        hall = HallToCome(venue, titles.get(venue.unit_id, ""), left[venue.id], venue.id in near)
        found.setdefault(held.id, ClassToCome(held, [])).halls.append(hall)
    for one in found.values():
        one.halls.sort(key=lambda hall: not hall.near)
    return list(found.values())


def class_to_come(actor: Actor, class_id: UUID, day: date) -> ClassToCome:
    """One of those classes. Raises Missing."""
    for one in classes_to_come(actor, day):
        if one.training_class.id == class_id:
            return one
    raise Missing


def _is_near(actor: Actor, day: date) -> ColumnElement[bool]:
    """The condition that a hall lies in the communes of an actor's people, or above them."""
    reach = actor.reach(TrainingPermission.BOOK)
    places = {unit_of_team(team_id, day) for team_id in reach.team_ids}
    if actor.id is not None and actor.may(TrainingPermission.OWN_SEAT):
        seat = seat_of(actor.id, day)
        places |= {seat.unit_id} if seat else set()
    roots, above = set(reach.unit_ids), set()
    for unit_id in reach.unit_ids:
        above |= {unit.id for unit in path(unit_id, day)}
    for place in places:
        chain = path(place, day)
        above |= {unit.id for unit in chain}
        roots |= {unit.id for unit in chain if unit.level is Level.COMMUNE}
    return or_(Venue.unit_id.in_(subtree(roots, day)), Venue.unit_id.in_(above))


def own_seats(person_id: UUID, day: date) -> list[OwnSeat]:
    """The seats kept for somebody from a day on, the soonest first."""
    rows = db.session.execute(
        select(Booking, TrainingClass, Venue, ClassCancellation)
        .join(TrainingClass, TrainingClass.id == Booking.class_id)
        .join(Venue, Venue.id == Booking.venue_id)
        .outerjoin(ClassCancellation, ClassCancellation.class_id == TrainingClass.id)
        .where(
            Booking.person_id == person_id,
            Booking.cancelled_at.is_(None),
            TrainingClass.held_on >= day,
        )
        .order_by(TrainingClass.held_on, TrainingClass.id)
    )
    return [OwnSeat(*row) for row in rows]


def clashes_of_own(
    rows: Sequence[ClassToCome], seats: Sequence[OwnSeat]
) -> dict[UUID, TrainingClass]:
    """Class → another one in which the same person has a seat, at the same time perhaps."""
    kept = [one.training_class for one in seats if one.called_off is None]
    return {
        row.training_class.id: other
        for row in rows
        for other in kept
        if other.id != row.training_class.id and overlap(_slot(row.training_class), _slot(other))
    }


def at_the_same_time(
    held: TrainingClass, person_ids: Collection[UUID]
) -> dict[UUID, TrainingClass]:
    """Person → another class they have a seat in that may take place at the same time."""
    rows = db.session.execute(
        select(Booking.person_id, TrainingClass)
        .join(TrainingClass, TrainingClass.id == Booking.class_id)
        .where(
            Booking.person_id.in_(person_ids),
            Booking.cancelled_at.is_(None),
            TrainingClass.held_on == held.held_on,
            TrainingClass.id != held.id,
            ~CALLED_OFF,
        )
        .order_by(TrainingClass.id)
    )
    return {row[0]: row[1] for row in rows if overlap(_slot(held), _slot(row[1]))}


def _slot(held: TrainingClass) -> Slot:
    return Slot(held.held_on, held.begins, held.hours)
