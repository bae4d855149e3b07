"""Every question about entries that may be one person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.keyset import FIRST, Page, Turn, page_of_list
from lms.core.pages import PAGE_SIZE
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


def pairs(
    actor: Actor, day: date, turn: Turn = FIRST, *, size: int = PAGE_SIZE
) -> tuple[Page[Pair], int]:
    """Pairs within reach that look like one person, most reasons first, without answered ones.

    A page of them, and how many there are in all.
    """
    entries = [Entry(*row) for row in db.session.execute(_entries(actor, day))]
    answered = {
        frozenset((row.one_id, row.other_id)) for row in db.session.scalars(select(TwoPeople))
    }
    found = [
        pair
        for pair in likely_pairs(entries)
        if frozenset((pair[0].id, pair[1].id)) not in answered
    ]
    page = page_of_list(found, turn, lambda one: name_of_pair(one[0].id, one[1].id), size=size)
    sides = _sides({entry.id for one, other, _ in page.rows for entry in (one, other)}, day)
    rows = [Pair(sides[one.id], sides[other.id], reasons) for one, other, reasons in page.rows]
    return page.of(rows), len(found)


def name_of_pair(one: UUID, other: UUID) -> UUID:
    """A name for a pair, for the address of the page after it."""
    return UUID(int=one.int ^ other.int)


def _entries(actor: Actor, day: date) -> Any:
    """Bare columns, in the order of an Entry: ten thousand whole rows would be slow."""
    columns: list[Any] = [
        Person.id,
        Person.folded,
        Person.birth_year,
        func.coalesce(Contact.phone, ""),
        Membership.team_id,
        Placement.parent_id,
    ]
    return (
        select(*columns)
        .join(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .join(TeamPlacement, (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(day))
        .outerjoin(Placement, (Placement.unit_id == TeamPlacement.unit_id) & Placement.on(day))
        .outerjoin(Contact, (Contact.person_id == Person.id) & Contact.on(day))
        .where(within_reach(actor, PeoplePermission.ROSTER_KEEP, day))
        .order_by(Person.sort_key, Person.id)
    )


def _sides(person_ids: Collection[UUID], day: date) -> dict[UUID, Side]:
    columns: list[Any] = [Person, Team, Contact.phone]
    rows = db.session.execute(
        select(*columns)
        .join(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .join(Team, Team.id == Membership.team_id)
        .outerjoin(Contact, (Contact.person_id == Person.id) & Contact.on(day))
        .where(Person.id.in_(person_ids))
    )
    return {person.id: Side(person, team, phone or "") for person, team, phone in rows}


def merges_into(person_id: UUID) -> Select[PersonMerge]:
    """The merges into a person that have not been undone."""
    undone = select(PersonMerge.undoes_id).where(PersonMerge.undoes_id.is_not(None))
    return select(PersonMerge).where(
        PersonMerge.kept_id == person_id,
        PersonMerge.undoes_id.is_(None),
        PersonMerge.id.not_in(undone),
    )


def merges_of(person_id: UUID) -> list[tuple[PersonMerge, str]]:
    """The merges into a person that still hold, with the merged entry's name."""
    rows = db.session.execute(
        merges_into(person_id)
        .join(Person, Person.id == PersonMerge.merged_id)
        .add_columns(Person.full_name)
    )
    return [(row[0], row[1]) for row in rows]


def get_merge(actor: Actor, merge_id: UUID, day: date) -> PersonMerge:
    """A merge into a person the actor keeps. Raises Missing."""
    found = db.session.get(PersonMerge, merge_id)
    if found is None:
        raise Missing
    get_person(actor, PeoplePermission.ROSTER_KEEP, found.kept_id, day)
    return found
