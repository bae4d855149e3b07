"""Every question about single lines of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.org.queries import those_within
from lms.outreach.models import VisitCorrection, VisitEntry
from lms.outreach.months import Month
from lms.outreach.rules import Figures, Line
from lms.people.models import Team
from lms.people.queries import unit_of_team

STANDING = ~exists().where(VisitCorrection.visit_id == VisitEntry.id)
SUMMED = (
    func.count(),
    func.coalesce(func.sum(VisitEntry.households), 0),
    func.coalesce(func.sum(VisitEntry.products), 0),
    func.coalesce(func.sum(VisitEntry.accounts), 0),
)


@dataclass(frozen=True)
class Edition:
    """One edition of a line, and why it does not count any more, if so."""

    visit: VisitEntry
    correction: VisitCorrection | None


def get_team(actor: Actor, permission: str, team_id: UUID, *days: date) -> Team:
    """A team that lay, on one of these days, where the permission holds. Raises Missing."""
    team = db.session.get(Team, team_id)
    if team is None or not any(_reaches(actor, permission, team_id, day) for day in days):
        raise Missing
    return team


def _reaches(actor: Actor, permission: str, team_id: UUID, day: date) -> bool:
    reach = actor.reach(permission)
    if team_id in reach.team_ids:
        return True
    try:
        unit_id = unit_of_team(team_id, day)
    except Missing:
        return False
    return bool(those_within([unit_id], reach.unit_ids, day))


def get_visit(actor: Actor, permission: str, visit_id: UUID, today: date) -> VisitEntry:
    """The newest edition of a line whose team the actor reaches, today or then. Raises Missing."""
    visit = editions(get_edition(visit_id).line_id)[-1].visit
    get_team(actor, permission, visit.team_id, today, visit.visited_on)
    return visit


def get_edition(visit_id: UUID) -> VisitEntry:
    """One edition by its id. Raises Missing."""
    found = find_visit(visit_id)
    if found is None:
        raise Missing
    return found


def find_visit(visit_id: UUID) -> VisitEntry | None:
    """One edition by its id, whoever asks."""
    return db.session.get(VisitEntry, visit_id)


def team_of(visit: VisitEntry) -> Team:
    """The team whose visit it was."""
    return db.session.get_one(Team, visit.team_id)


def editions(line_id: UUID) -> list[Edition]:
    """Every edition of a line, the newest last."""
    rows = db.session.execute(
        select(VisitEntry, VisitCorrection)
        .outerjoin(VisitCorrection, VisitCorrection.visit_id == VisitEntry.id)
        .where(VisitEntry.line_id == line_id)
        .order_by(VisitEntry.edition)
    )
    return [Edition(*row) for row in rows]


def last_of_team(team_id: UUID) -> VisitEntry | None:
    """The line entered last: its topic and place are offered again."""
    newest = select(VisitEntry).where(VisitEntry.team_id == team_id, STANDING)
    return db.session.scalar(newest.order_by(VisitEntry.at.desc(), VisitEntry.id.desc()).limit(1))


def is_alike(team_id: UUID, line: Line, but: Sequence[UUID]) -> bool:
    """Whether a line of the team with the same day, topic and numbers counts already."""
    found = select(VisitEntry.id).where(
        VisitEntry.team_id == team_id,
        VisitEntry.visited_on == line.visited_on,
        VisitEntry.topic == line.topic,
        VisitEntry.households == line.households,
        VisitEntry.products == line.products,
        VisitEntry.accounts == line.accounts,
        VisitEntry.id.not_in(but),
        STANDING,
    )
    return db.session.scalar(found.limit(1)) is not None


def figures_of_team(team_id: UUID, since: date, until: date) -> Figures:
    """The sums of a team between two days."""
    query = select(*SUMMED).where(
        VisitEntry.team_id == team_id, VisitEntry.visited_on.between(since, until), STANDING
    )
    return Figures(*db.session.execute(query).one())


def visits_of_team(team_id: UUID, months: Sequence[Month]) -> Sequence[VisitEntry]:
    """The lines of a team that count, the newest first."""
    return db.session.scalars(
        select(VisitEntry)
        .where(
            VisitEntry.team_id == team_id,
            VisitEntry.visited_on.between(months[0].since, months[-1].until),
            STANDING,
        )
        .order_by(VisitEntry.visited_on.desc(), VisitEntry.id.desc())
    ).all()
