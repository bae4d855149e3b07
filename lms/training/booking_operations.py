"""Keep seats in a hall of a class to come, move them to another hall, give them back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.training.bookings import seats_left
from lms.training.models import Booking, TrainingClass, Venue
from lms.training.planning import refuse_called_off, take_turns
from lms.training.queries import signing_of, unit_titles, venues_of


@dataclass(frozen=True)
class Kept:
    """How many seats are newly kept, and how many were moved from another hall of the class."""

    new: int
    moved: int


def keep_seats(
    held: TrainingClass, venue: Venue, person_ids: Collection[UUID], *, by: Actor, at: datetime
) -> Kept:
    """Keep a seat for everybody named, or for nobody: refused when the hall has too few left.

    Whoever has a seat in this hall keeps it; a seat in another hall of the class is moved.
    """
    take_turns(held)
    _refuse_past(held, at)
    known = {row.person_id: row for row in _bookings(held, person_ids)}
    settled = {who for who, row in known.items() if _stands_in(row, venue)}
    wanted = [who for who in dict.fromkeys(person_ids) if who not in settled]
    _refuse_full(held, venue, len(wanted))
    moved = sum(1 for who in wanted if who in known and known[who].cancelled_at is None)
    for who in wanted:
        _seat(known.get(who), held, venue, who, by, at)
    if wanted:
        record("booking.kept", held, by=by, at=at, label=held.title, people=len(wanted))
    db.session.flush()
    return Kept(new=len(wanted) - moved, moved=moved)


def cancel_seats(
    held: TrainingClass, person_ids: Collection[UUID], *, by: Actor, at: datetime
) -> int:
    """Give seats back; how many there were. Somebody without one changes nothing."""
    take_turns(held)
    _refuse_past(held, at)
    found = [row for row in _bookings(held, person_ids) if row.cancelled_at is None]
    for row in found:
        row.cancelled_at = at
    if found:
        record("booking.cancelled", held, by=by, at=at, label=held.title, people=len(found))
    db.session.flush()
    return len(found)


def _bookings(held: TrainingClass, person_ids: Collection[UUID]) -> Sequence[Booking]:
    query = select(Booking).where(Booking.class_id == held.id, Booking.person_id.in_(person_ids))
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _stands_in(row: Booking, venue: Venue) -> bool:
    return row.cancelled_at is None and row.venue_id == venue.id


def _seat(
    row: Booking | None, held: TrainingClass, venue: Venue, who: UUID, by: Actor, at: datetime
) -> None:
    """A new row, or the one there is: who cancelled may book again, who moves leaves no seat."""
    if row is None:
        row = Booking(class_id=held.id, person_id=who)
        db.session.add(row)
    row.venue_id, row.cancelled_at = venue.id, None
    for name, value in entered(by, at).items():
        setattr(row, name, value)


def _refuse_past(held: TrainingClass, at: datetime) -> None:
    refuse_called_off(held)
    if held.held_on < local_day(at) or signing_of(held.id) is not None:
        raise Refused(_("This class is over: seats are no longer kept or given back."))


def _refuse_full(held: TrainingClass, venue: Venue, people: int) -> None:
    left = seats_left([held.id])
    here = max(0, left[venue.id])
    if people <= here:
        return
    words = [
        ngettext("%(num)s seat is left in this hall", "%(num)s seats are left in this hall", here)
        if here
        else _("This hall is full")
    ]
    if people > 1:
        words.append(_("seats are asked for %(n)s people", n=people))
    raise Refused(f"{'; '.join(words)}. {_elsewhere(held, venue, left)}")


def _elsewhere(held: TrainingClass, venue: Venue, left: dict[UUID, int]) -> str:
    """Which other halls of the class have seats."""
    others = [one for one in venues_of(held.id) if one.id != venue.id and left[one.id] > 0]
    titles = unit_titles([one.unit_id for one in others], held.held_on)
    halls = [f"{titles.get(one.unit_id, '–')}, {one.place}: {left[one.id]}" for one in others]
    words: str = (
        _("Seats are left in: %(halls)s.", halls="; ".join(halls))
        if halls
        else _("No other hall of this class has seats left. Please tell those who hold the class.")
    )
    return words
