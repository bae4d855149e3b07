"""Why a roster of one day became that of another: each line with the names behind it.

opening + joined + moved in − left − moved out − found to be entered twice = closing. A person is in
exactly one line, so the sum holds by construction whatever happened to units in between.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from lms.core.access import Actor
from lms.core.db import chunks, db
from lms.org.queries import subtree
from lms.people.models import Membership, Person, Team, TeamPlacement
from lms.people.permissions import PeoplePermission
from lms.people.queries import roster, within_reach


@dataclass(frozen=True)
class Named:
    """Somebody in a line: who, and the team that explains it."""

    person: Person
    team: Team


@dataclass(frozen=True)
class Statement:
    """The lines between two days; each person changed stands in exactly one."""

    opening: int
    joined: list[Named]
    moved_in: list[Named]
    left: list[Named]
    moved_out: list[Named]
    doubles: list[Named]
    closing: int

    @property
    def adds_up(self) -> bool:
        """Whether opening, changes and closing agree."""
        gained = len(self.joined) + len(self.moved_in)
        lost = len(self.left) + len(self.moved_out) + len(self.doubles)
        return self.opening + gained - lost == self.closing


def statement(actor: Actor, since: date, until: date, unit_id: UUID | None = None) -> Statement:
    """The statement of everybody the actor may look at, below a unit if one is given."""
    before, after = _people(actor, since, unit_id), _people(actor, until, unit_id)
    came, went = after - before, before - after
    elsewhere_before, elsewhere_after = _on_any_roster(came, since), _on_any_roster(went, until)
    new, gone = _named(came, until), _named(went, since)
    doubles = {one for one in went if gone[one].person.same_as_id} - elsewhere_after
    return Statement(
        opening=len(before),
        joined=_listed(new, came - elsewhere_before),
        moved_in=_listed(new, came & elsewhere_before),
        left=_listed(gone, went - elsewhere_after - doubles),
        moved_out=_listed(gone, went & elsewhere_after),
        doubles=_listed(gone, doubles),
        closing=len(after),
    )


def _people(actor: Actor, day: date, unit_id: UUID | None) -> set[UUID]:
    """Everybody on the rosters of a day, on the map of that day."""
    below: ColumnElement[bool] = true()
    if unit_id is not None:
        below = TeamPlacement.unit_id.in_(subtree([unit_id], day))
    within = within_reach(actor, PeoplePermission.ROSTER_READ, day)
    query = roster(day).with_only_columns(Membership.person_id).where(within, below)
    return set(db.session.scalars(query))


def _named(person_ids: Collection[UUID], day: date) -> dict[UUID, Named]:
    """Those of whom the names are shown, with their team on a day."""
    return {
        person.id: Named(person, team)
        for some in chunks(list(person_ids))
        for person, _seat, team in db.session.execute(roster(day).where(Person.id.in_(some)))
    }


def _on_any_roster(person_ids: Collection[UUID], day: date) -> set[UUID]:
    query = select(Membership.person_id).where(Membership.on(day))
    return {
        one
        for some in chunks(list(person_ids))
        for one in db.session.scalars(query.where(Membership.person_id.in_(some)))
    }


def _listed(people: dict[UUID, Named], ids: Collection[UUID]) -> list[Named]:
    return sorted((people[one] for one in ids), key=lambda one: one.person.sort_key)
