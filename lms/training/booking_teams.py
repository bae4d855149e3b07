"""The people a seat may be kept for: the teams around a class, and the people of a team."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.keyset import Page, Turn, page_of
from lms.core.names import fold
from lms.org.queries import path, subtree
from lms.people.models import Membership, Person, Team, TeamPlacement
from lms.people.queries import roster, unit_of_team, within_reach
from lms.training.bookings import ClassToCome, HallToCome, at_the_same_time, halls_booked
from lms.training.models import Attendance, Booking, TrainingClass, Venue
from lms.training.permissions import TrainingPermission
from lms.training.queries import STANDING


@dataclass(frozen=True)
class Candidate:
    """Somebody of a team: their hall in this class, what clashes, what they attended this year."""

    person: Person
    venue_id: UUID | None
    clash: TrainingClass | None
    attended: int


@dataclass(frozen=True)
class TeamToSeat:
    """A team around a hall, how many people it has and for how many a seat is kept."""

    team: Team
    people: int
    booked: int


def candidates(held: TrainingClass, team_id: UUID, day: date) -> list[Candidate]:
    """Everybody of a team, with what speaks for and against a seat in a class."""
    people = [row[0] for row in db.session.execute(_of_team(team_id, day))]
    ids = [person.id for person in people]
    booked, clashes = halls_booked(held.id), at_the_same_time(held, ids)
    attended = attended_in(ids, held.held_on.year)
    return [
        Candidate(person, booked.get(person.id), clashes.get(person.id), attended.get(person.id, 0))
        for person in people
    ]


def _of_team(team_id: UUID, day: date) -> Select[Person, Membership, Team]:
    return roster(day).where(Team.id == team_id).order_by(Person.sort_key)


def classes_around(rows: Sequence[ClassToCome], team_id: UUID, day: date) -> list[ClassToCome]:
    """The classes with a hall in the units a team lies in, with these halls only."""
    near = [(row.training_class, halls_for(row, team_id, day)[0]) for row in rows]
    return [ClassToCome(held, halls) for held, halls in near if halls]


def halls_for(
    found: ClassToCome, team_id: UUID, day: date
) -> tuple[list[HallToCome], list[HallToCome]]:
    """The halls of a class in the units a team lies in, and the others."""
    units = {unit.id for unit in path(unit_of_team(team_id, day), day)}
    own = [one for one in found.halls if one.venue.unit_id in units]
    return own, [one for one in found.halls if one.venue.unit_id not in units]


def attended_in(person_ids: Collection[UUID], year: int) -> dict[UUID, int]:
    """Person → how many classes of a year they attended, under any of their entries."""
    whose = func.coalesce(Person.same_as_id, Person.id)
    rows = db.session.execute(
        select(whose, func.count(func.distinct(Attendance.class_id)))
        .select_from(Attendance)
        .join(Person, Person.id == Attendance.person_id)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .where(
            whose.in_(person_ids),
            TrainingClass.held_on.between(date(year, 1, 1), date(year, 12, 31)),
            STANDING,
        )
        .group_by(whose)
    )
    return {row[0]: row[1] for row in rows}


def teams_around(
    actor: Actor, held: TrainingClass, venue: Venue, day: date, *, wanted: str, turn: Turn
) -> Page[TeamToSeat]:
    """One page of the teams around a hall the actor keeps seats for."""
    booked = (
        select(Booking.person_id)
        .where(Booking.class_id == held.id, Booking.cancelled_at.is_(None))
        .subquery()
    )
    query = (
        select(
            Team,
            func.count(func.distinct(Membership.person_id)),
            func.count(func.distinct(booked.c.person_id)),
        )
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .join(Membership, (Membership.team_id == Team.id) & Membership.on(day))
        .outerjoin(booked, booked.c.person_id == Membership.person_id)
        .where(
            within_reach(actor, TrainingPermission.BOOK, day),
            TeamPlacement.unit_id.in_(subtree([venue.unit_id], day)),
            Team.folded.contains(fold(wanted), autoescape=True),
        )
        .group_by(Team.id)
    )
    page = page_of(query, [Team.sort_key, Team.id], turn)
    return page.of([TeamToSeat(*row[:-1]) for row in page.rows])
