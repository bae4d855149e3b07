"""Pages of a roster import: send a file, see its columns, look, decide, take it over."""

from __future__ import annotations

import re
from collections import Counter
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import DomainError, Missing, Refused
from lms.core.forms import Form
from lms.core.jobs.asking import later, told
from lms.core.pages import PAGE_SIZE, page_number, share_words
from lms.core.tables import Column, Report
from lms.core.web import takes_file
from lms.people.forms import RosterFileForm
from lms.people.imports import comparison
from lms.people.imports.layout_page import answer_of, shown
from lms.people.imports.rows import Doubt
from lms.people.imports.verdicts import Judged, Verdict
from lms.people.jobs import IMPORT
from lms.people.models import RosterImport
from lms.people.operations import importing
from lms.people.operations.importing_long import take_file
from lms.people.permissions import PeoplePermission
from lms.people.words import DOUBTS, ENCODINGS, FACTS, FIELDS, VERDICTS

pages = Blueprint("imports", __name__, url_prefix="/people/imports")
share_words(
    pages,
    doubt_words=DOUBTS,
    fact_words=FACTS,
    field_words=FIELDS,
    verdict_words=VERDICTS,
    encoding_words=ENCODINGS,
)


@pages.get("/")
@requires(PeoplePermission.ROSTER_KEEP)
def imports() -> ResponseReturnValue:
    """Send a file, and see those sent before."""
    return _list_page(RosterFileForm(day=today()))


@pages.post("/")
@takes_file
@requires(PeoplePermission.ROSTER_KEEP)
def send() -> ResponseReturnValue:
    """Read a file; what is wrong with it is said in a sentence."""
    form = RosterFileForm()
    if not form.validate():
        return _list_page(form), 422
    try:
        with form.file.saved() as path:
            name, day = form.file.data.filename or "", form.day.data or today()
            one = take_file(path, name, day, by=g.actor, at=now())
    except DomainError as error:
        return _list_page(form, error.message), 422
    return redirect(url_for("imports.layout", import_id=one.id), 303)


@pages.get("/<uuid:import_id>/layout")
@requires(PeoplePermission.ROSTER_KEEP)
def layout(import_id: UUID) -> ResponseReturnValue:
    """Which sheet, where the headings are, what each column holds."""
    return _layout_page(_waiting(import_id))


@pages.post("/<uuid:import_id>/layouts")
@requires(PeoplePermission.ROSTER_KEEP)
def lay_out(import_id: UUID) -> ResponseReturnValue:
    """Keep the layout, or guess the columns again for another sheet or other heading rows."""
    one = _waiting(import_id)
    answer = answer_of(request.form, one)
    if answer.place != (one.sheet, one.first, one.last):
        importing.lay_out(one, *answer.place, by=g.actor)
        return redirect(url_for("imports.layout", import_id=import_id), 303)
    try:
        importing.choose_columns(
            one, answer.columns, encoding=answer.encoding, tidy_names=answer.tidy_names
        )
    except Refused as refused:
        return _layout_page(one, refused.message), 409
    return redirect(url_for("imports.preview", import_id=import_id), 303)


@pages.get("/<uuid:import_id>/preview")
@requires(PeoplePermission.ROSTER_KEEP)
def preview(import_id: UUID) -> ResponseReturnValue:
    """Every row with its verdict and the reason; nothing has been changed yet."""
    one = _waiting(import_id)
    judged = comparison.verdicts(one, g.actor)
    counts = Counter(row.verdict for row in judged)
    show = request.args.get("show", "")
    chosen = Verdict(show) if show in set(Verdict) else _first_of(counts)
    some = [row for row in judged if row.verdict is chosen]
    first = (page_number() - 1) * PAGE_SIZE
    page = some[first : first + PAGE_SIZE]
    return render_template(
        "imports/preview.html",
        one=one,
        counts=counts,
        total=len(judged),
        chosen=chosen,
        rows=page,
        people=comparison.names_of([c for row in page for c in _candidates(row)], one.day),
        teams=comparison.teams_of([row.team_id for row in page if row.team_id]),
        page=page_number(),
        more=len(some) > first + PAGE_SIZE,
        undecided=sum(
            row.verdict is Verdict.DOUBTFUL and str(row.row.number) not in one.decisions
            for row in judged
        ),
        whole=Verdict,
        form=Form(),
        stopped=told(import_id),
    )


@pages.post("/<uuid:import_id>/decisions")
@requires(PeoplePermission.ROSTER_KEEP)
def decide(import_id: UUID) -> ResponseReturnValue:
    """Keep what was decided about doubtful rows."""
    one = _waiting(import_id)
    said = {
        int(name.removeprefix("row-")): value
        for name, value in request.form.items()
        if re.fullmatch(r"row-\d{1,7}", name) and value
    }
    importing.decide(one, said)
    return redirect(url_for("imports.preview", import_id=import_id, show=Verdict.DOUBTFUL), 303)


@pages.post("/<uuid:import_id>/applications")
@requires(PeoplePermission.ROSTER_KEEP)
def apply(import_id: UUID) -> ResponseReturnValue:
    """Take the file over, beside the requests; the next page shows how far it is."""
    later(IMPORT, _waiting(import_id).id, by=g.actor, at=now())
    return redirect(url_for("imports.outcome", import_id=import_id), 303)


@pages.get("/<uuid:import_id>")
@requires(PeoplePermission.ROSTER_KEEP)
def outcome(import_id: UUID) -> ResponseReturnValue:
    """How far the import is, or what came of it."""
    one = comparison.get_import(g.actor, import_id)
    so_far = told(import_id)
    if one.applied_at is None and (so_far is None or so_far.problem):
        return redirect(url_for("imports.preview", import_id=import_id), 303)
    return render_template("imports/outcome.html", one=one, told=so_far, report=one.report)


@pages.get("/<uuid:import_id>/refused-rows.xlsx")
@requires(PeoplePermission.ROSTER_KEEP)
def refused_rows(import_id: UUID) -> Response:
    """The rows that were not taken, as they stood in the file, with the reason beside each."""
    one = comparison.get_import(g.actor, import_id)
    if not one.report.get("refused"):
        raise Missing
    record("roster.exported", one, by=g.actor, at=now(), rows=len(one.report["refused"]))
    report = _refused_report(one)
    return tables.download(tables.to_xlsx(report), tables.XLSX, "dong-chua-nhan.xlsx")


def _waiting(import_id: UUID) -> RosterImport:
    one = comparison.get_import(g.actor, import_id)
    importing.check_waiting(one)
    return one


def _first_of(counts: Counter[Verdict]) -> Verdict:
    order = (Verdict.DOUBTFUL, Verdict.WRONG, Verdict.NEW, Verdict.CHANGED, Verdict.SAME)
    return next((verdict for verdict in order if counts[verdict]), Verdict.NEW)


def _candidates(row: Judged) -> list[UUID]:
    return [*row.candidates, *([row.person_id] if row.person_id else [])]


def _list_page(form: RosterFileForm, problem: str = "") -> str:
    mine = comparison.imports_of(g.actor)
    return render_template("imports/imports.html", form=form, problem=problem, mine=mine)


def _layout_page(one: RosterImport, problem: str = "") -> str:
    return render_template(
        "imports/layout.html",
        one=one,
        problem=problem,
        crumbs=[(url_for("imports.imports"), _("Take over a roster file"))],
        action=url_for("imports.lay_out", import_id=one.id),
        form=Form(),
        **shown(one),
    )


def _refused_report(one: RosterImport) -> Report:
    names = one.report["headings"]
    width = max(len(row) for row in one.report["refused"]) - 2
    titles = [*names, *[""] * width][:width]
    rows = []
    for number, reason, *cells in one.report["refused"]:
        why = str(DOUBTS[Doubt(reason)]) if reason in set(Doubt) else reason
        rows.append([number, why, *[*cells, *[""] * width][:width]])
    return Report(
        name=_("Rows not taken"),
        superior="",
        agency="",
        title=_("ROWS NOT TAKEN"),
        subtitle=one.file_name,
        columns=[Column(_("Row")), Column(_("Reason"), 30), *[Column(t, 18) for t in titles]],
        rows=rows,
    )
