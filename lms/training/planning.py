"""Change a class to come, its halls and its day; call it off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.i18n import day as day_words
from lms.core.names import tidy
from lms.org.models import Level
from lms.org.queries import communes_below, units_of
from lms.training import queries
from lms.training.hall_models import ClassCancellation, HeadCount, WalkIn
from lms.training.models import Attendance, Booking, TrainingClass, Venue
from lms.training.permissions import TrainingPermission


@dataclass(frozen=True)
class Plan:
    """What may be changed of a class before its day."""

    title: str
    held_on: date
    begins: time | None
    hours: int


@dataclass(frozen=True)
class HallPlan:
    """What may be changed of a hall before the day of the class."""

    place: str
    capacity: int


def cancellations(class_ids: Collection[UUID]) -> dict[UUID, ClassCancellation]:
    """Class → that it was called off."""
    rows = db.session.scalars(
        select(ClassCancellation).where(ClassCancellation.class_id.in_(class_ids))
    )
    return {row.class_id: row for row in rows}


def communes_to_plan(actor: Actor, day: date) -> dict[str, str]:
    """The communes an actor may plan a hall in: id as text → name, in the order of their codes.

    Of a nation its provinces: nobody finds a commune among 3,321 in one box.
    """
    reach = actor.reach(TrainingPermission.PLAN)
    if reach.everywhere:
        return {str(one.id): one.title for one in units_of(Level.PROVINCE, day)}
    return {str(one.id): one.title for one in communes_below(reach.unit_ids, day)}


def refuse_called_off(held: TrainingClass) -> None:
    """Raise when a class was called off."""
    if db.session.get(ClassCancellation, held.id) is not None:
        raise Refused(_("This class was called off."))


def take_turns(held: TrainingClass) -> None:
    """Let whoever books, plans or cancels in this class wait until we are through.

    The class is locked, not the hall: moving a seat concerns two halls, and one person's two
    phones may ask for two halls at once. SQLite's writers wait for each other anyhow.
    """
    db.session.flush()
    db.session.execute(
        select(TrainingClass.id).where(TrainingClass.id == held.id).with_for_update(key_share=True)
    )


def change_class(held: TrainingClass, plan: Plan, *, by: Actor, at: datetime) -> None:
    """Change title, day or time of a class to come. Seats that are kept stay kept."""
    _refuse_begun(held, at)
    if plan.held_on < local_day(at):
        raise Refused(_("A class to come cannot be moved to a day that is past."))
    minutes = sum(part.minutes for part in queries.programme_of(held.id))
    if minutes > plan.hours * 60:
        raise Refused(_("The parts of the programme take longer than the class."))
    before = _words(Plan(held.title, held.held_on, held.begins, held.hours))
    held.title, held.held_on = tidy(plan.title), plan.held_on
    held.begins, held.hours = plan.begins, plan.hours
    record("class.changed", held, by=by, at=at, label=held.title, before=before, after=_words(plan))


def change_hall(
    held: TrainingClass, venue: Venue, plan: HallPlan, *, by: Actor, at: datetime
) -> None:
    """Change where a hall is or how many seats it has: never fewer than are kept already."""
    take_turns(held)
    _refuse_begun(held, at)
    taken = db.session.scalar(
        select(func.count()).where(Booking.venue_id == venue.id, Booking.cancelled_at.is_(None))
    )
    if plan.capacity < (taken or 0):
        raise Refused(
            _("Seats are kept for %(n)s people in this hall. Type at least that number.", n=taken)
        )
    before = f"{venue.place}, {venue.capacity}"
    venue.place, venue.capacity = tidy(plan.place), plan.capacity
    after = f"{venue.place}, {venue.capacity}"
    record("class.changed", held, by=by, at=at, label=held.title, before=before, after=after)


def add_halls(
    held: TrainingClass, unit_ids: Sequence[UUID], plan: HallPlan, *, by: Actor, at: datetime
) -> None:
    """Give a class to come more halls, one in each unit."""
    _refuse_begun(held, at)
    db.session.add_all(
        Venue(class_id=held.id, unit_id=one, place=tidy(plan.place), capacity=plan.capacity)
        for one in unit_ids
    )
    record("class.changed", held, by=by, at=at, label=held.title, halls=len(unit_ids))


def cancel_class(held: TrainingClass, reason: str, *, by: Actor, at: datetime) -> None:
    """Call a class off. Refused once anybody is in its register; pressed twice, once."""
    take_turns(held)
    if db.session.get(ClassCancellation, held.id) is not None:
        return
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    if any(_counts(held, kind) for kind in (Attendance, WalkIn, HeadCount)):
        raise Refused(_("Somebody attended this class: it took place and cannot be called off."))
    db.session.add(ClassCancellation(class_id=held.id, reason=tidy(reason), **entered(by, at)))
    record("class.cancelled", held, by=by, at=at, label=held.title, reason=tidy(reason))
    db.session.flush()


def _counts(held: TrainingClass, kind: type[Attendance | WalkIn | HeadCount]) -> bool:
    return db.session.scalar(select(kind).where(kind.class_id == held.id).limit(1)) is not None


def _refuse_begun(held: TrainingClass, at: datetime) -> None:
    refuse_called_off(held)
    if held.held_on <= local_day(at):
        raise Refused(_("A class is changed before its day only: this one has begun or is over."))


def _words(plan: Plan) -> str:
    begins = plan.begins.strftime("%H:%M") if plan.begins else "–"
    return f"{tidy(plan.title)}, {day_words(plan.held_on)} {begins}, {plan.hours} h"
