"""Every question about the yearly review of rosters: how far each commune and team is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.org.models import Level, Placement
from lms.org.queries import NamedUnit, get_unit, is_within, units_among
from lms.people.models import (
    Membership,
    ReviewStage,
    ReviewStep,
    Team,
    TeamPlacement,
    TeamReview,
)
from lms.people.permissions import PeoplePermission
from lms.people.queries import within_reach


@dataclass(frozen=True)
class TeamProgress:
    """A team in a year's review: its size today, who joined and left this year, the last look."""

    team: Team
    members: int
    joined: int
    left: int
    review: TeamReview | None


@dataclass(frozen=True)
class CommuneProgress:
    """A commune in a year's review."""

    unit: NamedUnit
    teams: int
    confirmed: int
    stage: ReviewStage
    step: ReviewStep | None


def communes(actor: Actor, year: int, day: date) -> list[CommuneProgress]:
    """The communes the actor may look at, and how far each is."""
    counts = {row[0]: (row[1], row[2]) for row in db.session.execute(_counts(actor, year, day))}
    steps, units = last_steps(year), units_among(list(counts), Level.COMMUNE, day)
    return [
        CommuneProgress(unit, *counts[unit.id], _stage(steps.get(unit.id)), steps.get(unit.id))
        for unit in sorted(units, key=lambda unit: unit.sort_key)
    ]


def _counts(actor: Actor, year: int, day: date) -> Select[Any]:
    above = aliased(Placement)
    looked_at = select(TeamReview.team_id).where(TeamReview.year == year).distinct().subquery()
    columns: list[Any] = [
        above.parent_id,
        func.count(TeamPlacement.team_id),
        func.count(looked_at.c.team_id),
    ]
    return (
        select(*columns)
        .select_from(TeamPlacement)
        .join(above, and_(above.unit_id == TeamPlacement.unit_id, above.on(day)))
        .outerjoin(looked_at, looked_at.c.team_id == TeamPlacement.team_id)
        .where(TeamPlacement.on(day), within_reach(actor, PeoplePermission.ROSTER_READ, day))
        .group_by(above.parent_id)
    )


def last_steps(year: int) -> dict[UUID, ReviewStep]:
    """Commune → the last thing that happened to its review."""
    rows = db.session.scalars(
        select(ReviewStep).where(ReviewStep.year == year).order_by(ReviewStep.id)
    )
    return {row.unit_id: row for row in rows}


def stage_of(unit_id: UUID, year: int) -> ReviewStage:
    """How far a commune's review is."""
    return _stage(next(iter(steps_of(unit_id, year)), None))


def _stage(step: ReviewStep | None) -> ReviewStage:
    return step.stage if step else ReviewStage.UNDER_WAY


def get_commune(actor: Actor, permission: str, unit_id: UUID, day: date) -> NamedUnit:
    """A commune within the reach of a permission. Raises Missing."""
    if not is_within(unit_id, actor.reach(permission).unit_ids, day):
        raise Missing
    unit = get_unit(unit_id, day)
    if unit.level is not Level.COMMUNE:
        raise Missing
    return unit


def commune_of(team_id: UUID, day: date) -> UUID:
    """The commune a team sits in on a day. Raises Missing."""
    found = db.session.scalar(
        select(Placement.parent_id)
        .join(TeamPlacement, TeamPlacement.unit_id == Placement.unit_id)
        .where(TeamPlacement.team_id == team_id, TeamPlacement.on(day), Placement.on(day))
    )
    if found is None:
        raise Missing
    return found


def teams(unit_id: UUID, year: int, day: date) -> list[TeamProgress]:
    """The teams of a commune in the year's review, in the order of Vietnamese lists."""
    found = _teams_of(unit_id, day)
    ids = [team.id for team in found]
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    members = _count(ids, Membership.on(day))
    joined = _count(ids, and_(Membership.on_roster_since >= first, Membership.since < after))
    left = _count(ids, and_(Membership.until >= first, Membership.until < after, ~_stayed()))
    reviews = _last_reviews(ids, year)
    return [
        TeamProgress(
            team,
            members.get(team.id, 0),
            joined.get(team.id, 0),
            left.get(team.id, 0),
            reviews.get(team.id),
        )
        for team in found
    ]


def _teams_of(unit_id: UUID, day: date) -> Sequence[Team]:
    return db.session.scalars(
        select(Team)
        .join(TeamPlacement, and_(TeamPlacement.team_id == Team.id, TeamPlacement.on(day)))
        .join(Placement, and_(Placement.unit_id == TeamPlacement.unit_id, Placement.on(day)))
        .where(Placement.parent_id == unit_id)
        .order_by(Team.sort_key)
    ).all()


def _count(team_ids: Sequence[UUID], condition: Any) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Membership.team_id, func.count(func.distinct(Membership.person_id)))
        .where(Membership.team_id.in_(team_ids), condition)
        .group_by(Membership.team_id)
    )
    return {row[0]: row[1] for row in rows}


def _stayed() -> ColumnElement[bool]:
    """The person kept a seat in the same team: a new role ends a seat, but nobody left."""
    seat = aliased(Membership)
    return (
        select(seat.id)
        .where(
            seat.person_id == Membership.person_id,
            seat.team_id == Membership.team_id,
            seat.since == Membership.until,
        )
        .exists()
    )


def _last_reviews(team_ids: Sequence[UUID], year: int) -> dict[UUID, TeamReview]:
    rows = db.session.scalars(
        select(TeamReview)
        .where(TeamReview.team_id.in_(team_ids), TeamReview.year == year)
        .order_by(TeamReview.id)
    )
    return {row.team_id: row for row in rows}


def members_on(team_id: UUID, day: date) -> int:
    """How many people a team has on a day."""
    return _count([team_id], Membership.on(day)).get(team_id, 0)


def steps_of(unit_id: UUID, year: int) -> Sequence[ReviewStep]:
    """What happened to a commune's review, the newest first."""
    return db.session.scalars(
        select(ReviewStep)
        .where(ReviewStep.unit_id == unit_id, ReviewStep.year == year)
        .order_by(ReviewStep.id.desc())
    ).all()
