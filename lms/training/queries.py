"""Every question about classes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, union

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.keyset import Page, Turn, page_of
from lms.core.names import fold
from lms.org.models import Unit, UnitName
from lms.org.queries import ids_below, is_within, subtree
from lms.people.models import Membership, Person, Team
from lms.people.queries import ids_on_roster, roster, same_people
from lms.training.hall_models import ClassCancellation, WalkIn
from lms.training.models import (
    Attendance,
    Booking,
    ClassTrainer,
    Correction,
    ProgrammeItem,
    RegisterSigning,
    StruckAttendance,
    TrainingClass,
    Venue,
    Way,
)
from lms.training.permissions import TrainingPermission
from lms.training.rules import Slot, overlap
from lms.training.walk_ins import UNMATCHED, counted_in, unmatched_in


@dataclass(frozen=True)
class ClassRow:
    """A class with how many attended, its seats, those kept, and the walk-ins not matched yet."""

    training_class: TrainingClass
    attendances: int
    seats: int
    kept: int
    unmatched: int


@dataclass(frozen=True)
class Attendee:
    """Somebody who attended, with their team on that day and how they came into the register."""

    person: Person
    team: str | None
    way: Way
    venue_id: UUID | None
    recorded_by: str
    reason: str


@dataclass(frozen=True)
class ClassTotals:
    """Attendances (lượt), distinct people and person-hours: never one without the others.

    Who came without a name on the list stands beside them: in no other number.
    """

    classes: int
    attendances: int
    people: int
    hours: int
    unmatched: int = 0
    counted: int = 0


def standing(class_id: Any, person_id: Any) -> ColumnElement[bool]:
    """The condition that an attendance was not struck."""
    return ~exists().where(
        StruckAttendance.class_id == class_id, StruckAttendance.person_id == person_id
    )


STANDING = standing(Attendance.class_id, Attendance.person_id)
CALLED_OFF = exists().where(ClassCancellation.class_id == TrainingClass.id)


def _readable(
    actor: Actor, year: int, permission: str = TrainingPermission.READ, *, halls: bool = True
) -> Select[TrainingClass]:
    """The classes of a year that are for, or have a hall in, units the actor may look at."""
    return readable_between(actor, date(year, 1, 1), date(year, 12, 31), permission, halls=halls)


def readable_between(
    actor: Actor,
    since: date,
    until: date,
    permission: str = TrainingPermission.READ,
    *,
    halls: bool = True,
) -> Select[TrainingClass]:
    """The same from `since` to `until` (inclusive), on the map of the last day."""
    held = select(TrainingClass).where(TrainingClass.held_on.between(since, until))
    reach = actor.reach(permission)
    if reach.everywhere:
        return held
    units = ids_below(reach.unit_ids, until)
    here = select(TrainingClass.id).where(TrainingClass.unit_id.in_(units))
    if not halls:
        return held.where(TrainingClass.id.in_(here))
    # Each way by its own index, then put together: as one OR every class would be looked at.
    with_hall = select(Venue.class_id).where(Venue.unit_id.in_(units))
    return held.where(TrainingClass.id.in_(union(here, with_hall)))


def classes(actor: Actor, year: int, turn: Turn) -> Page[ClassRow]:
    """One page of a year's classes, the newest first."""
    numbers = (
        _of_class(func.count(), Attendance.class_id, STANDING),
        _of_class(func.coalesce(func.sum(Venue.capacity), 0), Venue.class_id),
        _of_class(func.count(), Booking.class_id, Booking.cancelled_at.is_(None)),
        _of_class(func.count(), WalkIn.class_id, UNMATCHED),
    )
    query = _readable(actor, year).add_columns(*numbers)
    keys = [TrainingClass.held_on, TrainingClass.id]
    page = page_of(query, keys, turn, descending=True)
    return page.of([ClassRow(*row[:-1]) for row in page.rows])


def _of_class(number: Any, class_id: Any, *conditions: ColumnElement[bool]) -> Any:
    """A number of one class: reckoned for the classes of the page, not for all there are."""
    query = select(number).where(class_id == TrainingClass.id, *conditions)
    return query.correlate(TrainingClass).scalar_subquery()


def totals(actor: Actor, year: int) -> ClassTotals:
    """How many classes, attendances and distinct people a year has; none that was called off."""
    ids = _readable(actor, year).where(~CALLED_OFF).with_only_columns(TrainingClass.id)
    count = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    row = db.session.execute(
        select(
            func.count(),
            func.count(func.distinct(func.coalesce(Person.same_as_id, Person.id))),
            func.coalesce(func.sum(TrainingClass.hours), 0),
        )
        .select_from(Attendance)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.class_id.in_(ids), STANDING)
    ).one()
    return ClassTotals(count, *row, unmatched=unmatched_in(ids), counted=counted_in(ids))


def get_class(
    actor: Actor,
    class_id: UUID,
    permission: str = TrainingPermission.READ,
    *,
    halls: bool = True,
) -> TrainingClass:
    """A class within reach, by its unit or (unless `halls` is off) a hall. Raises Missing."""
    found = db.session.get(TrainingClass, class_id)
    if found is None:
        raise Missing
    readable = _readable(actor, found.held_on.year, permission, halls=halls).where(
        TrainingClass.id == class_id
    )
    if db.session.scalar(readable) is None:
        raise Missing
    return found


def attendees(training_class: TrainingClass, *, struck: bool = False) -> list[Attendee]:
    """Who attended (or whose attendance was struck), in the order of Vietnamese lists."""
    on = training_class.held_on
    rows = db.session.execute(
        select(
            Person,
            Team.name,
            Attendance.way,
            Attendance.venue_id,
            Attendance.recorded_by,
            Attendance.reason,
        )
        .join(Attendance, Attendance.person_id == Person.id)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.on(on))
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Attendance.class_id == training_class.id, ~STANDING if struck else STANDING)
        .order_by(Person.sort_key)
    )
    return [Attendee(*row) for row in rows]


def is_present(class_id: UUID, person_id: UUID) -> bool:
    """Whether somebody stands in the register of a class."""
    query = select(Attendance.person_id).where(
        Attendance.class_id == class_id,
        Attendance.person_id.in_(same_people(person_id)),
        STANDING,
    )
    return db.session.scalar(query.limit(1)) is not None


def signing_of(class_id: UUID) -> RegisterSigning | None:
    """That the register of a class was signed."""
    return db.session.get(RegisterSigning, class_id)


def corrections_of(class_id: UUID) -> list[tuple[Correction, str]]:
    """The corrections of a register with the name, the newest first."""
    rows = db.session.execute(
        select(Correction, Person.full_name)
        .join(Person, Person.id == Correction.person_id)
        .where(Correction.class_id == class_id)
        .order_by(Correction.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def venues_of(class_id: UUID) -> Sequence[Venue]:
    """The halls of a class."""
    query = select(Venue).where(Venue.class_id == class_id).order_by(Venue.id)
    return db.session.scalars(query).all()


def programme_of(class_id: UUID) -> Sequence[ProgrammeItem]:
    """The parts of a class, in order."""
    return db.session.scalars(
        select(ProgrammeItem)
        .where(ProgrammeItem.class_id == class_id)
        .order_by(ProgrammeItem.position)
    ).all()


def topics_between(
    since: date, until: date, class_ids: Collection[UUID] | None = None
) -> dict[UUID, list[str]]:
    """Class → the codes of the modules in its programme: of these classes, or of a span of days."""
    query = (
        select(ProgrammeItem.class_id, ProgrammeItem.topic)
        .where(ProgrammeItem.topic != "")
        .distinct()
        .order_by(ProgrammeItem.topic)
    )
    if class_ids is None:
        query = query.join(TrainingClass, TrainingClass.id == ProgrammeItem.class_id)
        query = query.where(TrainingClass.held_on.between(since, until))
    else:
        query = query.where(ProgrammeItem.class_id.in_(class_ids))
    found: dict[UUID, list[str]] = {}
    for class_id, topic in db.session.execute(query):
        found.setdefault(class_id, []).append(topic)
    return found


def trainers_of(class_id: UUID) -> Sequence[Person]:
    """Who teaches a class."""
    return db.session.scalars(
        select(Person)
        .join(ClassTrainer, ClassTrainer.person_id == Person.id)
        .where(ClassTrainer.class_id == class_id)
        .order_by(Person.sort_key)
    ).all()


def get_venue(
    actor: Actor, permission: str, training_class: TrainingClass, venue_id: UUID
) -> Venue:
    """A hall of a class: the actor reaches the whole class, or the hall's unit. Raises Missing."""
    found = db.session.get(Venue, venue_id)
    if found is None or found.class_id != training_class.id:
        raise Missing
    roots, day = actor.reach(permission).unit_ids, training_class.held_on
    if not any(is_within(unit, roots, day) for unit in (training_class.unit_id, found.unit_id)):
        raise Missing
    return found


def units_reached(
    actor: Actor, permission: str, unit_ids: Collection[UUID], day: date
) -> set[UUID]:
    """Those of some units that lie within an actor's reach on a day, in one question."""
    within = subtree(actor.reach(permission).unit_ids, day)
    return set(
        db.session.scalars(select(Unit.id).where(Unit.id.in_(unit_ids), Unit.id.in_(within)))
    )


def attendee(training_class: TrainingClass, person_id: UUID) -> tuple[Attendee, bool]:
    """Somebody in the register, and whether their attendance stands. Raises Missing."""
    for struck in (False, True):
        for one in attendees(training_class, struck=struck):
            if one.person.id == person_id:
                return one, not struck
    raise Missing


@dataclass(frozen=True)
class Seatable:
    """Somebody who may come to a hall: of its unit on the day, or with a seat kept in it."""

    person: Person
    team: Team
    present: bool
    booked: bool


def expected_at(training_class: TrainingClass, venue: Venue) -> list[Seatable]:
    """Everybody with a seat in a hall or on a roster of its unit on the day, team by team."""
    day = training_class.held_on
    here = set(
        db.session.scalars(
            select(Attendance.person_id).where(Attendance.class_id == training_class.id, STANDING)
        )
    )
    seated = select(Booking.person_id).where(
        Booking.venue_id == venue.id, Booking.cancelled_at.is_(None)
    )
    booked = set(db.session.scalars(seated))
    rows = db.session.execute(
        roster(day)
        .where(Person.id.in_(union(ids_on_roster([venue.unit_id], day), seated)))
        .order_by(Team.sort_key, Team.id, Person.sort_key)
    )
    return [
        Seatable(person, team, person.id in here, person.id in booked)
        for person, _seat, team in rows
    ]


def clashes(training_class: TrainingClass) -> list[TrainingClass]:
    """Other classes at the same time with one of its trainers, or in one of its halls."""
    others = db.session.scalars(
        select(TrainingClass).where(
            TrainingClass.held_on == training_class.held_on,
            TrainingClass.id != training_class.id,
            ~CALLED_OFF,
        )
    ).all()
    own_people, own_halls = _takes(training_class.id)
    slot = _slot(training_class)
    found = []
    for other in others:
        people, halls = _takes(other.id)
        if (own_people & people or own_halls & halls) and overlap(slot, _slot(other)):
            found.append(other)
    return found


def _slot(one: TrainingClass) -> Slot:
    return Slot(one.held_on, one.begins, one.hours)


def _takes(class_id: UUID) -> tuple[set[UUID], set[tuple[UUID, str]]]:
    """The trainers and halls a class takes."""
    trainers = select(ClassTrainer.person_id).where(ClassTrainer.class_id == class_id)
    halls = {(venue.unit_id, fold(venue.place)) for venue in venues_of(class_id)}
    return set(db.session.scalars(trainers)), halls


def attendances_of(person_id: UUID, since: date, until: date) -> Sequence[Attendance]:
    """A person's attendances held from `since` to `until` (inclusive), the first first."""
    return db.session.scalars(
        select(Attendance)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .where(
            Attendance.person_id.in_(same_people(person_id)),
            STANDING,
            TrainingClass.held_on.between(since, until),
        )
        .order_by(TrainingClass.held_on)
    ).all()


def unit_titles(unit_ids: Sequence[UUID], day: date) -> dict[UUID, str]:
    """Unit → its name on a day."""
    rows = db.session.scalars(
        select(UnitName).where(UnitName.unit_id.in_(unit_ids), UnitName.on(day))
    )
    return {row.unit_id: f"{row.kind} {row.name}" for row in rows}
