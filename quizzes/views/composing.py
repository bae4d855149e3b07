"""Pages of making quizzes: the list, a quiz with its versions, the form, a version, its release."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Refused
from quizzes import composing_queries, queries
from quizzes.composing_forms import QuizForm, ReleaseForm
from quizzes.models import QuizVersion
from quizzes.operations import bank, composing
from quizzes.permissions import QuizPermission
from quizzes.rules.changes import quiz_changes
from quizzes.rules.drawing import Line, draw
from quizzes.views import quiz_sheet
from quizzes.views.quiz_sheet import QuizSheet

pages = Blueprint("composing", __name__, url_prefix="/quizzes")
MOST_SEEDS = 1_000_000


@pages.get("/")
@requires(QuizPermission.READ_KEYS)
def quizzes() -> ResponseReturnValue:
    """Every quiz with the version learners meet."""
    return render_template("quizzes/composing/quizzes.html", rows=composing_queries.quizzes())


@pages.get("/form")
@requires(QuizPermission.WRITE)
def quiz_form() -> ResponseReturnValue:
    """The form for a new quiz."""
    return _quiz_page(QuizForm())


@pages.post("/")
@requires(QuizPermission.WRITE)
def open_quiz() -> ResponseReturnValue:
    """Begin a new quiz."""
    form = QuizForm()
    if not form.validate():
        return _quiz_page(form), 422
    typed = form.data
    try:
        found = composing.new_quiz(typed["code"], typed["title"], by=g.actor, at=now())
    except Refused as refused:
        return _quiz_page(form, refused.message), 409
    return redirect(url_for("composing.version_form", quiz_id=found.id), 303)


@pages.get("/<uuid:quiz_id>")
@requires(QuizPermission.READ_KEYS)
def quiz(quiz_id: UUID) -> ResponseReturnValue:
    """A quiz: its versions, what changed in each, how often each was sat."""
    found, rows = composing_queries.get_quiz(quiz_id), composing_queries.versions_of(quiz_id)
    made = composing_queries.made_up([row.version for row in rows])
    changes = [
        quiz_changes(older, newer) for newer, older in zip(made, [*made[1:], None], strict=False)
    ]
    return render_template(
        "quizzes/composing/quiz.html",
        quiz=found,
        rows=list(zip(rows, changes, strict=True)),
        released=queries.released_version(quiz_id),
    )


@pages.get("/<uuid:quiz_id>/versions/form")
@requires(QuizPermission.WRITE)
def version_form(quiz_id: UUID) -> ResponseReturnValue:
    """The form for a new version, filled like the newest one."""
    return _version_page(quiz_sheet.beginning(composing_queries.get_quiz(quiz_id)))


@pages.post("/<uuid:quiz_id>/versions/preview")
@requires(QuizPermission.WRITE)
def preview_version(quiz_id: UUID) -> ResponseReturnValue:
    """The form as it was sent, with what is missing and a trial draw."""
    sheet = quiz_sheet.sent(composing_queries.get_quiz(quiz_id))
    return _version_page(sheet, tries="trial" in sheet.typed and sheet.check())


@pages.post("/<uuid:quiz_id>/versions")
@requires(QuizPermission.WRITE)
def compose(quiz_id: UUID) -> ResponseReturnValue:
    """Make a new version."""
    sheet = quiz_sheet.sent(composing_queries.get_quiz(quiz_id))
    if not sheet.check():
        return _version_page(sheet), 422
    try:
        made = composing.compose(
            sheet.quiz,
            sheet.plan,
            sheet.items,
            sheet.fixed,
            seen=sheet.typed.get("seen", type=int) or 0,
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        return _contested(sheet, refused.message), 409
    return _to(made)


@pages.get("/versions/<uuid:version_id>")
@requires(QuizPermission.READ_KEYS)
def version(version_id: UUID) -> ResponseReturnValue:
    """A version of a quiz: what it draws from, a trial draw, its release."""
    return _one_page(queries.get_quiz_version(version_id), ReleaseForm())


@pages.post("/versions/<uuid:version_id>/release")
@requires(QuizPermission.WRITE)
def release(version_id: UUID) -> ResponseReturnValue:
    """Let learners meet this version from now on."""
    found, form = queries.get_quiz_version(version_id), ReleaseForm()
    if not form.validate():
        return _one_page(found, form), 422
    bank.release(found, by=g.actor, at=now(), note=form.note.data or "")
    return redirect(url_for("composing.quiz", quiz_id=found.quiz_id), 303)


def _contested(sheet: QuizSheet, message: str) -> str:
    """The form again: who saves it once more has been told of the other version."""
    newest = composing_queries.newest_version(sheet.quiz.id)
    sheet.form.seen.data = str(newest.number) if newest else "0"
    return _version_page(sheet, problem=message)


def _quiz_page(form: QuizForm, problem: str = "") -> str:
    return render_template("quizzes/composing/quiz_form.html", form=form, problem=problem)


def _version_page(sheet: QuizSheet, *, tries: bool = False, problem: str = "") -> str:
    return render_template(
        "quizzes/composing/version_form.html",
        sheet=sheet,
        form=sheet.form,
        missing=sheet.missing(),
        trial=sheet.trial() if tries else (),
        problem=problem,
    )


def _one_page(found: QuizVersion, form: ReleaseForm) -> str:
    drawable = composing_queries.items_of(found.id)
    row = next(r for r in composing_queries.versions_of(found.quiz_id) if r.version.id == found.id)
    seed = min(request.args.get("seed", 1, type=int), MOST_SEEDS)
    return render_template(
        "quizzes/composing/version.html",
        version=found,
        row=row,
        drawable=drawable,
        trial=_trial(found, seed),
        seed=seed,
        form=form,
    )


def _trial(found: QuizVersion, seed: int) -> list[UUID]:
    cards = queries.drawable(found.id)
    lines = [Line(**line) for line in found.blueprint]
    return [one.item_version_id for one in draw(cards, found.draw, seed, lines)]


def _to(made: QuizVersion) -> ResponseReturnValue:
    return redirect(url_for("composing.version", version_id=made.id), 303)
