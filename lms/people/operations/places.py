"""Verbs about where teams sit: a village goes into another one, its teams go with it."""

from __future__ import annotations

from sqlalchemy import select

from lms.core.db import db
from lms.org.operations import merge_village
from lms.org.queries import NamedUnit
from lms.people.models import TeamPlacement
from lms.people.operations.keeping import Entry


def merge_villages(unit: NamedUnit, into: NamedUnit, entry: Entry) -> int:
    """End a village; its teams sit in the other one from that day on. Returns how many."""
    merge_village(unit, into, on=entry.on, legal_basis=entry.why, by=entry.by, at=entry.at)
    seated = db.session.scalars(
        select(TeamPlacement).where(TeamPlacement.unit_id == unit.id, TeamPlacement.until.is_(None))
    ).all()
    for row in seated:
        row.until = entry.on
    db.session.flush()
    for row in seated:
        db.session.add(TeamPlacement(team_id=row.team_id, unit_id=into.id, since=entry.on))
    return len(seated)
