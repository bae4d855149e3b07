"""The page of a year's pace: the curve against the needed pace, and who must act this week."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.requirements import duties, pace, planned, queries, rules
from lms.requirements.permissions import CoveragePermission
from lms.requirements.queries import CoverageRow
from lms.requirements.views.curves import curve_of
from lms.requirements.views.scopes import Scope, first_heading, own_team, rows_of, scope_asked

pages = Blueprint("progress", __name__, url_prefix="/requirements")


@pages.get("/<int:year>/pace")
@requires(CoveragePermission.READ)
def progress(year: int) -> ResponseReturnValue:
    """How fast, how fast it must be, what to expect, and where the people still to reach are."""
    scope = scope_asked(year)
    if scope is None:
        return own_team(year)
    rows = rows_of(scope)
    total = rules.total(row.coverage for row in rows)
    curve = curve_of(scope, rows)
    found = pace.pace(curve.met, total.bound, scope.day, scope.duty.rule.due)
    return render_template(
        "requirements/pace.html",
        scope=scope,
        total=total,
        pace=found,
        curve=curve,
        **_who_must_act(scope, rows, found.needed),
        left=sorted(rows, key=lambda row: (-row.coverage.to_reach, row.sort_key)),
        first_heading=first_heading(scope),
        duties=duties.duties(scope.year, scope.day),
        nowhere=queries.NOWHERE,
    )


def _who_must_act(scope: Scope, rows: Sequence[CoverageRow], wanted: int) -> dict[str, object]:
    """The classes to come, and the shortest list of classes and places that holds the wanted."""
    left = {row.id: row.coverage.to_reach for row in rows}
    classes = planned.classes_to_come(scope.day)
    reached = planned.lines_reached(classes, scope.unit.id, left.keys(), scope.map_day)
    ours = [one for one in classes if reached[one.held.id]]
    seats = [pace.Seats(one, one.seats_left or 0, reached[one.held.id]) for one in ours]
    taken, lines = pace.closing(seats, left, wanted)
    by_id = {row.id: row for row in rows}
    return {
        "classes": [(one, sum(left[line] for line in reached[one.held.id])) for one in ours],
        "act_classes": taken,
        "act": [(by_id[line], people) for line, people in lines],
    }
