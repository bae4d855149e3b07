"""Pages of breakdowns: the same people by duty, topic, post, role, sex, way of learning, year."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.tables import Report
from lms.org.finding import maps
from lms.requirements import breakdowns, duties
from lms.requirements.breakdown_reports import (
    LENSES,
    NOTES,
    PARTS,
    breakdown_report,
    year_report,
)
from lms.requirements.breakdowns import Lens
from lms.requirements.groups import coverage_of_all, read_group
from lms.requirements.permissions import CoveragePermission
from lms.requirements.views.scopes import Scope, own_team, scope_asked

pages = Blueprint("breakdowns", __name__, url_prefix="/requirements/<int:year>")


@pages.get("/breakdowns")
@requires(CoveragePermission.READ)
def breakdown(year: int) -> ResponseReturnValue:
    """One unit by the lens of `?by=`; every number opens the names behind it."""
    scope = scope_asked(year)
    if scope is None:
        return own_team(year)
    lens, ground = _lens(), scope.ground(read_group(request.args))
    by_year = lens is Lens.YEAR
    return render_template(
        "requirements/breakdown.html",
        scope=scope,
        lens=lens,
        lenses=LENSES,
        notes=NOTES,
        parts=PARTS,
        part_of_all=breakdowns.part_of_all,
        group=ground.group,
        lines=[] if by_year else breakdowns.lines_of(lens, ground),
        years=breakdowns.year_over_year(ground, today()) if by_year else [],
        total=coverage_of_all(ground),
        duties=duties.duties(scope.year, scope.day),
        maps=maps(),
    )


@pages.get("/breakdowns.<string:ending>")
@requires(CoveragePermission.READ)
def breakdown_file(year: int, ending: str) -> Response:
    """The same lines as a file. Every download is logged by name."""
    scope = scope_asked(year)
    if scope is None or ending not in tables.WRITERS:
        raise Missing
    lens = _lens()
    record(
        "breakdown.exported",
        scope.year,
        by=g.actor,
        at=now(),
        label=scope.unit.title,
        lens=lens.value,
        file=ending,
    )
    write, kind = tables.WRITERS[ending]
    name = f"boi-duong-{year}-{lens.value}-{scope.day:%Y%m%d}.{ending}"
    return tables.download(write(_report(lens, scope)), kind, name)


def _report(lens: Lens, scope: Scope) -> Report:
    ground, unit, made_on = scope.ground(read_group(request.args)), scope.unit.title, today()
    agency: str = current_app.config["ORGANISATION"]
    if lens is Lens.YEAR:
        lines = breakdowns.year_over_year(ground, made_on)
        return year_report(lines, ground, unit=unit, agency=agency, made_on=made_on)
    total = coverage_of_all(ground)
    found = breakdowns.lines_of(lens, ground)
    return breakdown_report(lens, found, total, ground, unit=unit, agency=agency, made_on=made_on)


def _lens() -> Lens:
    """The lens asked for, or the first. Raises Missing for one there is not."""
    asked = request.args.get("by", Lens.REQUIREMENT.value)
    if asked not in set(Lens):
        raise Missing
    return Lens(asked)
