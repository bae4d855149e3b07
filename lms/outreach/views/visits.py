"""A team's log: its months and lines; entering, correcting and striking a line; the paper sheet."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response as Redirect

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.pages import year_asked
from lms.org.models import Level
from lms.org.queries import get_unit, path
from lms.outreach import operations, queries, reports, rules, sums, table
from lms.outreach.beside import training
from lms.outreach.forms import CorrectionForm, StrikeForm, VisitForm
from lms.outreach.models import VisitEntry
from lms.outreach.permissions import OutreachPermission
from lms.outreach.reports import Office
from lms.outreach.rules import Doubt, Figures
from lms.outreach.sheet_document import sheet_pdf
from lms.outreach.views.scopes import days_asked
from lms.people.models import Team
from lms.people.queries import unit_of_team

pages = Blueprint("visits", __name__, url_prefix="/outreach")


@pages.get("/teams/<uuid:team_id>")
@requires(OutreachPermission.READ)
def team(team_id: UUID) -> ResponseReturnValue:
    """The months of a team, and its lines in one of them."""
    found = _team(team_id, OutreachPermission.READ)
    days = days_asked(year_asked(today().year))
    months = table.month_rows(sums.of_team(team_id, days.counted), days.counted)
    asked = [row for row in months if row.month in days.asked]
    unit_id = unit_of_team(team_id, today())
    beside = training(g.actor, unit_id, Level.VILLAGE, days.since, days.map_day)
    return render_template(
        "outreach/team.html",
        team=found,
        units=path(unit_id, today()),
        days=days,
        months=months,
        total=sum((row.figures for row in asked), Figures()),
        before=asked[0].before,
        beside=beside.get(team_id),
        visits=queries.visits_of_team(team_id, days.asked),
        noted=_noted(team_id),
        may_write=_may_write(team_id),
        reads_units=bool(g.actor.reach(OutreachPermission.READ).unit_ids),
    )


@pages.get("/teams/<uuid:team_id>/visits.<string:ending>")
@requires(OutreachPermission.READ)
def team_file(team_id: UUID, ending: str) -> Response:
    """The lines of a team as a file."""
    found = _team(team_id, OutreachPermission.READ)
    if ending not in tables.SHEETS:
        raise Missing
    days = days_asked(year_asked(today().year))
    rows = [sums.VisitRow(one, found) for one in queries.visits_of_team(team_id, days.asked)]
    report = reports.visits_report(
        rows,
        sum((reports.figures_of(row) for row in rows), Figures()),
        days,
        Office(found.name, current_app.config["ORGANISATION"], today()),
    )
    record(
        "outreach.exported", found, by=g.actor, at=now(), label=found.name, ending=ending,
        rows=len(rows), since=days.since.isoformat(),
    )  # fmt: skip
    write, kind = tables.SHEETS[ending]
    return tables.download(write(report), kind, f"di-tung-nha-{days.map_day:%Y%m}.{ending}")


@pages.get("/teams/<uuid:team_id>/sheet.pdf")
@requires(OutreachPermission.READ)
def sheet(team_id: UUID) -> Response:
    """A page to fill in by hand, for a month; for teams without network."""
    found = _team(team_id, OutreachPermission.READ)
    month = days_asked(year_asked(today().year)).asked[-1]
    units = path(unit_of_team(team_id, today()), today())
    body = sheet_pdf(found, units, month, agency=current_app.config["ORGANISATION"])
    return tables.download(body, tables.PDF, f"so-di-tung-nha-{month.since:%Y%m}.pdf")


@pages.get("/teams/<uuid:team_id>/visit-form")
@requires(OutreachPermission.WRITE)
def visit_form(team_id: UUID) -> ResponseReturnValue:
    """Enter a visit: today, where and with what the team was busy last."""
    found, last = _team(team_id), queries.last_of_team(team_id)
    place = last.place if last else get_unit(unit_of_team(team_id, today()), today()).title
    preset = {"visited_on": today(), "place": place, "topic": last.topic if last else None}
    return _form_page(found, VisitForm(None, data=preset))


@pages.post("/teams/<uuid:team_id>/visits")
@requires(OutreachPermission.WRITE)
def enter(team_id: UUID) -> ResponseReturnValue:
    """Keep the visit, or ask again."""
    found, form = _team(team_id), VisitForm()
    if not form.allowed(team_id, rules.first_day(today()), today()):
        return _form_page(found, form), 422
    if doubts := _doubts(team_id, form, []):
        return _form_page(found, form, doubts), 422
    on_paper = team_id not in g.actor.reach(OutreachPermission.WRITE).team_ids
    try:
        operations.enter_visit(
            found, form.line(), visit_id=form.id(), on_paper=on_paper, by=g.actor, at=now()
        )
    except Refused as refused:
        return _form_page(found, form, problem=refused.message), 409
    return _back(team_id, form)


@pages.get("/visits/<uuid:visit_id>")
@requires(OutreachPermission.READ)
def visit(visit_id: UUID) -> ResponseReturnValue:
    """A line with all its editions."""
    found = _visit(visit_id, OutreachPermission.READ)
    return _visit_page(found, StrikeForm(None))


@pages.get("/visits/<uuid:visit_id>/correction-form")
@requires(OutreachPermission.WRITE)
def correction_form(visit_id: UUID) -> ResponseReturnValue:
    """The line as it is, to be put right."""
    found = _visit(visit_id)
    return _form_page(_team_of(found), CorrectionForm(None, obj=found), visit=found)


@pages.post("/visits/<uuid:visit_id>/corrections")
@requires(OutreachPermission.WRITE)
def correct(visit_id: UUID) -> ResponseReturnValue:
    """Put a new edition in its place."""
    found, form = _visit(visit_id), CorrectionForm()
    of = _team_of(found)
    earliest = found.visited_on.replace(month=1, day=1)
    if not form.allowed(of.id, earliest, today()):
        return _form_page(of, form, visit=found), 422
    if doubts := _doubts(of.id, form, [found.id]):
        return _form_page(of, form, doubts, visit=found), 422
    edition = queries.get_edition(visit_id)
    try:
        operations.correct_visit(
            edition, of, form.line(), form.reason.data or "", visit_id=form.id(), by=g.actor,
            at=now(),
        )  # fmt: skip
    except Refused as refused:
        return _form_page(of, form, visit=found, problem=refused.message), 409
    return redirect(url_for("visits.visit", visit_id=visit_id), 303)


@pages.post("/visits/<uuid:visit_id>/strikes")
@requires(OutreachPermission.WRITE)
def strike(visit_id: UUID) -> ResponseReturnValue:
    """Let the line count no more."""
    found, form = _visit(visit_id), StrikeForm()
    if not form.validate():
        return _visit_page(found, form), 422
    edition = queries.get_edition(visit_id)
    try:
        operations.strike_visit(edition, _team_of(found), form.why.data or "", by=g.actor, at=now())
    except Refused as refused:
        return _visit_page(found, form, refused.message), 409
    return redirect(url_for("visits.visit", visit_id=visit_id), 303)


def _team(team_id: UUID, permission: OutreachPermission = OutreachPermission.WRITE) -> Team:
    return queries.get_team(g.actor, permission, team_id, today())


def _visit(visit_id: UUID, permission: OutreachPermission = OutreachPermission.WRITE) -> VisitEntry:
    return queries.get_visit(g.actor, permission, visit_id, today())


def _team_of(found: VisitEntry) -> Team:
    return queries.team_of(found)


def _may_write(team_id: UUID) -> bool:
    try:
        return g.actor.may(OutreachPermission.WRITE) and bool(_team(team_id))
    except Missing:
        return False


def _noted(team_id: UUID) -> VisitEntry | None:
    visit_id = request.args.get("noted", type=UUID)
    found = queries.find_visit(visit_id) if visit_id else None
    return found if found and found.team_id == team_id else None


def _doubts(team_id: UUID, form: VisitForm, but: Sequence[UUID]) -> list[Doubt]:
    """What is still to be confirmed: all doubts, less those confirmed by the button pressed."""
    alike = queries.is_alike(team_id, form.line(), [form.id(), *but])
    confirmed = request.form.get("confirmed", "").split()
    return [one for one in rules.doubts(form.line(), alike=alike) if one not in confirmed]


def _back(team_id: UUID, form: VisitForm) -> Redirect:
    day, noted = form.line().visited_on, form.id()
    return redirect(
        url_for("visits.team", team_id=team_id, year=day.year, month=day.month, noted=noted), 303
    )


def _form_page(
    team: Team,
    form: VisitForm,
    doubts: Sequence[Doubt] = (),
    *,
    visit: VisitEntry | None = None,
    problem: str = "",
) -> str:
    confirmed = request.form.get("confirmed", "").split()
    return render_template(
        "outreach/visit_form.html",
        team=team,
        form=form,
        visit=visit,
        doubts=doubts,
        confirmed=" ".join([*confirmed, *doubts]),
        first_day=rules.first_day(today()),
        own=team.id in g.actor.reach(OutreachPermission.WRITE).team_ids,
        problem=problem,
    )


def _visit_page(found: VisitEntry, form: StrikeForm, problem: str = "") -> str:
    team = _team_of(found)
    editions = queries.editions(found.line_id)
    return render_template(
        "outreach/visit.html",
        visit=found,
        team=team,
        editions=editions,
        stands=editions[-1].correction is None,
        may_write=_may_write(team.id),
        form=form,
        problem=problem,
    )
