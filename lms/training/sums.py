"""Attendances (lượt), distinct people and person-hours of classes, always all three together.

One attendance is one person in one class that stands in its register; two entries of one person
count once. People are counted distinct within a line and, in the total, distinct over all lines:
the total is not the sum of the lines. Person-hours = Σ hours of the class, by topic Σ minutes of
its parts. (field.md §4 item 3; domain.md §0.1)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.org.models import Placement, UnitName
from lms.people.models import Membership, Person, TeamPlacement
from lms.training.models import Attendance, Organiser, ProgrammeItem, TrainingClass
from lms.training.periods import Closing, Grouping, periods
from lms.training.queries import STANDING, readable_between


@dataclass(frozen=True)
class Asked:
    """Which classes, from the address: days (inclusive), organiser, grouping, closing rule."""

    since: date
    until: date
    by: Grouping
    organiser: Organiser | None = None
    closing: Closing = Closing.CALENDAR


@dataclass(frozen=True)
class Sum:
    """The three figures of a line; `key` says what the line is (a class, a code, an organiser)."""

    key: Any
    title: str
    classes: int
    attendances: int
    people: int
    minutes: int

    @property
    def hours(self) -> float:
        """Person-hours, to a tenth."""
        return round(self.minutes / 60, 1)


def sums(actor: Actor, asked: Asked) -> list[Sum]:
    """The lines, in a useful order."""
    return GROUPED[asked.by](actor, asked)


def total(actor: Actor, asked: Asked) -> Sum:
    """Over all lines: people counted once each, an attendance once even if of several topics."""
    facts = _facts(actor, asked).subquery()
    columns: list[Any] = _figures(facts)
    if asked.by is Grouping.TOPIC:
        parts = _parts().subquery()
        minutes = _minutes(facts, parts)
        query = select(minutes).select_from(facts).outerjoin(parts, _same_class(parts, facts))
        columns = [*columns[:3], query.scalar_subquery()]
    return Sum(None, "", *(value or 0 for value in db.session.execute(select(*columns)).one()))


def _facts(actor: Actor, asked: Asked) -> Any:
    """(class, person, day, organiser, minutes), once for a person and class."""
    ids = readable_between(actor, asked.since, asked.until).with_only_columns(TrainingClass.id)
    query: Any = (
        select(
            TrainingClass.id.label("class_id"),
            func.coalesce(Person.same_as_id, Person.id).label("person"),
            TrainingClass.held_on,
            TrainingClass.organiser,
            (TrainingClass.hours * 60).label("minutes"),
        )
        .join(Attendance, Attendance.class_id == TrainingClass.id)
        .join(Person, Person.id == Attendance.person_id)
        .where(STANDING, TrainingClass.id.in_(ids))
        .distinct()
    )
    if asked.organiser is not None:
        query = query.where(TrainingClass.organiser == asked.organiser)
    return query


def _figures(facts: Any) -> list[Any]:
    """Classes, attendances, people and minutes of a group of facts."""
    return [
        func.count(distinct(facts.c.class_id)),
        func.count(),
        func.count(distinct(facts.c.person)),
        func.coalesce(func.sum(facts.c.minutes), 0),
    ]


def _grouped(facts: Any, key: Any, *more: Any) -> Any:
    query = select(key, *more, *_figures(facts)).select_from(facts).group_by(key, *more)
    return db.session.execute(query).all()


def _by_class(actor: Actor, asked: Asked) -> list[Sum]:
    facts = _facts(actor, asked).subquery()
    entity: Any = TrainingClass
    rows = db.session.execute(
        select(entity, *_figures(facts))
        .join(facts, facts.c.class_id == TrainingClass.id)
        .group_by(entity)
        .order_by(TrainingClass.held_on.desc(), TrainingClass.id)
    )
    return [Sum(row[0], row[0].title, *row[1:]) for row in rows]


def _by_organiser(actor: Actor, asked: Asked) -> list[Sum]:
    facts = _facts(actor, asked).subquery()
    found = {row[0]: Sum(row[0], "", *row[1:]) for row in _grouped(facts, facts.c.organiser)}
    return [found[one] for one in Organiser if one in found]


def _by_period(actor: Actor, asked: Asked) -> list[Sum]:
    """A line for each period, those without a class too; the newest last."""
    windows = periods(asked.by, asked.since, asked.until, asked.closing)
    facts = _facts(actor, asked).subquery()
    key: ColumnElement[int] = case(
        *((facts.c.held_on.between(one.since, one.until), n) for n, one in enumerate(windows)),
        else_=-1,
    )
    numbered = select(facts, key.label("period")).subquery()
    found = {row[0]: row[1:] for row in _grouped(numbered, numbered.c.period)}
    return [
        Sum(one, one.title, *found.get(number, (0, 0, 0, 0))) for number, one in enumerate(windows)
    ]


def _parts() -> Any:
    """(class, topic, minutes): a part without a topic counts under none."""
    parts: Any = select(
        ProgrammeItem.class_id,
        ProgrammeItem.topic,
        func.sum(ProgrammeItem.minutes).label("minutes"),
    ).group_by(ProgrammeItem.class_id, ProgrammeItem.topic)
    return parts


def _same_class(parts: Any, facts: Any) -> Any:
    return parts.c.class_id == facts.c.class_id


def _minutes(facts: Any, parts: Any) -> Any:
    """Minutes of the parts; of a class without a programme, those of the class."""
    return func.coalesce(func.sum(func.coalesce(parts.c.minutes, facts.c.minutes)), 0)


def _by_topic(actor: Actor, asked: Asked) -> list[Sum]:
    """By the code of the module; the empty key is what has none."""
    facts, parts = _facts(actor, asked).subquery(), _parts().subquery()
    key = func.coalesce(parts.c.topic, "")
    rows: Any = db.session.execute(
        select(key, *_figures(facts)[:3], _minutes(facts, parts))
        .select_from(facts)
        .outerjoin(parts, _same_class(parts, facts))
        .group_by(key)
    ).all()
    return sorted((Sum(row[0], row[0], *row[1:]) for row in rows), key=_topic_order)


def _topic_order(one: Sum) -> tuple[bool, int, str]:
    number = "".join(c for c in one.title if c.isdigit())
    return not one.title, int(number or 0), one.title


def _by_unit(actor: Actor, asked: Asked) -> list[Sum]:
    """By the commune each person's team lay in on the day of the class, named as on that day."""
    day: Any = TrainingClass.held_on
    name = (UnitName.kind + " " + UnitName.name).label("name")
    facts = (
        _facts(actor, asked)
        .add_columns(UnitName.unit_id.label("unit"), name, UnitName.sort_key.label("sort_key"))
        .outerjoin(Membership, (Membership.person_id == Attendance.person_id) & Membership.on(day))
        .outerjoin(
            TeamPlacement, (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(day)
        )
        .outerjoin(Placement, (Placement.unit_id == TeamPlacement.unit_id) & Placement.on(day))
        .outerjoin(UnitName, (UnitName.unit_id == Placement.parent_id) & UnitName.on(day))
        .subquery()
    )
    rows = _grouped(facts, facts.c.unit, facts.c.name, facts.c.sort_key)
    ordered = sorted(rows, key=lambda row: (row[0] is None, row[2] or "", row[1] or ""))
    return [Sum(row[0], row[1] or "", *row[3:]) for row in ordered]


GROUPED: Mapping[Grouping, Callable[[Actor, Asked], list[Sum]]] = {
    Grouping.CLASS: _by_class,
    Grouping.TOPIC: _by_topic,
    Grouping.ORGANISER: _by_organiser,
    Grouping.UNIT: _by_unit,
    Grouping.MONTH: _by_period,
    Grouping.QUARTER: _by_period,
    Grouping.YEAR: _by_period,
}
