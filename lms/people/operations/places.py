"""Verbs about where teams sit: a village goes into another one, its teams go with it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import fold
from lms.org.operations import merge_village
from lms.org.queries import NamedUnit
from lms.people.facts import RostersChanged
from lms.people.models import Membership, Team, TeamPlacement
from lms.people.operations.entering import found_team
from lms.people.operations.keeping import Entry


def merge_villages(unit: NamedUnit, into: NamedUnit, entry: Entry) -> None:
    """End a village; its teams sit in the other one from that day on."""
    merge_village(unit, into, on=entry.on, legal_basis=entry.why, by=entry.by, at=entry.at)
    seated = db.session.scalars(
        select(TeamPlacement).where(TeamPlacement.unit_id == unit.id, TeamPlacement.until.is_(None))
    ).all()
    for row in seated:
        row.until = entry.on
    db.session.flush()
    for row in seated:
        db.session.add(TeamPlacement(team_id=row.team_id, unit_id=into.id, since=entry.on))
    announce(RostersChanged(entry.on, tuple(row.team_id for row in seated)))


def found_team_in(unit: NamedUnit, name: str, entry: Entry) -> Team:
    """Enter a new team of a village; the rule for teams will remind of what it lacks."""
    known = select(Team.id).join(TeamPlacement, TeamPlacement.team_id == Team.id)
    same = known.where(
        TeamPlacement.unit_id == unit.id, TeamPlacement.until.is_(None), Team.folded == fold(name)
    )
    if db.session.scalar(same) is not None:
        raise Refused(_("This village has a team of that name already."))
    team = found_team(name, unit.id, since=entry.on)
    record("team.entered", team, by=entry.by, at=entry.at, label=team.name)
    return team


def end_team(team: Team, entry: Entry) -> None:
    """End a team that nobody sits in any more; its past stays."""
    seated = select(Membership.id).where(Membership.team_id == team.id, Membership.until.is_(None))
    if db.session.scalar(seated) is not None:
        raise Refused(_("People are still in this team. Move them or take them off first."))
    place = db.session.scalars(
        select(TeamPlacement).where(TeamPlacement.team_id == team.id, TeamPlacement.until.is_(None))
    ).one()
    place.end(entry.on)
    announce(RostersChanged(entry.on, (team.id,)))
    record("team.ended", team, by=entry.by, at=entry.at, label=team.name)
