"""Every question about classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.pages import PAGE_SIZE
from lms.org.models import UnitName
from lms.org.queries import subtree
from lms.people.models import Membership, Person, Team
from lms.people.queries import same_people
from lms.training.models import Attendance, TrainingClass
from lms.training.permissions import TrainingPermission


@dataclass(frozen=True)
class ClassRow:
    """A class with how many attended."""

    training_class: TrainingClass
    attendances: int


@dataclass(frozen=True)
class Attendee:
    """Somebody who attended, with their team on that day."""

    person: Person
    team: str | None


@dataclass(frozen=True)
class ClassTotals:
    """Attendances (lượt) and distinct people: never one without the other."""

    classes: int
    attendances: int
    people: int


def _readable(actor: Actor, year: int) -> Select[TrainingClass]:
    """The classes of a year in units the actor may look at."""
    last = date(year, 12, 31)
    units = subtree(actor.reach(TrainingPermission.READ).unit_ids, last)
    return select(TrainingClass).where(
        TrainingClass.unit_id.in_(units),
        TrainingClass.held_on.between(date(year, 1, 1), last),
    )


def classes(actor: Actor, year: int, page: int) -> tuple[list[ClassRow], bool]:
    """One page of a year's classes, the newest first, and whether there are more."""
    counted = (
        select(Attendance.class_id, func.count().label("n"))
        .group_by(Attendance.class_id)
        .subquery()
    )
    rows = db.session.execute(
        _readable(actor, year)
        .outerjoin(counted, counted.c.class_id == TrainingClass.id)
        .add_columns(func.coalesce(counted.c.n, 0))
        .order_by(TrainingClass.held_on.desc(), TrainingClass.id)
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return [ClassRow(row[0], row[1]) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def totals(actor: Actor, year: int) -> ClassTotals:
    """How many classes, attendances and distinct people a year has."""
    ids = _readable(actor, year).with_only_columns(TrainingClass.id)
    count = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    row = db.session.execute(
        select(
            func.count(),
            func.count(func.distinct(func.coalesce(Person.same_as_id, Person.id))),
        )
        .select_from(Attendance)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.class_id.in_(ids))
    ).one()
    return ClassTotals(count, row[0], row[1])


def get_class(actor: Actor, class_id: UUID) -> TrainingClass:
    """A class the actor may look at. Raises Missing."""
    found = db.session.get(TrainingClass, class_id)
    if found is None:
        raise Missing
    readable = _readable(actor, found.held_on.year).where(TrainingClass.id == class_id)
    if db.session.scalar(readable) is None:
        raise Missing
    return found


def attendees(training_class: TrainingClass) -> list[Attendee]:
    """Who attended, in the order of Vietnamese lists."""
    on = training_class.held_on
    rows = db.session.execute(
        select(Person, Team.name)
        .join(Attendance, Attendance.person_id == Person.id)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.on(on))
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Attendance.class_id == training_class.id)
        .order_by(Person.sort_key)
    )
    return [Attendee(person, team) for person, team in rows]


def attendances_of(person_id: UUID, since: date, until: date) -> Sequence[Attendance]:
    """A person's attendances held from `since` to `until` (inclusive), the first first."""
    return db.session.scalars(
        select(Attendance)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .where(
            Attendance.person_id.in_(same_people(person_id)),
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
