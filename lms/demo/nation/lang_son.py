"""What Lạng Sơn has beyond its own demo: classes of the first year, more people who learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from courses.models import Enrolment
from lms.core.db import db, new_id
from lms.demo.nation import classes, learning
from lms.demo.nation.classes import Held
from lms.demo.nation.naming import name_of
from lms.demo.nation.papers import Course
from lms.demo.nation.rosters import Seat
from lms.demo.nation.units import Placed
from lms.demo.plan import MAIN_COMMUNE
from lms.org.models import Level, Placement
from lms.org.official import PROVINCE
from lms.org.queries import subtree, units_among, units_of
from lms.people.models import Membership, Person, TeamPlacement
from lms.training.models import Organiser, TrainingClass

TITLE = "Tập huấn ra mắt Tổ công nghệ số cộng đồng, tháng 12"
CAME = 0.7  # of the people of a commune, more or less


def is_there() -> bool:
    """Whether these classes were entered."""
    query = select(TrainingClass.id).where(TrainingClass.title == TITLE).limit(1)
    return db.session.scalar(query) is not None


def add(years: range, courses: Mapping[str, Sequence[Course]], today: date, chance: Random) -> None:
    """Classes in the first year; people who learn this year. Last year is sealed."""
    _hold(date(years[0], 12, 20), chance)
    inside = _inside(today)
    mains = {u.id for u in units_among(inside, Level.COMMUNE, today) if u.code == MAIN_COMMUNE}
    known = set(db.session.scalars(select(Enrolment.person_id)))
    seats = [
        seat
        for commune, people in _people(today, inside).items()
        if commune not in mains
        for seat in people
        if seat.person not in known
    ]
    maker = learning.LearningMaker(courses, today, chance)
    learning.write(list(maker.learn(seats, years[-1:])))


def _inside(day: date) -> Sequence[UUID]:
    """Everything below Lạng Sơn."""
    tops = [unit.id for unit in units_of(Level.PROVINCE, day) if unit.code == PROVINCE[2]]
    return db.session.scalars(subtree(tops, day)).all()


def _hold(day: date, chance: Random) -> None:
    """One class in each commune of then."""
    inside = _inside(day)
    people = _people(day, inside)
    found = []
    for unit in units_among(inside, Level.COMMUNE, day):
        here = people.get(unit.id, [])
        some = chance.sample(here, round(len(here) * chance.uniform(CAME - 0.4, CAME + 0.2)))
        if some:
            placed = Placed(unit.id, unit.level, unit.kind, name_of(unit.name), None)
            on = day - timedelta(days=chance.randrange(12))
            found.append(Held(new_id(), TITLE, on, Organiser.COMMUNE, placed, some))
    classes.write(found, chance)


def _people(day: date, inside: Any) -> dict[UUID, list[Seat]]:
    """Commune → who was on its rosters."""
    rows = db.session.execute(
        select(Placement.parent_id, Membership, Person.full_name)
        .join(TeamPlacement, TeamPlacement.unit_id == Placement.unit_id)
        .join(Membership, Membership.team_id == TeamPlacement.team_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Placement.on(day), TeamPlacement.on(day), Membership.on(day),
               Placement.parent_id.in_(inside))
        .order_by(Membership.id)
    )  # fmt: skip
    found: dict[UUID, list[Seat]] = {}
    for commune, row, name in rows:
        seat = Seat(row.person_id, name_of(name), row.role, row.since, row.until, 0)
        found.setdefault(commune, []).append(seat)
    return found
