"""What was done within a period, line by line, beside how far people are at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, True_, func, literal, select

from courses.models import Enrolment
from lms.core.access import Actor
from lms.core.db import db
from lms.org.models import Level
from lms.people.models import Membership, TeamPlacement
from lms.requirements.duties import Duty
from lms.requirements.evidence import (
    PERSON,
    Days,
    class_days,
    entries_of,
    module_moments,
    recognised,
)
from lms.requirements.models import Claim, Standing
from lms.requirements.queries import CoverageRow, gathered, looked_at
from lms.requirements.rules import State
from lms.requirements.seats import Seats, digit_of
from lms.requirements.tallying import ABOVE
from lms.training.models import Attendance, TrainingClass


@dataclass(frozen=True)
class Done:
    """What people did within a period: attendances, people and person-hours stand together."""

    newly_met: int = 0
    attendances: int = 0
    attendees: int = 0
    minutes: int = 0
    completions: int = 0
    recognised: int = 0

    @property
    def hours(self) -> int:
        """Person-hours in classes and outside courses, whole ones."""
        return self.minutes // 60

    def __add__(self, other: Done) -> Done:
        """Of people who are apart, so that distinct people may be added up."""
        return Done(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Done)))


@dataclass(frozen=True)
class PeriodRow:
    """A line of the report: how far its people are on the last day, and what they did."""

    line: CoverageRow
    done: Done


@dataclass(frozen=True)
class Where:
    """Whose figures: a unit of a map, its lines, on the roster of the last day."""

    duty: Duty
    day: date
    unit_id: UUID
    map_day: date
    lines: Level


def period_rows(
    actor: Actor, where: Where, period: Days, lines: Sequence[CoverageRow]
) -> list[PeriodRow]:
    """The lines of a coverage table with what their people did within a period."""
    found = _by_line(actor, where, period)
    known = {row.id for row in lines}
    apart = sum((one for line, one in found.items() if line not in known), Done())
    return [PeriodRow(row, found.get(row.id, apart)) for row in lines]


def _by_line(actor: Actor, where: Where, period: Days) -> dict[UUID | None, Done]:
    """Team, or unit of the level of the lines → what its people did; added up by the database."""
    if where.lines is Level.VILLAGE:
        return _by_place(actor, where, period, Membership.team_id)
    communes = _by_place(actor, where, period, ABOVE.parent_id)
    return gathered(communes, where.lines, where.map_day, Done())


def _by_place(actor: Actor, where: Where, period: Days, place: Any) -> dict[UUID | None, Done]:
    """What those who are looked at did, by team or by the commune of the map.

    A question for each way of learning: all in one, SQLite goes through everything that was done
    for each person.
    """
    looked = looked_at(actor, where.day, where.unit_id, where.map_day)
    found = _newly_met(where, period, place, looked)
    entries = entries_of(_on_roster(select(Membership.person_id), where).where(looked))
    is_everybody = isinstance(looked, True_)  # then no condition is faster than one
    for asked, whose, what_was_done, as_done in _ways(period):
        done = what_was_done(asked if is_everybody else asked.where(whose.in_(entries)))
        people = func.count(func.distinct(done.c.person_id))
        query = select(place, people, func.count(), func.sum(done.c.minutes)).join(
            Membership, Membership.person_id == done.c.person_id
        )
        query = _on_map(_on_roster(query, where), where).where(looked).group_by(place)
        for line, *numbers in db.session.execute(query):
            found[line] = found.get(line, Done()) + as_done(*map(int, numbers))
    return found


Way = tuple[Select[Any], Any, Callable[[Select[Any]], Subquery], Callable[..., Done]]


def _ways(period: Days) -> tuple[Way, ...]:
    """Each way of learning: its facts, whose, how they are read, (people, number, minutes) said."""
    return (
        (class_days(period), Attendance.person_id, _attended,
         lambda people, n, minutes: Done(0, n, people, minutes)),
        (module_moments(period), Enrolment.person_id, _passed,
         lambda _people, n, _minutes: Done(completions=n)),
        (recognised(period), Claim.person_id, _outside,
         lambda _people, n, minutes: Done(minutes=minutes, recognised=n)),
    )  # fmt: skip


def _newly_met(
    where: Where, period: Days, place: Any, looked: ColumnElement[bool]
) -> dict[UUID | None, Done]:
    """How many of those who count as trained met the duty within the period."""
    seats = Seats(where.duty, where.day)
    met = Standing.met_on.between(period.opens, period.closes)
    query = seats.select([place, func.count()]).where(
        looked, met, seats.state == digit_of(State.MET)
    )
    rows = db.session.execute(_on_map(query, where).group_by(place))
    return {line: Done(newly_met=number) for line, number in rows}


def _on_roster(query: Select[Any], where: Where) -> Select[Any]:
    placed = (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(where.day)
    return query.join(TeamPlacement, placed).where(Membership.on(where.day))


def _on_map(query: Select[Any], where: Where) -> Select[Any]:
    above = (ABOVE.unit_id == TeamPlacement.unit_id) & ABOVE.on(where.map_day)
    return query.outerjoin(ABOVE, above)


def _attended(days: Select[Any]) -> Subquery:
    """A class counts once, whatever entries a person had."""
    who, _day, held, hours = days.subquery().c
    return _done(select(who, held, hours * 60).distinct())


def _passed(moments: Select[Any]) -> Subquery:
    who, _at, module, _code = moments.subquery().c
    return _done(select(who, module, literal(0)).distinct())


def _outside(claims: Select[Any]) -> Subquery:
    who, _day, claim, minutes, _topic = claims.subquery().c
    return _done(select(who, claim, minutes))


def _done(rows: Select[Any]) -> Subquery:
    """(person, what, minutes): not summed up by person, whose number no planner could guess."""
    who, what, minutes = rows.selected_columns
    columns = (who.label("person_id"), what.label("what"), minutes.label("minutes"))
    return rows.with_only_columns(*columns).subquery()


def attendances_elsewhere(period: Days, day: date) -> int:
    """Attendances within a period of people who are on no roster on its last day."""
    on_roster = select(Membership.person_id).where(Membership.on(day))
    away = class_days(period).with_only_columns(PERSON, TrainingClass.id).distinct().subquery()
    who: Any = next(iter(away.c))
    counted = select(func.count()).select_from(away).where(who.not_in(on_roster))
    return db.session.scalar(counted) or 0
