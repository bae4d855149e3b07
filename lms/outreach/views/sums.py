"""Sums of a unit by month, by commune and by team; the lines behind them; both as files."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.keyset import turn_asked
from lms.core.pages import share_words
from lms.outreach import reports, sums, table
from lms.outreach.beside import together
from lms.outreach.permissions import OutreachPermission
from lms.outreach.reports import Office
from lms.outreach.rules import Figures
from lms.outreach.sums import Lines
from lms.outreach.views.scopes import Scope, scope_asked
from lms.outreach.words import DOUBTS
from lms.requirements.queries import NOWHERE

pages = Blueprint("outreach", __name__, url_prefix="/outreach")
share_words(pages, visit_doubt_words=DOUBTS)


@pages.get("/")
@requires(OutreachPermission.READ)
def now_and_here() -> ResponseReturnValue:
    """On to this year: of one's unit, or of one's team."""
    return redirect(url_for("outreach.year", year=today().year), 303)


@pages.get("/<int:year>")
@requires(OutreachPermission.READ)
def year(year: int) -> ResponseReturnValue:
    """A unit's months, and its communes or teams in one of them."""
    scope = scope_asked(year)
    if scope is None:
        team_id = next(iter(g.actor.reach(OutreachPermission.READ).team_ids))
        return redirect(url_for("visits.team", team_id=team_id, year=year), 303)
    found = _sums(scope)
    rows = _rows(scope, found)
    return render_template(
        "outreach/sums.html",
        scope=scope,
        days=scope.days,
        months=table.month_rows(table.total_of(found), scope.days.counted),
        rows=rows,
        total=sum((row.figures for row in rows), Figures()),
        before=table.total_of(found).get(scope.days.before.map_day, Figures()),
        beside=together(row.training for row in rows if row.training),
        nowhere=NOWHERE,
    )


@pages.get("/<int:year>/sums.<string:ending>")
@requires(OutreachPermission.READ)
def year_file(year: int, ending: str) -> Response:
    """The table by commune or team, or (`?by=month`) by month, for the office."""
    scope = scope_asked(year)
    if scope is None or ending not in tables.FILES:
        raise Missing
    found = _sums(scope)
    if request.args.get("by") == "month":
        months = table.month_rows(table.total_of(found), scope.days.counted)
        report = reports.months_report(months, scope.days, _office(scope))
        return _file(report, ending, scope, len(months))
    rows = _rows(scope, found)
    report = reports.lines_report(rows, scope.days, _office(scope), _first_heading(scope))
    return _file(report, ending, scope, len(rows))


@pages.get("/<int:year>/visits")
@requires(OutreachPermission.READ)
def lines(year: int) -> ResponseReturnValue:
    """The lines behind the sums of a unit."""
    scope = _scope(year)
    found = Lines.below(scope.unit.id, scope.days.asked)
    return render_template(
        "outreach/visits.html",
        scope=scope,
        days=scope.days,
        page=found.page(turn_asked()),
        count=found.number(),
    )


@pages.get("/<int:year>/visits.<string:ending>")
@requires(OutreachPermission.READ)
def lines_file(year: int, ending: str) -> Response:
    """The same lines as a file."""
    if ending not in tables.FILES:
        raise Missing
    scope = _scope(year)
    found = Lines.below(scope.unit.id, scope.days.asked)
    figures = table.total_of(sums.by_unit(scope.unit.id, scope.lines, scope.days.asked))
    total = sum(figures.values(), Figures())
    report = reports.visits_report(found.all(), total, scope.days, _office(scope))
    return _file(report, ending, scope, total.visits)


def _scope(year: int) -> Scope:
    scope = scope_asked(year)
    if scope is None:
        raise Missing
    return scope


def _sums(scope: Scope) -> sums.Sums:
    return sums.by_unit(scope.unit.id, scope.lines, scope.days.counted)


def _rows(scope: Scope, found: sums.Sums) -> list[table.LineRow]:
    return table.line_rows(g.actor, scope.unit.id, scope.lines, found, scope.days)


def _office(scope: Scope) -> Office:
    return Office(scope.unit.title, current_app.config["ORGANISATION"], today())


def _first_heading(scope: Scope) -> str:
    return str(_("Team") if scope.is_commune else _("Commune, ward"))


def _file(report: tables.Report, ending: str, scope: Scope, rows: int) -> Response:
    record(
        "outreach.exported", scope.unit, by=g.actor, at=now(), label=scope.unit.title,
        ending=ending, rows=rows, since=scope.days.since.isoformat(),
    )  # fmt: skip
    days = scope.days
    name = f"di-tung-nha-{days.since:%Y%m%d}-{days.map_day:%Y%m%d}.{ending}"
    return tables.send_rows(report, ending, name)
