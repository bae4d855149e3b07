"""Whom to call this week: everybody still to reach, team by team, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from lms.core.access import Actor
from lms.core.db import db
from lms.people.models import Absence, Membership, Person, Team, TeamPlacement, TeamRole
from lms.people.permissions import PeoplePermission
from lms.people.queries import phones_of, within_reach
from lms.requirements.duties import Duty
from lms.requirements.evidence import evidence_of
from lms.requirements.models import TrainingYear
from lms.requirements.rules import Rule, State, state, still_asked
from lms.requirements.seats import Seats, facts_in

MOST_ON_A_PAGE = 60
# Whom to call first. Whoever cannot be reached comes last: asking the family is what is left.
ORDER = (State.OVERDUE, State.DUE, State.ON_THE_WAY, State.UNREACHABLE)


@dataclass(frozen=True)
class Call:
    """One person to call: where they stand, until when they have time, what is still asked."""

    person: Person
    state: State
    last_day: date
    still: Rule
    absence: Absence | None
    phone: str


@dataclass(frozen=True)
class TeamCalls:
    """The people of a team to call, and its leaders with their phones."""

    team: Team
    leaders: list[tuple[Person, str]]
    calls: list[Call]

    @property
    def reachable(self) -> list[Call]:
        """Those who can be called; the others are asked about, not written to a chat group."""
        return [call for call in self.calls if call.state is not State.UNREACHABLE]


def of_team(team_id: UUID) -> ColumnElement[bool]:
    """The condition for one team, for `call_list`."""
    return Membership.team_id == team_id


def call_list(
    year: TrainingYear, duty: Duty, day: date, condition: ColumnElement[bool]
) -> list[TeamCalls]:
    """Everybody still to reach among those on a roster of whom a condition holds."""
    found: dict[UUID, list[tuple[Person, State, date]]] = {}
    teams: dict[UUID, Team] = {}
    for person, team, last_day, where in _left(duty, day, condition):
        teams[team.id] = team
        found.setdefault(team.id, []).append((person, where, last_day))
    ids = [person.id for people in found.values() for person, _state, _day in people]
    leaders = _leaders(found.keys(), day)
    leader_ids = [one.id for people in leaders.values() for one in people]
    phones, done, away = (
        phones_of([*ids, *leader_ids], day),
        evidence_of(year, ids),
        _away(ids, day),
    )
    return [
        TeamCalls(
            team,
            [(one, phones.get(one.id, "")) for one in leaders.get(team_id, [])],
            [
                Call(
                    person,
                    where,
                    last_day,
                    still_asked(done.get(person.id, ()), duty.rule),
                    away.get(person.id),
                    phones.get(person.id, ""),
                )
                for person, where, last_day in sorted(found[team_id], key=_urgency)
            ],
        )
        for team_id, team in teams.items()
    ]


def _urgency(one: tuple[Person, State, date]) -> tuple[int, date, str]:
    person, where, last_day = one
    return ORDER.index(where), last_day, person.sort_key


def _left(
    duty: Duty, day: date, condition: ColumnElement[bool]
) -> Iterator[tuple[Person, Team, date, State]]:
    """Everybody still to reach, in the order of teams, judged by the one rule."""
    seats = Seats(duty, day)
    rows = db.session.execute(
        seats.select([Person, Team, seats.last_day, *seats.flags])
        .join(Person, Person.id == Membership.person_id)
        .join(Team, Team.id == Membership.team_id)
        .where(condition)
        .order_by(Team.sort_key, Team.id)
    )
    for person, team, last_day, *alike in rows:
        where = state(facts_in(alike))
        if where in ORDER:
            yield person, team, last_day, where


def _leaders(team_ids: Collection[UUID], day: date) -> dict[UUID, list[Person]]:
    rows = db.session.execute(
        select(Membership.team_id, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.team_id.in_(team_ids),
            Membership.on(day),
            Membership.role == TeamRole.LEADER,
        )
        .order_by(Person.sort_key)
    )
    found: dict[UUID, list[Person]] = {}
    for team_id, person in rows:
        found.setdefault(team_id, []).append(person)
    return found


def _away(person_ids: Collection[UUID], day: date) -> dict[UUID, Absence]:
    rows = select(Absence).where(Absence.person_id.in_(person_ids), Absence.on(day))
    return {one.person_id: one for one in db.session.scalars(rows)}


def page_of(
    teams: Sequence[TeamCalls], number: int, most: int = MOST_ON_A_PAGE
) -> tuple[list[TeamCalls], bool]:
    """One page of whole teams with about so many people, and whether there are more."""
    pages: list[list[TeamCalls]] = [[]]
    for team in teams:
        if pages[-1] and sum(len(one.calls) for one in pages[-1]) + len(team.calls) > most:
            pages.append([])
        pages[-1].append(team)
    return (pages[number - 1] if number <= len(pages) else []), number < len(pages)


def teams_with_phones(actor: Actor, teams: Collection[TeamCalls], day: date) -> set[UUID]:
    """The teams whose full phones the actor may look at."""
    rows = select(TeamPlacement.team_id).where(
        TeamPlacement.team_id.in_([one.team.id for one in teams]),
        TeamPlacement.on(day),
        within_reach(actor, PeoplePermission.PHONE_LOOK, day),
    )
    return set(db.session.scalars(rows))
