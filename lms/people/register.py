"""Every question about the roster as a register: lists, stories, how teams are made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import aliased

from lms.core.access import Actor
from lms.core.db import chunks, db
from lms.core.errors import Missing
from lms.core.keyset import MOST_COUNTED, Count, Page, Turn, count_of, every, page_of
from lms.core.names import fold, sort_key
from lms.org.models import Placement
from lms.org.queries import places_of
from lms.people.models import (
    Absence,
    AbsenceReason,
    CompositionRule,
    Contact,
    Membership,
    Person,
    PostHeld,
    RosterChange,
    Team,
    TeamPlacement,
)
from lms.people.permissions import PeoplePermission
from lms.people.queries import within_reach
from lms.people.rules import Breach, Composition, Spell, breached_since

LEAST_PHONE_DIGITS = 3


class Which(StrEnum):
    """Which people a list shows."""

    ALL = "all"
    ABSENT = "absent"
    NO_PHONE = "no-phone"
    LEFT = "left"


@dataclass(frozen=True)
class RosterRow:
    """One line of the roster; `since` is the first day of the unbroken time on rosters."""

    person: Person
    membership: Membership
    team: Team
    commune: str
    phone: str
    absence: AbsenceReason | None


@dataclass(frozen=True)
class TeamBreaches:
    """A team that is not made up as the rule asks, and since when."""

    team: Team
    commune: str
    breaches: dict[Breach, date]


@dataclass(frozen=True)
class Sought:
    """Whom a list is to show: of those the actor may look at, by name or digits of the phone.

    `map_day` says on which map their communes are named.
    """

    actor: Actor
    day: date
    map_day: date
    wanted: str = ""
    which: Which = Which.ALL

    @property
    def query(self) -> Select[UUID]:
        """Their seats."""
        return _narrow(self.day, self.wanted, self.which).where(
            _membership_of(self.which, self.day),
            within_reach(self.actor, PeoplePermission.ROSTER_READ, self.day),
            *_only(self.which),
            *_matches(self.wanted),
        )


ORDER = (Person.sort_key, Person.id)


def people(sought: Sought, turn: Turn) -> Page[RosterRow]:
    """A page of the list, by name."""
    page = page_of(sought.query, ORDER, turn)
    return page.of(_rows(sought, page.rows))


def everybody(sought: Sought) -> Iterator[list[RosterRow]]:
    """All of the list for a file, a part at a time, however many they are."""
    for some in every(sought.query, ORDER):
        yield _rows(sought, some)


def how_many(sought: Sought, *, whole: bool = False) -> Count:
    """How many the list has; of very many only that they are more, unless it is to be known."""
    return count_of(sought.query, None if whole else MOST_COUNTED)


def _rows(sought: Sought, found: Sequence[Any]) -> list[RosterRow]:
    ids = [row[0] for row in found]
    rows = [row for some in chunks(ids) for row in db.session.execute(_seats_of(sought.day, some))]
    return _lines(rows, sought.map_day)


def _narrow(day: date, wanted: str, which: Which) -> Select[Any]:
    """Ids of seats, joined only with what the question needs: sorting wide rows is slow."""
    query: Select[Any] = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .join(
            TeamPlacement, and_(TeamPlacement.team_id == Membership.team_id, TeamPlacement.on(day))
        )
    )
    if which is Which.NO_PHONE or _digits(wanted):
        query = query.outerjoin(Contact, and_(Contact.person_id == Person.id, Contact.on(day)))
    if which is Which.ABSENT:
        query = query.outerjoin(Absence, and_(Absence.person_id == Person.id, Absence.on(day)))
    return query


def _seats_of(day: date, ids: Sequence[UUID]) -> Select[Any]:
    return _seats(day).where(Membership.id.in_(ids)).order_by(Person.sort_key, Person.id)


def _seats(day: date) -> Select[Any]:
    """Every seat ever held, with what holds of the person and the team's village on a day."""
    columns: list[Any] = [Person, Membership, Team, TeamPlacement.unit_id, Contact.phone]
    return (
        select(*columns, Absence.reason)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .join(TeamPlacement, and_(TeamPlacement.team_id == Team.id, TeamPlacement.on(day)))
        .outerjoin(Contact, and_(Contact.person_id == Person.id, Contact.on(day)))
        .outerjoin(Absence, and_(Absence.person_id == Person.id, Absence.on(day)))
    )


def _membership_of(which: Which, day: date) -> ColumnElement[bool]:
    if which is not Which.LEFT:
        return Membership.on(day)
    later = aliased(Membership)
    return and_(
        Membership.until <= day,
        ~select(later.id)
        .where(later.person_id == Membership.person_id, later.since >= Membership.until)
        .exists(),
    )


def _only(which: Which) -> list[ColumnElement[bool]]:
    if which is Which.LEFT:
        return [Person.same_as_id.is_(None)]
    if which is Which.ABSENT:
        return [Absence.id.is_not(None)]
    return [Contact.id.is_(None)] if which is Which.NO_PHONE else []


def _matches(wanted: str) -> list[ColumnElement[bool]]:
    """Each word begins a word of the name; three digits or more are looked for in the phone."""
    if digits := _digits(wanted):
        return [Contact.phone.contains(digits.removeprefix("0"))]
    spaced = literal(" ") + Person.folded
    return [spaced.contains(f" {word}", autoescape=True) for word in fold(wanted).split()]


def _digits(wanted: str) -> str:
    """The digits to look for in phones; empty when a name is looked for."""
    digits = "".join(wanted.split())
    return digits if digits.isdigit() and len(digits) >= LEAST_PHONE_DIGITS else ""


def _lines(rows: Iterable[Any], map_day: date) -> list[RosterRow]:
    kept = list(rows)
    places = places_of({row[3] for row in kept}, map_day)
    return [
        RosterRow(person, membership, team, places[unit_id], phone or "", absence)
        for person, membership, team, unit_id, phone, absence in kept
    ]


def person_line(actor: Actor, permission: str, person_id: UUID, day: date) -> RosterRow:
    """The last seat of a person the actor may look at, on a roster today or not. Raises Missing."""
    last = select(func.max(Membership.since)).where(Membership.person_id == person_id)
    row = db.session.execute(
        _seats(day).where(
            Person.id == person_id,
            Membership.since == last.scalar_subquery(),
            within_reach(actor, permission, day),
        )
    ).first()
    if row is None:
        raise Missing
    return _lines([row], day)[0]


def story(person_id: UUID) -> Sequence[RosterChange]:
    """What was entered about a person, the newest day first."""
    return db.session.scalars(
        select(RosterChange)
        .where(RosterChange.person_id == person_id)
        .order_by(RosterChange.day.desc(), RosterChange.id.desc())
    ).all()


def seats(person_id: UUID) -> Sequence[tuple[Membership, Team]]:
    """Every seat a person ever had, the newest first."""
    rows = db.session.execute(
        select(Membership, Team)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.since.desc())
    )
    return [(row[0], row[1]) for row in rows]


def teams_beside(actor: Actor, permission: str, team_id: UUID, day: date) -> Sequence[Team]:
    """The teams of the same commune that the actor may act on, that team included."""
    own, above, beside = aliased(TeamPlacement), aliased(Placement), aliased(Placement)
    commune = (
        select(above.parent_id)
        .join(own, own.unit_id == above.unit_id)
        .where(own.team_id == team_id, own.on(day), above.on(day))
    )
    return db.session.scalars(
        select(Team)
        .join(TeamPlacement, and_(TeamPlacement.team_id == Team.id, TeamPlacement.on(day)))
        .join(beside, and_(beside.unit_id == TeamPlacement.unit_id, beside.on(day)))
        .where(
            beside.parent_id.in_(commune.scalar_subquery()), within_reach(actor, permission, day)
        )
        .order_by(Team.sort_key)
    ).all()


def rule_on(day: date) -> CompositionRule | None:
    """The rule for teams that holds on a day."""
    return db.session.scalar(select(CompositionRule).where(CompositionRule.on(day)))


def ill_made_teams(
    actor: Actor, day: date, rule: CompositionRule, map_day: date | None = None
) -> list[TeamBreaches]:
    """Teams within reach that the rule finds fault with, in the order of their communes."""
    asked = Composition(
        rule.least_members,
        frozenset(rule.leader_posts),
        frozenset(rule.deputy_posts),
        rule.since,
    )
    places = _teams_in_reach(actor, day, map_day or day)
    in_reach = select(TeamPlacement.team_id).where(
        TeamPlacement.on(day), within_reach(actor, PeoplePermission.ROSTER_READ, day)
    )
    seats_there = Membership.team_id.in_(in_reach)
    roles, posts = _roles_of(seats_there), _posts_of(seats_there)
    found = []
    for team, commune in places:
        here = roles.get(team.id, [])
        held = [post for seat in here for post in posts.get(seat.person_id, [])]
        first_day = min((seat.since for seat in here), default=asked.since)
        of_team = replace(asked, since=max(asked.since, first_day))
        wrong = breached_since(here, held, of_team, day)
        if wrong:
            found.append(TeamBreaches(team, commune, wrong))
    return found


def _teams_in_reach(actor: Actor, day: date, map_day: date) -> list[tuple[Team, str]]:
    rows: Any = db.session.execute(
        select(Team, TeamPlacement.unit_id)
        .join(TeamPlacement, and_(TeamPlacement.team_id == Team.id, TeamPlacement.on(day)))
        .where(within_reach(actor, PeoplePermission.ROSTER_READ, day))
    )
    kept = [(team, unit_id) for team, unit_id in rows]
    communes = places_of({unit_id for _, unit_id in kept}, map_day)
    found = [(team, communes[unit_id]) for team, unit_id in kept]
    return sorted(found, key=lambda one: (sort_key(one[1]), one[0].sort_key))


def _roles_of(condition: ColumnElement[bool]) -> dict[UUID, list[Spell]]:
    rows = db.session.execute(
        select(
            Membership.team_id,
            Membership.person_id,
            Membership.role,
            Membership.since,
            Membership.until,
        ).where(condition)
    )
    found: dict[UUID, list[Spell]] = {}
    for team_id, person_id, role, since, until in rows:
        found.setdefault(team_id, []).append(Spell(person_id, role, since, until))
    return found


def _posts_of(condition: ColumnElement[bool]) -> dict[UUID, list[Spell]]:
    """The posts ever held by whoever had a seat of which a condition holds."""
    rows = db.session.execute(
        select(PostHeld.person_id, PostHeld.post, PostHeld.since, PostHeld.until).where(
            PostHeld.person_id.in_(select(Membership.person_id).where(condition))
        )
    )
    found: dict[UUID, list[Spell]] = {}
    for person_id, post, since, until in rows:
        found.setdefault(person_id, []).append(Spell(person_id, post, since, until))
    return found
