"""Every question about coverage. Each list and its total come from the same rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from courses.models import Enrolment, ModuleCompletion
from lms.core.access import Actor
from lms.core.clock import ZONE, local_day
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.names import fold
from lms.org.models import Level, Placement
from lms.org.queries import subtree, units_of
from lms.people.account_models import Assistance
from lms.people.models import Absence, Membership, Person, Team, TeamPlacement
from lms.people.queries import within_reach
from lms.requirements import rules
from lms.requirements.models import Standing, TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import Coverage, Duty, Evidence, EvidenceKind, State, Tally
from lms.training.models import Attendance, TrainingClass


@dataclass(frozen=True)
class CoverageRow:
    """One line of a coverage table: a commune or a team."""

    id: UUID
    title: str
    sort_key: str
    code: str | None
    coverage: Coverage


@dataclass(frozen=True)
class PersonRow:
    """One person of a team in a year."""

    person: Person
    membership: Membership
    tally: Tally
    state: State


def find_year(year: int) -> TrainingYear | None:
    """A training year."""
    return db.session.get(TrainingYear, year)


def get_year(year: int) -> TrainingYear:
    """A training year. Raises Missing."""
    found = find_year(year)
    if found is None:
        raise Missing
    return found


def year_of(day: date) -> TrainingYear | None:
    """The training year a day falls in."""
    return db.session.scalar(
        select(TrainingYear).where(TrainingYear.opens <= day, TrainingYear.closes >= day)
    )


def years() -> Sequence[TrainingYear]:
    """All training years, the newest first."""
    return db.session.scalars(select(TrainingYear).order_by(TrainingYear.year.desc())).all()


def duty_of(year: TrainingYear) -> Duty:
    """The year's duty as the rules take it."""
    return Duty(year.joined_before, year.needed_classes, year.needed_modules)


def counted_on(year: TrainingYear, today: date) -> date:
    """The day whose roster counts: today, or the year's last day once it is over."""
    return max(year.opens, min(today, year.closes))


# --- evidence, straight from the facts ---------------------------------------------------------


# An entry merged into another counts for that one.
_PERSON: Any = func.coalesce(Person.same_as_id, Person.id)


def _class_days(year: TrainingYear) -> Select[Any]:
    return (
        select(_PERSON, TrainingClass.held_on, TrainingClass.id)
        .join(Attendance, Attendance.class_id == TrainingClass.id)
        .join(Person, Person.id == Attendance.person_id)
        .where(TrainingClass.held_on.between(year.opens, year.closes))
    )


def _module_moments(year: TrainingYear) -> Select[Any]:
    first = datetime.combine(year.opens, time(), ZONE)
    after = datetime.combine(year.closes + timedelta(days=1), time(), ZONE)
    return (
        select(_PERSON, ModuleCompletion.completed_at, Enrolment.module_id)
        .join(Enrolment, Enrolment.id == ModuleCompletion.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(ModuleCompletion.completed_at >= first, ModuleCompletion.completed_at < after)
    )


def tallies(year: TrainingYear, person_ids: Collection[UUID] | None = None) -> dict[UUID, Tally]:
    """Person → what they did, counted from the facts; None counts everybody with evidence.

    A class or module counts once for a person, even when two merged entries both have it.
    """
    found: dict[UUID, dict[UUID, Evidence]] = {}
    classes, modules = _class_days(year), _module_moments(year)
    if person_ids is not None:
        classes = classes.where(_PERSON.in_(person_ids))
        modules = modules.where(_PERSON.in_(person_ids))
    for person_id, on, class_id in db.session.execute(classes):
        found.setdefault(person_id, {})[class_id] = Evidence(EvidenceKind.CLASS, on)
    for person_id, at, module_id in db.session.execute(
        modules.order_by(ModuleCompletion.completed_at.desc())
    ):
        found.setdefault(person_id, {})[module_id] = Evidence(EvidenceKind.MODULE, local_day(at))
    duty = duty_of(year)
    return {person_id: rules.tally(done.values(), duty) for person_id, done in found.items()}


def people_with_evidence(year: TrainingYear) -> set[UUID]:
    """Everybody who did anything in a year, on a roster today or not."""
    classes = _class_days(year).with_only_columns(_PERSON)
    modules = _module_moments(year).with_only_columns(_PERSON)
    return set(db.session.scalars(classes)) | set(db.session.scalars(modules))


def standings(year: TrainingYear) -> dict[UUID, Tally]:
    """Person → what the projection says they did."""
    rows = db.session.scalars(select(Standing).where(Standing.year == year.year))
    return {row.person_id: _tally(row) for row in rows}


def _tally(row: Standing | None) -> Tally:
    return Tally(row.attendances, row.completions, row.met_on) if row else Tally(0, 0, None)


# --- coverage, from the roster of a day and the projection ----------------------------------------


def _seats(year: TrainingYear, day: date, columns: Iterable[Any]) -> Select[Any]:
    """Everybody on a roster on a day, with the village of the team and their standing."""
    return (
        select(*columns)
        .select_from(Membership)
        .join(
            TeamPlacement,
            (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(day),
        )
        .outerjoin(
            Standing,
            (Standing.person_id == Membership.person_id) & (Standing.year == year.year),
        )
        .where(Membership.on(day))
    )


def _figures(year: TrainingYear) -> list[ColumnElement[Any]]:
    """Whether they joined in time, whether they met the duty, and three sums."""
    return [
        (Membership.on_roster_since < year.joined_before).label("in_time"),
        Standing.met_on.is_not(None).label("met"),
        func.count().label("people"),
        func.coalesce(func.sum(Standing.attendances), 0),
        func.coalesce(func.sum(Standing.completions), 0),
    ]


def by_commune(
    actor: Actor,
    year: TrainingYear,
    day: date,
    unit_id: UUID | None = None,
    map_day: date | None = None,
    level: Level = Level.COMMUNE,
) -> list[CoverageRow]:
    """Coverage of each commune (or district) the actor may look at, on the map of any day.

    People whose village was not yet on that map stand in a row of their own (`id` of nobody), so
    that the sum is the same on every map.
    """
    drawn_on = map_day or day
    key = _place_key(level)
    grouped = (
        _seats(year, day, [key, *_figures(year)])
        .outerjoin(_ABOVE, (_ABOVE.unit_id == TeamPlacement.unit_id) & _ABOVE.on(drawn_on))
        .where(within_reach(actor, CoveragePermission.READ, day))
        .group_by(key, "in_time", "met")
        .order_by(key)
    )
    if level is Level.DISTRICT:
        grouped = grouped.outerjoin(
            _HIGHER, (_HIGHER.unit_id == _ABOVE.parent_id) & _HIGHER.on(drawn_on)
        )
    if unit_id is not None:
        grouped = grouped.where(_below(unit_id, drawn_on, day))
    found = _coverages(grouped)
    units = [unit for unit in units_of(level, drawn_on) if unit.id in found]
    rows = [CoverageRow(u.id, u.title, u.sort_key, u.code, found.pop(u.id)) for u in units]
    return rows + [_nowhere(rest) for rest in found.values()]


_ABOVE, _HIGHER = aliased(Placement), aliased(Placement)
NOWHERE = UUID(int=0)


def _place_key(level: Level) -> Any:
    return _HIGHER.parent_id if level is Level.DISTRICT else _ABOVE.parent_id


def _below(unit_id: UUID, drawn_on: date, day: date) -> ColumnElement[bool]:
    """Below a unit of the map; the top one holds those not on the map as well."""
    below = TeamPlacement.unit_id.in_(subtree([unit_id], drawn_on))
    if drawn_on == day:
        return below
    return or_(below, TeamPlacement.unit_id.in_(subtree([unit_id], day)))


def _nowhere(coverage: Coverage) -> CoverageRow:
    return CoverageRow(NOWHERE, _("Not on this map"), "99", None, coverage)


def by_team(
    actor: Actor, year: TrainingYear, day: date, unit_id: UUID, map_day: date | None = None
) -> list[CoverageRow]:
    """Coverage of each team that lies below a unit of the map and that the actor may look at."""
    drawn_on = map_day or day
    grouped = (
        _seats(year, day, [Membership.team_id, *_figures(year)])
        .where(
            within_reach(actor, CoveragePermission.READ, day),
            TeamPlacement.unit_id.in_(subtree([unit_id], drawn_on)),
        )
        .group_by(Membership.team_id, "in_time", "met")
        .order_by(Membership.team_id)
    )
    found = _coverages(grouped)
    teams = db.session.scalars(
        select(Team)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .where(TeamPlacement.unit_id.in_(subtree([unit_id], drawn_on)))
    )
    return [
        CoverageRow(t.id, t.name, t.sort_key, None, found[t.id]) for t in teams if t.id in found
    ]


def _coverages(grouped: Select[Any]) -> dict[UUID, Coverage]:
    rows = db.session.execute(grouped).all()
    return {
        key: rules.coverage(
            (rules.state(joined_in_time=bool(row[1]), met=bool(row[2])), row[3], row[4], row[5])
            for row in some
        )
        for key, some in groupby(rows, key=lambda row: row[0])
    }


def of_team(year: TrainingYear, day: date, team_id: UUID) -> list[PersonRow]:
    """Everybody of a team with their standing, in the order of Vietnamese lists."""
    rows = db.session.execute(
        _people(year, day).where(Membership.team_id == team_id).order_by(Person.sort_key)
    )
    return [_person_row(year, *row) for row in rows]


def find_people(
    actor: Actor,
    year: TrainingYear,
    day: date,
    words: Sequence[str],
    *,
    unit_id: UUID,
    map_day: date,
    most: int,
) -> list[tuple[PersonRow, Team]]:
    """People below a unit the actor may look at whose folded name has all the words."""
    query = (
        _people(year, day)
        .join(Team, Team.id == Membership.team_id)
        .add_columns(Team)
        .where(
            within_reach(actor, CoveragePermission.READ, day),
            _below(unit_id, map_day, day),
            *(Person.folded.contains(word, autoescape=True) for word in words),
        )
        .order_by(Person.sort_key)
        .limit(most)
    )
    return [(_person_row(year, *row[:3]), row[3]) for row in db.session.execute(query)]


def _people(year: TrainingYear, day: date) -> Select[Any]:
    return _seats(year, day, [Person, Membership, Standing]).join(
        Person, Person.id == Membership.person_id
    )


def _person_row(
    year: TrainingYear, person: Person, membership: Membership, standing: Standing | None
) -> PersonRow:
    done = _tally(standing)
    state = rules.state(
        joined_in_time=membership.on_roster_since < year.joined_before, met=done.met_on is not None
    )
    return PersonRow(person, membership, done, state)


def standing_of(person_id: UUID, year: TrainingYear, day: date) -> PersonRow | None:
    """A person's own standing; None when on no roster."""
    row = db.session.execute(_people(year, day).where(Membership.person_id == person_id)).first()
    return _person_row(year, *row) if row else None


@dataclass(frozen=True)
class Apart:
    """What is counted and shown apart: who cannot be reached, and what was done with help."""

    absent: int
    absent_due: int
    assisted: int


def apart(actor: Actor, year: TrainingYear, day: date, unit_id: UUID, map_day: date) -> Apart:
    """People below a unit who cannot be reached, and modules of the year passed with help."""
    here = (
        within_reach(actor, CoveragePermission.READ, day),
        _below(unit_id, map_day, day),
    )
    in_time = Membership.on_roster_since < year.joined_before
    due = case((and_(in_time, Standing.met_on.is_(None)), 1), else_=0)
    away = select(Absence.person_id).where(Absence.on(day))
    absent = _seats(year, day, [func.count(), func.coalesce(func.sum(due), 0)])
    row = db.session.execute(absent.where(Membership.person_id.in_(away), *here)).one()
    return Apart(row[0], row[1], _assisted(year, _seats(year, day, [Membership.person_id]), here))


def _assisted(year: TrainingYear, people: Select[Any], here: Sequence[ColumnElement[bool]]) -> int:
    """Modules of the year that these people passed while somebody helped them."""
    helped = (
        _module_moments(year)
        .with_only_columns(ModuleCompletion.enrolment_id, _PERSON)
        .join(Assistance, Assistance.person_id == Person.id)
        .where(
            Assistance.started_at <= ModuleCompletion.completed_at,
            Assistance.ended_at >= ModuleCompletion.completed_at,
        )
    )
    found = {row[0]: row[1] for row in db.session.execute(helped)}
    if not found:
        return 0
    inside = people.where(Membership.person_id.in_(set(found.values())), *here)
    kept = set(db.session.scalars(inside))
    return sum(person_id in kept for person_id in found.values())


def attendances_elsewhere(year: TrainingYear, day: date) -> int:
    """Attendances (lượt) of people who are on no roster on the day: they stay counted, apart."""
    on_roster = select(Membership.person_id).where(Membership.on(day))
    return (
        db.session.scalar(
            select(func.coalesce(func.sum(Standing.attendances), 0)).where(
                Standing.year == year.year, Standing.person_id.not_in(on_roster)
            )
        )
        or 0
    )


SORTS: Mapping[str, Callable[[CoverageRow], Any]] = {
    "name": attrgetter("sort_key"),
    "members": lambda row: row.coverage.members,
    "bound": lambda row: row.coverage.bound,
    "met": lambda row: row.coverage.met,
    "due": lambda row: row.coverage.due,
    "rate": lambda row: -1 if row.coverage.rate is None else row.coverage.rate,
    "attendances": lambda row: row.coverage.attendances,
    "completions": lambda row: row.coverage.completions,
}


def arranged(
    rows: Sequence[CoverageRow], column: str, *, descending: bool, words: Sequence[str] = ()
) -> list[CoverageRow]:
    """Rows whose folded title has all the words, ordered; equals stay in the order of names."""
    kept = [row for row in rows if all(word in fold(row.title) for word in words)]
    by_name = sorted(kept, key=SORTS["name"])
    return sorted(by_name, key=SORTS[column], reverse=descending)
