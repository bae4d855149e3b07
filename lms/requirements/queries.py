"""Every question about coverage. Each list and its total come from the same rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from courses.models import ModuleCompletion
from lms.core.access import Actor
from lms.core.db import db
from lms.core.names import fold
from lms.org.models import Level, Placement
from lms.org.queries import line_of_each, subtree, units_among
from lms.people.account_models import Assistance
from lms.people.models import Membership, Person, Team, TeamPlacement
from lms.people.queries import within_reach
from lms.requirements import rules, sums
from lms.requirements.duties import Duty
from lms.requirements.evidence import PERSON, module_moments
from lms.requirements.models import Standing, TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import Counter, Coverage, State, Tally
from lms.requirements.seats import Seats, facts_in
from lms.requirements.standings import tally_in
from lms.requirements.tallying import ABOVE


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


def by_commune(
    actor: Actor,
    duty: Duty,
    day: date,
    unit_id: UUID | None = None,
    map_day: date | None = None,
    level: Level = Level.COMMUNE,
) -> list[CoverageRow]:
    """Coverage of each unit of a level the actor may look at, on the map of any day.

    People whose village was not yet on that map stand in a row of their own (`id` of nobody), so
    that the sum is the same on every map.
    """
    drawn_on = map_day or day
    tallied = sums.fresh(actor, duty, day, unit_id) if drawn_on == day else None
    if tallied and unit_id:
        found = sums.by_unit(tallied, unit_id, level)
    else:
        found = _counted_by_unit(actor, duty, day, unit_id, drawn_on, level)
    units = units_among([one for one in found if one], level, drawn_on)
    rows = [CoverageRow(u.id, u.title, u.sort_key, u.code, found.pop(u.id)) for u in units]
    return rows + ([_nowhere(rules.total(found.values()))] if found else [])


def _counted_by_unit(
    actor: Actor, duty: Duty, day: date, unit_id: UUID | None, drawn_on: date, level: Level
) -> dict[UUID | None, Coverage]:
    """The people themselves, grouped by commune, then by the unit of a level it lay in."""
    grouped = (
        figures(duty, day, ABOVE.parent_id)
        .outerjoin(ABOVE, (ABOVE.unit_id == TeamPlacement.unit_id) & ABOVE.on(drawn_on))
        .where(within_reach(actor, CoveragePermission.READ, day))
    )
    if unit_id is not None:
        grouped = grouped.where(_below(unit_id, drawn_on, day))
    return gathered(coverages(grouped), level, drawn_on, Coverage())


class Adds(Protocol):
    """Figures of people who are apart."""

    def __add__(self, other: Self) -> Self: ...


Figures = TypeVar("Figures", bound=Adds)


def gathered(
    communes: dict[UUID | None, Figures], level: Level, drawn_on: date, nothing: Figures
) -> dict[UUID | None, Figures]:
    """The figures of communes added up by the unit of a level each lay in; None: in none."""
    if level is Level.COMMUNE:
        return communes
    lines, found = line_of_each(level, drawn_on), dict[UUID | None, Figures]()
    for commune_id, figure in communes.items():
        line = lines.get(commune_id) if commune_id else None
        found[line] = found.get(line, nothing) + figure
    return found


_LIES = aliased(Placement)
NOWHERE = UUID(int=0)


def _below(unit_id: UUID, drawn_on: date, day: date) -> ColumnElement[bool]:
    """Below a unit of the map; the top one holds those not on the map as well."""
    inside = TeamPlacement.unit_id.in_(subtree([unit_id], drawn_on))
    if drawn_on == day:
        return inside
    lies = exists().where(_LIES.unit_id == unit_id, _LIES.on(drawn_on))
    return or_(inside, ~lies & TeamPlacement.unit_id.in_(subtree([unit_id], day)))


def looked_at(actor: Actor, day: date, unit_id: UUID, map_day: date) -> ColumnElement[bool]:
    """The condition that a row of `Seats` lies below a unit of a map and within reach."""
    within = within_reach(actor, CoveragePermission.READ, day)
    reach = actor.reach(CoveragePermission.READ)
    if reach.everywhere and unit_id in reach.unit_ids and map_day == day:
        return within  # the nation itself: everybody lies below it
    return and_(within, _below(unit_id, map_day, day))


def _nowhere(coverage: Coverage) -> CoverageRow:
    return CoverageRow(NOWHERE, _("Not on this map"), "99", None, coverage)


def by_team(
    actor: Actor, duty: Duty, day: date, unit_id: UUID, map_day: date | None = None
) -> list[CoverageRow]:
    """Coverage of each team that lies below a unit of the map and that the actor may look at."""
    drawn_on = map_day or day
    tallied = sums.fresh(actor, duty, day, unit_id) if drawn_on == day else None
    if tallied and tallied.level is Level.COMMUNE:
        found = sums.by_team(tallied, unit_id)
        wanted = select(Team).where(Team.id.in_(found))
    else:
        inside = TeamPlacement.unit_id.in_(subtree([unit_id], drawn_on))
        grouped = figures(duty, day, Membership.team_id).where(
            within_reach(actor, CoveragePermission.READ, day), inside
        )
        found = coverages(grouped)
        wanted = select(Team).join(
            TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day)
        )
        wanted = wanted.where(inside)
    return [
        CoverageRow(t.id, t.name, t.sort_key, None, found[t.id])
        for t in db.session.scalars(wanted)
        if t.id in found
    ]


def figures(duty: Duty, day: date, key: Any) -> Select[Any]:
    """People alike and what they did, grouped by a column: what `coverages` adds up."""
    seats = Seats(duty, day)
    alike = seats.flags
    done = [
        func.coalesce(func.sum(column), 0)
        for column in (
            Standing.attendances,
            Standing.completions,
            Standing.recognised,
            Standing.minutes,
        )
    ]
    names = [flag.name for flag in alike]
    return seats.select([key.label("place"), func.count(), *done, *alike]).group_by("place", *names)


def coverages(grouped: Select[Any]) -> dict[Any, Coverage]:
    """Key → coverage, each group of people alike judged once by the one rule."""
    found: dict[Any, Counter] = {}
    for key, people, attended, completed, recognised, minutes, *alike in db.session.execute(
        grouped
    ):
        done = (attended, completed, recognised, minutes)
        found.setdefault(key, Counter()).add(rules.state(facts_in(alike)), people, done)
    return {key: counter.coverage for key, counter in found.items()}


def all_in(actor: Actor, duty: Duty, day: date) -> Coverage:
    """The coverage of everybody the actor may look at, by the tallies where they can say it."""
    reach = actor.reach(CoveragePermission.READ)
    if len(reach.unit_ids) == 1 and not reach.team_ids:
        tallied = sums.of_unit(actor, duty, day, next(iter(reach.unit_ids)))
        if tallied is not None:
            return tallied
    return counted_in(actor, duty, day)


def counted_in(actor: Actor, duty: Duty, day: date) -> Coverage:
    """The same, counted person by person."""
    everybody = figures(duty, day, literal_column("1")).where(
        within_reach(actor, CoveragePermission.READ, day)
    )
    return rules.total(coverages(everybody).values())


def met_days(actor: Actor, duty: Duty, day: date, unit_id: UUID, map_day: date) -> dict[date, int]:
    """Day → how many of those who count as trained on the roster of a day met the duty on it."""
    tallied = sums.fresh(actor, duty, day, unit_id) if map_day == day else None
    if tallied:
        return sums.met_days(tallied, unit_id)
    grouped = figures(duty, day, Standing.met_on).where(
        within_reach(actor, CoveragePermission.READ, day), _below(unit_id, map_day, day)
    )
    return {on: found.met for on, found in coverages(grouped).items() if found.met}


def of_team(duty: Duty, day: date, team_id: UUID) -> list[PersonRow]:
    """Everybody of a team with their standing, in the order of Vietnamese lists."""
    rows = db.session.execute(
        _people(duty, day).where(Membership.team_id == team_id).order_by(Person.sort_key)
    )
    return [_person_row(*row) for row in rows]


def people_in(
    actor: Actor, duty: Duty, day: date, unit_id: UUID, map_day: date, states: Collection[State]
) -> list[UUID]:
    """The ids of everybody below a unit in one of these states, in the order of names.

    The rule judges each alone, so that the names are those the figure counted.
    """
    seats = Seats(duty, day)
    rows = db.session.execute(
        seats.select([Membership.person_id, *seats.flags])
        .join(Person, Person.id == Membership.person_id)
        .where(within_reach(actor, CoveragePermission.READ, day), _below(unit_id, map_day, day))
        .order_by(Person.sort_key, Person.id)
    )
    return [row[0] for row in rows if rules.state(facts_in(row[1:])) in states]


def named(duty: Duty, day: date, person_ids: Sequence[UUID]) -> list[tuple[PersonRow, Team]]:
    """These people with their standing and team, in the order of names."""
    query = (
        _people(duty, day)
        .join(Team, Team.id == Membership.team_id)
        .add_columns(Team)
        .where(Person.id.in_(person_ids))
        .order_by(Person.sort_key, Person.id)
    )
    return [(_person_row(*row[:-1]), row[-1]) for row in db.session.execute(query)]


def find_people(
    actor: Actor,
    duty: Duty,
    day: date,
    words: Sequence[str],
    *,
    unit_id: UUID,
    map_day: date,
    most: int,
) -> list[tuple[PersonRow, Team]]:
    """People below a unit the actor may look at whose folded name has all the words."""
    query = (
        _people(duty, day)
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
    return [(_person_row(*row[:-1]), row[-1]) for row in db.session.execute(query)]


def _people(duty: Duty, day: date) -> Select[Any]:
    seats = Seats(duty, day)
    return seats.select([Person, Membership, Standing, *seats.flags]).join(
        Person, Person.id == Membership.person_id
    )


def _person_row(
    person: Person, membership: Membership, standing: Standing | None, *alike: Any
) -> PersonRow:
    return PersonRow(person, membership, tally_in(standing), rules.state(facts_in(alike)))


def standing_of(person_id: UUID, duty: Duty, day: date) -> PersonRow | None:
    """A person's own standing; None when on no roster."""
    row = db.session.execute(_people(duty, day).where(Membership.person_id == person_id)).first()
    return _person_row(*row) if row else None


def assisted(
    actor: Actor, year: TrainingYear, duty: Duty, day: date, unit_id: UUID, map_day: date
) -> int:
    """Modules of the year that people below a unit passed while somebody helped them."""
    helped = (
        module_moments(year)
        .with_only_columns(ModuleCompletion.enrolment_id, PERSON)
        .join(Assistance, Assistance.person_id == Person.id)
        .where(
            Assistance.started_at <= ModuleCompletion.completed_at,
            Assistance.ended_at >= ModuleCompletion.completed_at,
        )
    )
    found = {row[0]: row[1] for row in db.session.execute(helped)}
    if not found:
        return 0
    inside = (
        Seats(duty, day)
        .select([Membership.person_id])
        .where(
            Membership.person_id.in_(set(found.values())),
            within_reach(actor, CoveragePermission.READ, day),
            _below(unit_id, map_day, day),
        )
    )
    kept = set(db.session.scalars(inside))
    return sum(person_id in kept for person_id in found.values())


def attendances_elsewhere(duty: Duty, day: date) -> int:
    """Attendances (lượt) of people who are on no roster on the day: they stay counted, apart."""
    on_roster = select(Membership.person_id).where(Membership.on(day))
    return (
        db.session.scalar(
            select(func.coalesce(func.sum(Standing.attendances), 0)).where(
                Standing.version_id == duty.version.id, Standing.person_id.not_in(on_roster)
            )
        )
        or 0
    )


SORTS: Mapping[str, Callable[[CoverageRow], Any]] = {
    "name": attrgetter("sort_key"),
    "members": lambda row: row.coverage.members,
    "bound": lambda row: row.coverage.bound,
    "met": lambda row: row.coverage.met,
    "due": lambda row: row.coverage.to_reach,
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
