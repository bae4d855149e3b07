"""Where one looks: a year, and what of it lies within reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from lms.core.access import Actor
from lms.core.clock import ZONE
from lms.org.queries import subtree
from lms.people.account_models import Assistance
from lms.people.models import Membership, TeamPlacement
from lms.people.queries import within_reach
from lms.requirements.models import TrainingYear
from lms.requirements.permissions import SignPermission
from lms.training.models import TrainingClass, Venue

SLACK = 1.0  # seconds a database may be wrong by: it leaves out, the rules decide


@dataclass(frozen=True)
class Field:
    """Where one looks: a year, and what of it lies where the actor may look (and below a unit)."""

    actor: Actor
    year: TrainingYear
    day: date
    unit_id: UUID | None = None

    @property
    def people(self) -> Select[UUID]:
        """The ids of everybody who was on a roster there in the year."""
        query = (
            select(Membership.person_id)
            .join(TeamPlacement, TeamPlacement.team_id == Membership.team_id)
            .where(
                TeamPlacement.on(self.day),
                within_reach(self.actor, SignPermission.READ, self.day),
                Membership.since <= self.year.closes,
                or_(Membership.until.is_(None), Membership.until > self.year.opens),
            )
        )
        if self.unit_id is not None:
            query = query.where(TeamPlacement.unit_id.in_(subtree([self.unit_id], self.day)))
        return query

    def during(self, moment: Any) -> ColumnElement[bool]:
        """The condition that a moment lies in the year."""
        first = datetime.combine(self.year.opens, time(), ZONE)
        after = datetime.combine(self.year.closes + timedelta(days=1), time(), ZONE)
        inside: ColumnElement[bool] = (moment >= first) & (moment < after)
        return inside

    def classes(self, *, narrowed: bool = True) -> ColumnElement[bool]:
        """The condition that a class of the year is for, or has a hall in, units looked at."""
        reached = subtree(self.actor.reach(SignPermission.READ).unit_ids, self.day)
        here = [_at(reached), TrainingClass.held_on.between(self.year.opens, self.year.closes)]
        if narrowed and self.unit_id is not None:
            here.append(_at(subtree([self.unit_id], self.day)))
        return and_(*here)


def _at(units: Select[UUID]) -> ColumnElement[bool]:
    with_hall = select(Venue.class_id).where(Venue.unit_id.in_(units))
    return or_(TrainingClass.unit_id.in_(units), TrainingClass.id.in_(with_hall))


def helped(person_id: Any, moment: Any) -> ColumnElement[bool]:
    """Whether somebody was helping a person at a moment."""
    return exists().where(
        Assistance.person_id == person_id,
        Assistance.started_at <= moment,
        Assistance.ended_at >= moment,
    )
