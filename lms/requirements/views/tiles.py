"""The page of tiles: the communes roughly where they lie, with the same figures as a table."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.errors import Missing
from lms.org.finding import maps
from lms.org.models import Level
from lms.requirements import duties, queries, rules
from lms.requirements.permissions import CoveragePermission
from lms.requirements.tiles import tiles_of
from lms.requirements.views.scopes import own_team, scope_asked

pages = Blueprint("tiles", __name__, url_prefix="/requirements/<int:year>")


@pages.get("/tiles")
@requires(CoveragePermission.READ)
def tiles(year: int) -> ResponseReturnValue:
    """One tile a commune, drawn by its share, with the people still to reach as its number."""
    scope = scope_asked(year)
    if scope is None:
        return own_team(year)
    if not scope.is_province:
        raise Missing
    rows = queries.by_commune(
        g.actor, scope.duty, scope.day, scope.unit.id, scope.map_day, Level.COMMUNE
    )
    return render_template(
        "requirements/tiles.html",
        scope=scope,
        tiles=tiles_of([row for row in rows if row.id != queries.NOWHERE], scope.map_day),
        rows=queries.arranged(rows, "name", descending=False),
        total=rules.total(row.coverage for row in rows),
        duties=duties.duties(scope.year, scope.day),
        maps=maps(),
        nowhere=queries.NOWHERE,
    )
