"""Every question about people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true, union
from sqlalchemy.orm import aliased

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.org.queries import subtree
from lms.people.models import (
    Contact,
    Membership,
    Person,
    Post,
    PostHeld,
    RoleGrant,
    Team,
    TeamPlacement,
)


@dataclass(frozen=True)
class Seat:
    """Where somebody sits on a day: the team and the unit (village) it sits in."""

    membership: Membership
    team: Team
    unit_id: UUID


def within_reach(actor: Actor, permission: str, day: date) -> ColumnElement[bool]:
    """The condition that a Membership ⨝ TeamPlacement row lies where the actor may look."""
    reach = actor.reach(permission)
    if reach.everywhere:
        return true()  # no tree of 94,000 villages is walked to find out that all lie in it
    in_units = TeamPlacement.unit_id.in_(subtree(reach.unit_ids, day))
    if not reach.team_ids:
        return in_units
    if not reach.unit_ids:
        return TeamPlacement.team_id.in_(reach.team_ids)
    # Not the one OR the other: no index helps that, and a nation would be read for one team.
    there = aliased(TeamPlacement)
    below = select(there.team_id).where(
        there.unit_id.in_(subtree(reach.unit_ids, day)), there.on(day)
    )
    own = select(Team.id).where(Team.id.in_(reach.team_ids))
    return TeamPlacement.team_id.in_(union(below, own))


def roster(day: date) -> Select[Person, Membership, Team]:
    """Everybody on a roster on a day, with membership and team."""
    return (
        select(Person, Membership, Team)
        .join(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .join(Team, Team.id == Membership.team_id)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
    )


def ids_on_roster(unit_ids: Collection[UUID], day: date) -> Select[UUID]:
    """Ids of everybody on a roster below units on a day; for use in `IN`, beside other ids."""
    return (
        select(Membership.person_id)
        .join(TeamPlacement, TeamPlacement.team_id == Membership.team_id)
        .where(
            Membership.on(day), TeamPlacement.on(day),
            TeamPlacement.unit_id.in_(subtree(unit_ids, day)),
        )
    )  # fmt: skip


def get_team(actor: Actor, permission: str, team_id: UUID, day: date) -> Team:
    """A team the actor may look at. Raises Missing."""
    found = db.session.scalar(
        select(Team)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .where(Team.id == team_id, within_reach(actor, permission, day))
    )
    if found is None:
        raise Missing
    return found


def unit_of_team(team_id: UUID, day: date) -> UUID:
    """The unit a team sits in on a day. Raises Missing."""
    found = db.session.scalar(
        select(TeamPlacement.unit_id).where(TeamPlacement.team_id == team_id, TeamPlacement.on(day))
    )
    if found is None:
        raise Missing
    return found


def get_person(actor: Actor, permission: str, person_id: UUID, day: date) -> Person:
    """A person on a roster the actor may look at. Raises Missing."""
    found = db.session.execute(
        roster(day).where(Person.id == person_id, within_reach(actor, permission, day))
    ).first()
    if found is None:
        raise Missing
    person: Person = found[0]
    return person


def seat_of(person_id: UUID, day: date) -> Seat | None:
    """Where somebody sits on a day; None when on no roster."""
    row = db.session.execute(
        select(Membership, Team, TeamPlacement.unit_id)
        .join(Team, Team.id == Membership.team_id)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .where(Membership.person_id == person_id, Membership.on(day))
    ).first()
    return Seat(*row) if row else None


def seats_of(person_ids: Collection[UUID], day: date) -> dict[UUID, Seat]:
    """Person → where they sit on a day; nothing for somebody on no roster."""
    rows = db.session.execute(
        select(Membership, Team, TeamPlacement.unit_id)
        .join(Team, Team.id == Membership.team_id)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .where(Membership.person_id.in_(person_ids), Membership.on(day))
    )
    return {row[0].person_id: Seat(*row) for row in rows}


def posts_of(person_ids: Collection[UUID], day: date) -> dict[UUID, list[Post]]:
    """The posts people hold on a day."""
    found: dict[UUID, list[Post]] = {}
    query = select(PostHeld).where(PostHeld.person_id.in_(person_ids), PostHeld.on(day))
    for held in db.session.scalars(query.order_by(PostHeld.post)):
        found.setdefault(held.person_id, []).append(held.post)
    return found


def phones_of(person_ids: Collection[UUID], day: date) -> dict[UUID, str]:
    """The phone of each person who has one on a day."""
    query = select(Contact).where(Contact.person_id.in_(person_ids), Contact.on(day))
    return {contact.person_id: contact.phone for contact in db.session.scalars(query)}


def heads_below(unit_ids: Collection[UUID], day: date) -> dict[UUID, tuple[int, int]]:
    """Village → its teams and the people on their rosters on a day."""
    rows = db.session.execute(
        select(
            TeamPlacement.unit_id,
            func.count(func.distinct(TeamPlacement.team_id)),
            func.count(Membership.id),
        )
        .outerjoin(Membership, (Membership.team_id == TeamPlacement.team_id) & Membership.on(day))
        .where(TeamPlacement.unit_id.in_(unit_ids), TeamPlacement.on(day))
        .group_by(TeamPlacement.unit_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def teams_in(unit_ids: Collection[UUID], day: date) -> Sequence[tuple[Team, UUID]]:
    """The teams that sit in units on a day, each with its unit."""
    rows = db.session.execute(
        select(Team, TeamPlacement.unit_id)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .where(TeamPlacement.unit_id.in_(unit_ids))
        .order_by(Team.sort_key)
    )
    return [(row[0], row[1]) for row in rows]


def is_staff(*person_ids: UUID) -> bool:
    """Whether one of these people holds, or held, a role that is given."""
    held = select(RoleGrant.id).where(RoleGrant.person_id.in_(person_ids)).limit(1)
    return db.session.scalar(held) is not None


def holders(role: str, day: date) -> Sequence[Person]:
    """Everybody who has been given a role, on a day, in the order of Vietnamese lists."""
    held = select(RoleGrant.person_id).where(RoleGrant.role == role, RoleGrant.on(day))
    return db.session.scalars(
        select(Person).where(Person.id.in_(held)).order_by(Person.sort_key)
    ).all()


def same_people(person_id: UUID) -> Select[UUID]:
    """The ids under which a person's evidence may stand: their own, and entries merged into it."""
    return select(Person.id).where(or_(Person.id == person_id, Person.same_as_id == person_id))


def canonical(person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Entry → the person it is: itself, or the one it was merged into."""
    rows = db.session.execute(
        select(Person.id, Person.same_as_id).where(
            Person.id.in_(person_ids), Person.same_as_id.is_not(None)
        )
    )
    found: dict[UUID, UUID] = {person_id: person_id for person_id in person_ids}
    found.update((row[0], row[1]) for row in rows if row[1] is not None)
    return found
