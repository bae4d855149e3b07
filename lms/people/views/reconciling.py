"""The page that explains one roster by another."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import today
from lms.core.errors import Missing
from lms.core.pages import day_asked
from lms.org.narrowing import narrowed
from lms.org.queries import get_unit, is_within
from lms.people import reconciling
from lms.people.permissions import PeoplePermission

pages = Blueprint("reconciling", __name__, url_prefix="/people")


@pages.get("/reconciliation")
@requires(PeoplePermission.ROSTER_READ)
def reconciliation() -> ResponseReturnValue:
    """Opening roster, what changed with the names, closing roster."""
    until = min(day_asked("until", today()), today())
    since = min(day_asked("since", date(until.year, 1, 1)), until)
    roots = g.actor.reach(PeoplePermission.ROSTER_READ).unit_ids
    unit_id = request.args.get("unit", type=UUID) or next(iter(sorted(roots)), None)
    if unit_id is not None and not is_within(unit_id, roots, until):
        raise Missing
    part = narrowed(g.actor, PeoplePermission.ROSTER_READ, until)
    return render_template(
        "people/reconciliation.html",
        since=since,
        until=until,
        unit=get_unit(unit_id, until) if unit_id else None,
        part=part,
        found=None if part.choices else reconciling.statement(g.actor, since, until, unit_id),
    )
