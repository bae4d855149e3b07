"""The halls of coming classes, and the seats in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.core.db import chunks, db
from lms.training.models import Booking, Organiser, TrainingClass, Venue
from lms.training.queries import CALLED_OFF


@dataclass(frozen=True)
class Hall:
    """A hall (or, without halls, the place) of a coming class, and the people with a seat in it."""

    training_class: TrainingClass
    unit_id: UUID
    place: str
    capacity: int | None
    booked: frozenset[UUID]

    @property
    def free(self) -> int | None:
        """Seats left; None when nobody counts them."""
        return None if self.capacity is None else max(0, self.capacity - len(self.booked))


def halls(first: date, last: date) -> list[Hall]:
    """The halls of the classes held from one day to another, the next first."""
    rows = db.session.execute(
        select(TrainingClass, Venue)
        .outerjoin(Venue, Venue.class_id == TrainingClass.id)
        .where(TrainingClass.held_on.between(first, last), ~CALLED_OFF)
        .order_by(TrainingClass.held_on, TrainingClass.begins, TrainingClass.id, Venue.id)
    ).all()
    seats = _seats_kept({row[0].id for row in rows})
    return [_hall(one, venue, seats) for one, venue in rows]


def _seats_kept(class_ids: set[UUID]) -> dict[UUID, set[UUID]]:
    """Hall → everybody with a seat in it."""
    found: dict[UUID, set[UUID]] = {}
    for part in chunks(list(class_ids)):
        for hall_id, person_id in db.session.execute(
            select(Booking.venue_id, Booking.person_id).where(
                Booking.class_id.in_(part), Booking.cancelled_at.is_(None)
            )
        ):
            found.setdefault(hall_id, set()).add(person_id)
    return found


def _hall(one: TrainingClass, venue: Venue | None, seats: dict[UUID, set[UUID]]) -> Hall:
    if venue is None:
        return Hall(one, one.unit_id, one.place, None, frozenset())
    booked = frozenset(seats.get(venue.id, ()))
    return Hall(one, venue.unit_id, venue.place, venue.capacity, booked)


def example_hall(unit_id: UUID, title: str, place: str, day: date) -> Hall:
    """A hall that is nowhere, tomorrow, to show a text with. It is never saved."""
    one = TrainingClass(
        title=title,
        unit_id=unit_id,
        held_on=day + timedelta(days=1),
        hours=4,
        organiser=Organiser.COMMUNE,
        place=place,
        begins=time(8),
    )
    return Hall(one, unit_id, place, None, frozenset())
