"""Pages of exemptions, extensions and outside learning: asked for, looked at, decided."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.queries import latest_published
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.files import send
from lms.core.forms import options
from lms.core.web import takes_file
from lms.people import queries as people
from lms.people.models import Person
from lms.requirements import cases, duties
from lms.requirements.forms import CaseDecisionForm, ClaimForm, DispensationForm
from lms.requirements.models import ClaimSource, DispensationKind
from lms.requirements.permissions import CoveragePermission

pages = Blueprint("cases", __name__, url_prefix="/requirements/<int:year>")


@pages.get("/cases")
@requires(CoveragePermission.READ)
def overview(year: int) -> ResponseReturnValue:
    """What was asked for in a year, the undecided first."""
    row = duties.get_year(year)
    found = cases.cases(g.actor, CoveragePermission.READ, year, today())
    return render_template("requirements/cases.html", year=row, rows=found)


@pages.get("/cases/<uuid:case_id>")
@requires(CoveragePermission.READ)
def case(year: int, case_id: UUID) -> ResponseReturnValue:
    """One thing asked for, its proof and its decisions."""
    found = cases.get_case(g.actor, CoveragePermission.READ, year, case_id, today())
    return _case_page(year, found, CaseDecisionForm())


@pages.get("/cases/<uuid:case_id>/evidence")
@requires(CoveragePermission.READ)
def evidence(year: int, case_id: UUID) -> Response:
    """The proof that was sent in, as a download."""
    found = cases.get_case(g.actor, CoveragePermission.READ, year, case_id, today())
    return send(cases.file_of(found.case), f"minh-chung-{year}")


@pages.post("/cases/<uuid:case_id>/decisions")
@requires(CoveragePermission.DECIDE)
def decide(year: int, case_id: UUID) -> ResponseReturnValue:
    """Grant or refuse, or take an earlier decision back."""
    found = cases.get_case(g.actor, CoveragePermission.DECIDE, year, case_id, today())
    form = CaseDecisionForm()
    if not form.validate():
        return _case_page(year, found, form), 422
    try:
        granted = form.decision.data == "granted"
        cases.decide(
            found.case, granted=granted, reason=form.reason.data or "", by=g.actor, at=now()
        )
    except Refused as refused:
        return _case_page(year, found, form, refused.message), 409
    return redirect(url_for("cases.overview", year=year), 303)


@pages.get("/persons/<uuid:person_id>/dispensation-form")
@requires(CoveragePermission.ASK)
def dispensation_form(year: int, person_id: UUID) -> ResponseReturnValue:
    """The form that asks for an exemption or more time."""
    return _ask_page("dispensation", year, _person(person_id), _dispensation(year))


@pages.post("/persons/<uuid:person_id>/dispensations")
@requires(CoveragePermission.ASK)
@takes_file
def ask_dispensation(year: int, person_id: UUID) -> ResponseReturnValue:
    """Ask for an exemption or more time."""
    person, form = _person(person_id), _dispensation(year)
    if not form.validate():
        return _ask_page("dispensation", year, person, form), 422
    row = duties.get_year(year)
    duty = duties.get_duty(row, duties.counted_on(row, today()), form.requirement.data)
    typed = form.data
    asked = cases.Asked(typed["since"], typed["until"], typed["reason"], form.evidence.body())
    try:
        kind = DispensationKind(form.kind.data)
        made = cases.ask_dispensation(person, duty, kind, asked, by=g.actor, at=now())
    except Refused as refused:
        return _ask_page("dispensation", year, person, form, refused.message), 409
    return redirect(url_for("cases.case", year=year, case_id=made.id), 303)


@pages.get("/persons/<uuid:person_id>/claim-form")
@requires(CoveragePermission.ASK)
def claim_form(year: int, person_id: UUID) -> ResponseReturnValue:
    """The form for something learnt outside."""
    return _ask_page("claim", year, _person(person_id), _claim())


@pages.post("/persons/<uuid:person_id>/claims")
@requires(CoveragePermission.ASK)
@takes_file
def claim(year: int, person_id: UUID) -> ResponseReturnValue:
    """Enter something learnt outside; somebody else decides whether it counts."""
    person, form = _person(person_id), _claim()
    if not form.validate():
        return _ask_page("claim", year, person, form), 422
    typed = form.data
    learnt = cases.Learnt(
        ClaimSource(typed["source"]),
        typed["title"],
        typed["topic"],
        typed["done_on"],
        int(typed["hours"] * 60),
        typed["note"] or "",
        form.evidence.body(),
    )
    try:
        _refuse_other_year(year, learnt)
        made = cases.claim(person, learnt, by=g.actor, at=now())
    except Refused as refused:
        return _ask_page("claim", year, person, form, refused.message), 409
    return redirect(url_for("cases.case", year=year, case_id=made.id), 303)


def _refuse_other_year(year: int, learnt: cases.Learnt) -> None:
    row = duties.get_year(year)
    if not row.opens <= learnt.done_on <= row.closes:
        raise Refused(_("That day is not within the training year."))


def _person(person_id: UUID) -> Person:
    return people.get_person(g.actor, CoveragePermission.ASK, person_id, today())


def _dispensation(year: int) -> DispensationForm:
    row, form = duties.get_year(year), DispensationForm()
    found = duties.duties(row, duties.counted_on(row, today()))
    form.requirement.choices = options({duty.code: duty.title for duty in found})
    return form


def _claim() -> ClaimForm:
    form = ClaimForm()
    modules = {v.module.code: f"{v.module.code}. {v.title}" for v in latest_published()}
    form.topic.choices = options({"": _("None: it counts like a class"), **modules})
    return form


def _ask_page(kind: str, year: int, person: Person, form: object, problem: str = "") -> str:
    return render_template(
        "requirements/ask.html", kind=kind, year=year, person=person, form=form, problem=problem
    )


def _case_page(year: int, row: cases.CaseRow, form: CaseDecisionForm, problem: str = "") -> str:
    return render_template(
        "requirements/case.html",
        year=year,
        row=row,
        form=form,
        problem=problem,
        limit=current_app.config["FILE_LIMIT_KB"],
    )
