"""Pages of a list of who attended: send a file, see its columns, look, decide, enter it."""

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
from lms.core.clock import now
from lms.core.errors import DomainError, Missing, Refused
from lms.core.forms import Form
from lms.core.pages import PAGE_SIZE, page_number, share_words
from lms.core.sheets import read_book
from lms.core.web import takes_file
from lms.people.imports.layout_page import answer_of, shown
from lms.people.operations import importing
from lms.training import lists, queries
from lms.training.list_matching import ListVerdict
from lms.training.models import TrainingClass
from lms.training.permissions import TrainingPermission
from lms.training.sheet_forms import ListFileForm
from lms.training.sheet_models import ListImport
from lms.training.words import LIST_REASONS, LIST_VERDICTS

pages = Blueprint("lists", __name__, url_prefix="/training/classes/<uuid:class_id>/lists")
share_words(pages, list_verdict_words=LIST_VERDICTS, list_reason_words=LIST_REASONS)
FIRST_TO_SEE = (
    ListVerdict.CHOOSE,
    ListVerdict.NOBODY,
    ListVerdict.WRONG,
    ListVerdict.FOUND,
    ListVerdict.PRESENT,
)


@pages.get("/")
@requires(TrainingPermission.RECORD)
def files(class_id: UUID) -> ResponseReturnValue:
    """Send a list, and see those sent before."""
    return _files_page(_held(class_id), ListFileForm())


@pages.post("/")
@requires(TrainingPermission.RECORD)
@takes_file
def send(class_id: UUID) -> ResponseReturnValue:
    """Read a file; what is wrong with it is said in a sentence."""
    held, form = _held(class_id), ListFileForm()
    if not form.validate():
        return _files_page(held, form), 422
    name = form.file.data.filename or ""
    try:
        one = lists.take(held, read_book(form.file.body(), name), name, by=g.actor, at=now())
    except DomainError as error:
        return _files_page(held, form, error.message), error.status
    place = "lists.preview" if one.columns else "lists.layout"
    return redirect(url_for(place, class_id=class_id, import_id=one.id), 303)


@pages.get("/<uuid:import_id>/layout")
@requires(TrainingPermission.RECORD)
def layout(class_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Which sheet, where the headings are, what each column holds."""
    one, held = _waiting(class_id, import_id)
    return _layout_page(one, held)


@pages.post("/<uuid:import_id>/layouts")
@requires(TrainingPermission.RECORD)
def lay_out(class_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Keep the layout, or guess the columns again for another sheet or other heading rows."""
    one, held = _waiting(class_id, import_id)
    answer = answer_of(request.form, one)
    if answer.place != (one.sheet, one.first, one.last):
        importing.guess_again(one, *answer.place)
        return redirect(url_for("lists.layout", class_id=class_id, import_id=import_id), 303)
    try:
        importing.choose_columns(
            one, answer.columns, encoding=answer.encoding, tidy_names=answer.tidy_names
        )
    except Refused as refused:
        return _layout_page(one, held, refused.message), 409
    return redirect(url_for("lists.preview", class_id=class_id, import_id=import_id), 303)


@pages.get("/<uuid:import_id>/preview")
@requires(TrainingPermission.RECORD)
def preview(class_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Every row with its verdict; nothing has been entered yet."""
    one, held = _waiting(class_id, import_id)
    return _preview_page(one, held)


@pages.post("/<uuid:import_id>/decisions")
@requires(TrainingPermission.RECORD)
def decide(class_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Keep what was decided about rows with several people."""
    one, _class = _waiting(class_id, import_id)
    said = {
        int(name.removeprefix("row-")): value
        for name, value in request.form.items()
        if re.fullmatch(r"row-\d{1,7}", name) and value
    }
    importing.decide(one, said)
    target = url_for(
        "lists.preview", class_id=class_id, import_id=import_id, show=ListVerdict.CHOOSE
    )
    return redirect(target, 303)


@pages.post("/<uuid:import_id>/applications")
@requires(TrainingPermission.RECORD)
def apply(class_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Enter everybody found. Pressed twice, it is done once."""
    one, held = lists.get_list(g.actor, class_id, import_id)
    reason = request.form.get("reason", "")[:400]
    try:
        if one.applied_at is None:
            lists.apply(one, held, reason=reason, by=g.actor, at=now())
    except Refused as refused:
        return _preview_page(one, held, refused.message), 409
    return redirect(url_for("lists.outcome", class_id=class_id, import_id=import_id), 303)


@pages.get("/<uuid:import_id>")
@requires(TrainingPermission.RECORD)
def outcome(class_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """What came of a list."""
    one, held = lists.get_list(g.actor, class_id, import_id)
    if one.applied_at is None:
        target = url_for("lists.preview", class_id=class_id, import_id=import_id)
        return redirect(target, 303)
    return render_template("lists/outcome.html", one=one, held=held, report=one.report)


@pages.get("/<uuid:import_id>/refused-rows.xlsx")
@requires(TrainingPermission.RECORD)
def refused_rows(class_id: UUID, import_id: UUID) -> Response:
    """The rows that were not taken, with the reason beside each."""
    one, held = lists.get_list(g.actor, class_id, import_id)
    if not one.report.get("refused"):
        raise Missing
    rows = len(one.report["refused"])
    record("list.exported", one, by=g.actor, at=now(), label=held.title, rows=rows)
    body = tables.to_xlsx(lists.rows_back(one, LIST_REASONS))
    return tables.download(body, tables.XLSX, "dong-chua-nhan.xlsx")


def _held(class_id: UUID) -> TrainingClass:
    return queries.get_class(g.actor, class_id, TrainingPermission.RECORD, halls=False)


def _waiting(class_id: UUID, import_id: UUID) -> tuple[ListImport, TrainingClass]:
    one, held = lists.get_list(g.actor, class_id, import_id)
    importing.check_waiting(one)
    return one, held


def _files_page(held: TrainingClass, form: ListFileForm, problem: str = "") -> str:
    mine = lists.lists_of(g.actor, held.id)
    return render_template("lists/files.html", held=held, form=form, problem=problem, mine=mine)


def _layout_page(one: ListImport, held: TrainingClass, problem: str = "") -> str:
    return render_template(
        "imports/layout.html",
        one=one,
        problem=problem,
        crumbs=[
            (url_for("training.training_class", class_id=held.id), held.title),
            (url_for("lists.files", class_id=held.id), _("Enter a list")),
        ],
        action=url_for("lists.lay_out", class_id=held.id, import_id=one.id),
        form=Form(),
        **{**shown(one), "fields": lists.FIELDS},
    )


def _preview_page(one: ListImport, held: TrainingClass, problem: str = "") -> str:
    rows = lists.judged(one, held)
    counts = Counter(row.verdict for row in rows)
    show = request.args.get("show", "")
    fallback = next((verdict for verdict in FIRST_TO_SEE if counts[verdict]), ListVerdict.FOUND)
    chosen = ListVerdict(show) if show in set(ListVerdict) else fallback
    some = [row for row in rows if row.verdict is chosen]
    first = (page_number() - 1) * PAGE_SIZE
    page = some[first : first + PAGE_SIZE]
    people = {c for row in page for c in (*row.candidates, row.person_id) if c}
    decided = sum(
        row.verdict is ListVerdict.CHOOSE
        and one.decisions.get(str(row.row.number)) in {str(c) for c in row.candidates}
        for row in rows
    )
    return render_template(
        "lists/preview.html",
        one=one,
        held=held,
        counts=counts,
        chosen=chosen,
        rows=page,
        seats=lists.seats_of(people, held),
        page=page_number(),
        more=len(some) > first + PAGE_SIZE,
        total=len(rows),
        ready=counts[ListVerdict.FOUND] + decided,
        left_out=len(rows) - counts[ListVerdict.FOUND] - counts[ListVerdict.PRESENT] - decided,
        verdicts=ListVerdict,
        signing=queries.signing_of(held.id),
        problem=problem,
        form=Form(),
    )
