"""The year's curve of a coverage page, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import g

from lms.requirements import pace, queries, rules
from lms.requirements.pace import Point
from lms.requirements.queries import CoverageRow
from lms.requirements.views.scopes import Scope

NEWEST = 6  # months beside the curve


@dataclass(frozen=True)
class Curve:
    """Week by week, as a line of an SVG, and the newest months beside the even pace."""

    met: Mapping[date, int]
    points: Sequence[Point]
    line: str
    newest: Sequence[tuple[Point, int]]


def curve_of(scope: Scope, rows: Sequence[CoverageRow]) -> Curve:
    """The curve of the people in these rows."""
    bound = rules.total(row.coverage for row in rows).bound
    met = queries.met_days(g.actor, scope.duty, scope.day, scope.unit.id, scope.map_day)
    opens, due = scope.year.opens, scope.duty.rule.due
    points = pace.curve(met, opens, scope.day)
    months = pace.monthly(points)[-NEWEST:]
    return Curve(
        met,
        points,
        pace.polyline(points, opens, due, bound),
        [(one, pace.even(one.day, opens, due, bound)) for one in months],
    )
