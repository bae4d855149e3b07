"""What was done within a period, line by line, beside how far people are at its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select

from courses.models import Enrolment
from lms.core.access import Actor
from lms.core.db import db
from lms.org.models import Level
from lms.people.models import Membership, TeamPlacement
from lms.requirements import rules
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
from lms.requirements.places import Places
from lms.requirements.queries import CoverageRow, looked_at
from lms.requirements.rules import State
from lms.requirements.seats import Seats, facts_in
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
    did = _by_person(actor, where, period)
    found: dict[UUID | None, Done] = {}
    for person_id, line, met_on in _people(actor, where):
        newly = met_on is not None and period.opens <= met_on <= period.closes
        one = did.get(person_id, Done()) + Done(newly_met=int(newly))
        found[line] = found.get(line, Done()) + one
    known = {row.id for row in lines}
    apart = sum((one for line, one in found.items() if line not in known), Done())
    return [PeriodRow(row, found.get(row.id, apart)) for row in lines]


def _people(actor: Actor, where: Where) -> Iterable[tuple[UUID, UUID | None, date | None]]:
    """(person, line, the day they met the duty if they count as trained)."""
    seats = Seats(where.duty, where.day)
    columns = [Membership.person_id, Membership.team_id, TeamPlacement.unit_id, Standing.met_on]
    rows = db.session.execute(
        seats.select([*columns, *seats.flags]).where(
            looked_at(actor, where.day, where.unit_id, where.map_day)
        )
    )
    places = None if where.lines is Level.VILLAGE else Places(where.map_day)
    for person_id, team_id, unit_id, met_on, *alike in rows:
        line = places.line(unit_id, where.lines) if places else team_id
        met = rules.state(facts_in(alike)) is State.MET
        yield person_id, line, met_on if met else None


def _by_person(actor: Actor, where: Where, period: Days) -> dict[UUID, Done]:
    """What those who are looked at did; of a nation that is everybody."""
    found: dict[UUID, Done] = {}
    looked = looked_at(actor, where.day, where.unit_id, where.map_day)
    people = Seats(where.duty, where.day).select([Membership.person_id]).where(looked)
    entries = entries_of(people)
    attended = class_days(period).where(Attendance.person_id.in_(entries))
    passed = module_moments(period).where(Enrolment.person_id.in_(entries))
    outside = recognised(period).where(Claim.person_id.in_(entries))
    for person_id, number, minutes in db.session.execute(_attended(attended)):
        _add(found, person_id, Done(attendances=number, attendees=1, minutes=minutes))
    for person_id, number, _none in db.session.execute(_passed(passed)):
        _add(found, person_id, Done(completions=number))
    for person_id, number, minutes in db.session.execute(_outside(outside)):
        _add(found, person_id, Done(recognised=number, minutes=minutes))
    return found


def _add(found: dict[UUID, Done], person_id: UUID, one: Done) -> None:
    found[person_id] = found.get(person_id, Done()) + one


def _attended(days: Select[Any]) -> Any:
    """(person, classes, minutes); a class counts once, whatever entries a person had."""
    who, _day, _class, hours = days.distinct().subquery().c
    return _grouped(who, func.count(), func.sum(hours) * 60)


def _passed(moments: Select[Any]) -> Any:
    who, _at, module, _code = moments.subquery().c
    return _grouped(who, func.count(func.distinct(module)), literal(0))


def _outside(claims: Select[Any]) -> Any:
    who, _day, _claim, minutes, _topic = claims.subquery().c
    return _grouped(who, func.count(), func.sum(minutes))


def _grouped(who: Any, *columns: Any) -> Any:
    return select(who, *columns).group_by(who)


def attendances_elsewhere(period: Days, day: date) -> int:
    """Attendances within a period of people who are on no roster on its last day."""
    on_roster = select(Membership.person_id).where(Membership.on(day))
    away = class_days(period).with_only_columns(PERSON, TrainingClass.id).distinct().subquery()
    who: Any = next(iter(away.c))
    counted = select(func.count()).select_from(away).where(who.not_in(on_roster))
    return db.session.scalar(counted) or 0
