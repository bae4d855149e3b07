"""Every question about entries that may be one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.org.models import Placement
from lms.people.models import (
    Contact,
    Membership,
    Person,
    PersonMerge,
    Team,
    TeamPlacement,
    TwoPeople,
)
from lms.people.permissions import PeoplePermission
from lms.people.queries import get_person, within_reach
from lms.people.rules import Entry, Likeness, likely_pairs


@dataclass(frozen=True)
class Side:
    """One of two entries, as a list shows it."""

    person: Person
    team: Team
    phone: str


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one person, and why."""

    one: Side
    other: Side
    reasons: frozenset[Likeness]


def pairs(actor: Actor, day: date) -> list[Pair]:
    """Pairs within reach that look like one person, most reasons first, without answered ones."""
    sides: dict[UUID, Side] = {}
    entries = []
    for person, team, phone, commune_id in db.session.execute(_entries(actor, day)):
        sides[person.id] = Side(person, team, phone or "")
        entries.append(
            Entry(person.id, person.folded, person.birth_year, phone or "", team.id, commune_id)
        )
    answered = {
        frozenset((row.one_id, row.other_id)) for row in db.session.scalars(select(TwoPeople))
    }
    return [
        Pair(sides[one.id], sides[other.id], reasons)
        for one, other, reasons in likely_pairs(entries)
        if frozenset((one.id, other.id)) not in answered
    ]


def _entries(actor: Actor, day: date) -> Any:
    columns: list[Any] = [Person, Team, Contact.phone, Placement.parent_id]
    return (
        select(*columns)
        .join(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .join(Team, Team.id == Membership.team_id)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .outerjoin(Placement, (Placement.unit_id == TeamPlacement.unit_id) & Placement.on(day))
        .outerjoin(Contact, (Contact.person_id == Person.id) & Contact.on(day))
        .where(within_reach(actor, PeoplePermission.ROSTER_KEEP, day))
        .order_by(Person.sort_key, Person.id)
    )


def merges_of(person_id: UUID) -> list[tuple[PersonMerge, str]]:
    """The merges into a person that still hold, with the merged entry's name."""
    undone = select(PersonMerge.undoes_id).where(PersonMerge.undoes_id.is_not(None))
    rows = db.session.execute(
        select(PersonMerge, Person.full_name)
        .join(Person, Person.id == PersonMerge.merged_id)
        .where(
            PersonMerge.kept_id == person_id,
            PersonMerge.undoes_id.is_(None),
            PersonMerge.id.not_in(undone),
        )
    )
    return [(row[0], row[1]) for row in rows]


def get_merge(actor: Actor, merge_id: UUID, day: date) -> PersonMerge:
    """A merge into a person the actor keeps. Raises Missing."""
    found = db.session.get(PersonMerge, merge_id)
    if found is None:
        raise Missing
    get_person(actor, PeoplePermission.ROSTER_KEEP, found.kept_id, day)
    return found
