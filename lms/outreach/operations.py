"""Enter a visit, correct its line by a new edition, strike it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.names import tidy
from lms.core.once import insert_once
from lms.outreach import rules
from lms.outreach.models import VisitCorrection, VisitEntry
from lms.outreach.rules import Line
from lms.outreach.words import FAULTS
from lms.people.models import Team
from lms.people.queries import unit_of_team


def enter_visit(
    team: Team, line: Line, *, visit_id: UUID, on_paper: bool, by: Actor, at: datetime
) -> bool:
    """Keep a visit; sent again with the same id it counts once. Whether it is new."""
    if db.session.get(VisitEntry, visit_id) is not None:
        return False
    _refuse(team, line, rules.first_day(local_day(at)), at)
    entry = _values(team, line, visit_id, on_paper, by, at)
    if not insert_once(VisitEntry, line_id=visit_id, edition=1, **entry):
        return False
    record("visit.entered", db.session.get(VisitEntry, visit_id), by=by, at=at, label=team.name)
    return True


def correct_visit(
    visit: VisitEntry, team: Team, line: Line, reason: str, *, visit_id: UUID, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Put a new edition in the place of a line; the old one stays readable. Sent again: once."""
    if db.session.get(VisitEntry, visit_id) is not None:
        return
    _refuse(team, line, visit.visited_on.replace(month=1, day=1), at)
    if line == line_of(visit):
        raise Refused(_("Nothing was changed."))
    _set_aside(visit, reason, by, at)
    entry = _values(team, line, visit_id, visit.on_paper, by, at)
    insert_once(VisitEntry, line_id=visit.line_id, edition=visit.edition + 1, **entry)
    record("visit.corrected", visit, by=by, at=at, label=team.name, reason=tidy(reason))


def strike_visit(visit: VisitEntry, team: Team, reason: str, *, by: Actor, at: datetime) -> None:
    """Let a line count no more: it stays readable, with the reason."""
    _set_aside(visit, reason, by, at)
    record("visit.struck", visit, by=by, at=at, label=team.name, reason=tidy(reason))


def line_of(visit: VisitEntry) -> Line:
    """What an edition says."""
    return Line(
        visit.visited_on, visit.place, visit.topic.value, visit.households, visit.products,
        visit.accounts, visit.note, visit.paper_code,
    )  # fmt: skip


def _values(
    team: Team, line: Line, visit_id: UUID, on_paper: bool, by: Actor, at: datetime
) -> dict[str, Any]:
    told = {**vars(line), "place": tidy(line.place), "note": tidy(line.note)}
    return {"id": visit_id, "team_id": team.id, "on_paper": on_paper, **told, **entered(by, at)}


def _set_aside(visit: VisitEntry, reason: str, by: Actor, at: datetime) -> None:
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    why = {"reason": tidy(reason), **entered(by, at)}
    if not insert_once(VisitCorrection, visit_id=visit.id, **why):
        raise Refused(_("This line was corrected meanwhile. Open it again and look."))


def _refuse(team: Team, line: Line, earliest: date, at: datetime) -> None:
    today = local_day(at)
    for _field, fault in rules.faults(line, team.id, earliest=earliest, today=today):
        raise Refused(str(FAULTS[fault]))
    try:
        unit_of_team(team.id, line.visited_on)
    except Missing:
        raise Refused(_("The team was not there yet on this day.")) from None
