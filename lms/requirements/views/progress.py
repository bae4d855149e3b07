"""The page of a year's pace: the curve against the needed pace, and who must act this week."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.requirements import duties, pace, queries, rules
from lms.requirements.permissions import CoveragePermission
from lms.requirements.views.scopes import first_heading, rows_of, scope_asked

pages = Blueprint("progress", __name__, url_prefix="/requirements")


@pages.get("/<int:year>/pace")
@requires(CoveragePermission.READ)
def progress(year: int) -> ResponseReturnValue:
    """How fast, how fast it must be, what to expect, and where the people still to reach are."""
    scope = scope_asked(year)
    if scope is None:
        team_id: UUID = next(iter(g.actor.reach(CoveragePermission.READ).team_ids))
        return redirect(url_for("requirements.team", year=year, team_id=team_id), 303)
    rows = rows_of(scope)
    total = rules.total(row.coverage for row in rows)
    met = queries.met_days(g.actor, scope.duty, scope.day, scope.unit.id, scope.map_day)
    found = pace.pace(met, total.bound, scope.day, scope.duty.rule.due)
    points = pace.curve(met, scope.year.opens, scope.day)
    due = scope.duty.rule.due
    return render_template(
        "requirements/pace.html",
        scope=scope,
        total=total,
        pace=found,
        points=points,
        line=pace.polyline(points, scope.year.opens, due, total.bound),
        act=pace.shortest(((row, row.coverage.to_reach) for row in rows), found.needed),
        left=sorted(rows, key=lambda row: (-row.coverage.to_reach, row.sort_key)),
        first_heading=first_heading(scope),
        duties=duties.duties(scope.year, scope.day),
        nowhere=queries.NOWHERE,
    )
