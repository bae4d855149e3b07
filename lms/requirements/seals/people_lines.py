"""The people of a package: the roster of the closing day, then who only left evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.db import chunks, db
from lms.org.queries import NamedUnit, path, subtree
from lms.people.models import Absence, Membership, Person, PostHeld, TeamPlacement
from lms.people.queries import roster
from lms.requirements.models import TrainingYear
from lms.requirements.places import Places
from lms.requirements.rules import Evidence
from lms.requirements.seals.lines import PersonLine


@dataclass(frozen=True)
class Scope:
    """What is sealed: a year, below a unit, on the roster and the map of the closing day."""

    year: TrainingYear
    unit: NamedUnit
    places: Places


@dataclass(frozen=True)
class Numbered:
    """Person → their line, team → its number: the order of contents, not of any database."""

    people: Mapping[UUID, PersonLine]
    teams: Mapping[UUID, int]


@dataclass
class _Found:
    """Lines not yet numbered, with what orders people of one team: the order of names."""

    lines: dict[UUID, PersonLine] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)

    def add(self, person: Person, line: PersonLine) -> None:
        self.lines[person.id], self.names[person.id] = line, person.sort_key


def people_of(scope: Scope, done: Mapping[UUID, Collection[Evidence]]) -> Numbered:
    """Everybody of a package, numbered by commune, team, name and all else that is known.

    Whoever is alike in all of that is alike in everything the package says.
    """
    rows = _roster(scope)
    teams = _team_numbers(scope, rows)
    found = _Found()
    _on_roster(scope, rows, teams, found)
    _off_roster(scope, done.keys(), found)

    def place(who: UUID) -> tuple[Any, ...]:
        line = found.lines[who]
        did = tuple(sorted(str(one) for one in done.get(who, ())))
        where = (not line.on_roster, line.commune_code, line.commune, line.team_ref or 0)
        return (*where, found.names[who], tuple(map(str, vars(line).values())), did)

    order = sorted(found.lines, key=place)
    numbered = {who: replace(found.lines[who], ref=n) for n, who in enumerate(order, 1)}
    return Numbered(numbered, teams)


def _roster(scope: Scope) -> list[Any]:
    day = scope.year.closes
    within = TeamPlacement.unit_id.in_(subtree([scope.unit.id], day))
    return list(
        db.session.execute(roster(day).where(within).add_columns(TeamPlacement.unit_id)).all()
    )


def _team_numbers(scope: Scope, rows: Iterable[Any]) -> dict[UUID, int]:
    places: dict[UUID, tuple[str, ...]] = {}
    members: dict[UUID, list[str]] = {}
    for person, _seat, team, unit_id in rows:
        places[team.id] = (*scope.places.commune(unit_id), team.sort_key, team.name)
        members.setdefault(team.id, []).append(f"{person.sort_key} {person.birth_year}")
    order = sorted(places, key=lambda team_id: (places[team_id], sorted(members[team_id])))
    return {team_id: number for number, team_id in enumerate(order, 1)}


def _on_roster(scope: Scope, rows: Iterable[Any], teams: Mapping[UUID, int], found: _Found) -> None:
    day = scope.year.closes
    posts: dict[UUID, list[str]] = {}
    for held in db.session.scalars(select(PostHeld).where(PostHeld.on(day))):
        posts.setdefault(held.person_id, []).append(held.post.value)
    away = {a.person_id: a.reason.value for a in db.session.scalars(_absences(scope))}
    for person, seat, team, unit_id in rows:
        code, title = scope.places.commune(unit_id)
        line = PersonLine(
            ref=0,
            on_roster=True,
            commune_code=code,
            commune=title,
            team_ref=teams[team.id],
            team=team.name,
            name=person.full_name,
            birth_year=person.birth_year,
            sex=person.sex.value if person.sex else "",
            role=seat.role.value,
            posts=tuple(sorted(set(posts.get(person.id, ())))),
            units=scope.places.codes(unit_id),
            on_roster_since=seat.on_roster_since,
            absent=away.get(person.id, ""),
        )
        found.add(person, line)


def _absences(scope: Scope) -> Any:
    """The absences of the closing day; of two for one person the reason last in the alphabet."""
    return select(Absence).where(Absence.on(scope.year.closes)).order_by(Absence.reason)


def _off_roster(scope: Scope, with_evidence: Collection[UUID], found: _Found) -> None:
    """Who did something, stands on no roster that day, and was last on one of the unit."""
    day = scope.year.closes
    on_any = set(db.session.scalars(select(Membership.person_id).where(Membership.on(day))))
    gone = sorted(set(with_evidence) - on_any)
    last = _last_units(scope, gone)
    within: set[UUID | None] = set(db.session.scalars(subtree([scope.unit.id], day)))
    if len(path(scope.unit.id, day)) == 1:
        within.add(None)  # who was never on a roster stands with the unit above all others
    kept = [who for who in gone if last.get(who) in within]
    for some in chunks(kept):
        for person in db.session.scalars(select(Person).where(Person.id.in_(some))):
            found.add(person, _gone(person))


def _last_units(scope: Scope, people: list[UUID]) -> dict[UUID, UUID]:
    """Person → the unit their last team sits in on the closing day, or sat in last."""
    placed = select(TeamPlacement).where(TeamPlacement.since <= scope.year.closes)
    units = {
        row.team_id: row.unit_id for row in db.session.scalars(placed.order_by(TeamPlacement.since))
    }
    found: dict[UUID, UUID] = {}
    for some in chunks(people):
        seats = select(Membership).where(Membership.person_id.in_(some))
        for seat in db.session.scalars(seats.order_by(Membership.since)):
            found[seat.person_id] = units[seat.team_id]
    return found


def _gone(person: Person) -> PersonLine:
    return PersonLine(
        ref=0,
        on_roster=False,
        commune_code="",
        commune="",
        team_ref=None,
        team="",
        name=person.full_name,
        birth_year=person.birth_year,
        sex=person.sex.value if person.sex else "",
        role="",
        posts=(),
        units=(),
        on_roster_since=None,
        absent="",
    )
