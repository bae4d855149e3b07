"""Pages of the quizzes of a class: mine to sit, the choice, results before and after."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.pages import page_number, share_words
from lms.training import class_quiz_operations as operations
from lms.training import class_quizzes, planning, queries
from lms.training.class_quiz_forms import ClassQuizzesForm
from lms.training.class_quiz_report import report_of
from lms.training.models import TrainingClass
from lms.training.moments import Moment
from lms.training.permissions import TrainingPermission
from lms.training.quiz_models import ClassQuiz
from lms.training.words import MOMENTS
from quizzes.queries import get_quiz_version
from quizzes.release_queries import released_quizzes
from quizzes.rules.gains import normalised_gain, summary

pages = Blueprint("class_quizzes", __name__, url_prefix="/training")
share_words(pages, moment_words=MOMENTS)


@pages.get("/class-quizzes")
@requires(TrainingPermission.OWN_SEAT)
def own() -> ResponseReturnValue:
    """The quizzes of my classes: to sit now, and sat lately."""
    return _own_page()


@pages.post("/class-quizzes/<uuid:class_quiz_id>/attempt")
@requires(TrainingPermission.OWN_SEAT)
def sit(class_quiz_id: UUID) -> ResponseReturnValue:
    """Begin the quiz of a class of mine, or go on with it."""
    quiz = class_quizzes.get_own_quiz(g.actor, class_quiz_id)
    try:
        attempt = operations.sit(quiz, by=g.actor, at=now(), origin=url_for("class_quizzes.own"))
    except Refused as refused:
        return _own_page(refused.message), 409
    return redirect(url_for("quizzes.resume", attempt_id=attempt.id), 303)


@pages.get("/classes/<uuid:class_id>/gains")
@requires(TrainingPermission.READ)
def gains(class_id: UUID) -> ResponseReturnValue:
    """What the people of a class knew before and know after, and the choice of the quizzes."""
    held = queries.get_class(g.actor, class_id)
    chosen = class_quizzes.quizzes_of(held.id)
    form = ClassQuizzesForm(
        before=_chosen(chosen.get(Moment.BEFORE)), after=_chosen(chosen.get(Moment.AFTER))
    )
    return _gains_page(held, form)


@pages.post("/classes/<uuid:class_id>/quizzes")
@requires(TrainingPermission.PLAN)
def choose(class_id: UUID) -> ResponseReturnValue:
    """Choose the quizzes of a class; both or none of the choices are taken."""
    held = queries.get_class(g.actor, class_id, TrainingPermission.PLAN, halls=False)
    form = _offer(ClassQuizzesForm(), held)
    if not form.validate():
        return _gains_page(held, form), 422
    try:
        choices = {
            moment: get_quiz_version(UUID(one)) if one else None
            for moment, one in form.chosen().items()
        }
        operations.choose(held, choices, by=g.actor, at=now())
    except Refused as refused:
        return _gains_page(held, form, refused.message), 409
    return redirect(url_for("class_quizzes.gains", class_id=held.id, saved=1), 303)


@pages.get("/classes/<uuid:class_id>/gains.<string:ending>")
@requires(TrainingPermission.READ)
def gains_file(class_id: UUID, ending: str) -> Response:
    """The same table as a file for the office. Every download is logged."""
    if ending not in tables.WRITERS:
        raise Missing
    held = queries.get_class(g.actor, class_id)
    results = class_quizzes.results_of(held)
    report = report_of(held, results)
    record(
        "class_gains.exported", held, by=g.actor, at=now(), label=held.title,
        ending=ending, rows=len(results),
    )  # fmt: skip
    write, kind = tables.WRITERS[ending]
    return tables.download(write(report), kind, f"truoc-sau-lop-{held.held_on:%Y%m%d}.{ending}")


def _chosen(quiz: ClassQuiz | None) -> str:
    return str(quiz.quiz_version_id) if quiz is not None else ""


def _offer(form: ClassQuizzesForm, held: TrainingClass) -> ClassQuizzesForm:
    """Every released quiz, and those chosen before that have a newer version now."""
    chosen = [quiz.quiz_version for quiz in class_quizzes.quizzes_of(held.id).values()]
    return form.offer({str(one.id): one.quiz.title for one in [*released_quizzes(), *chosen]})


def _own_page(problem: str = "") -> str:
    rows = class_quizzes.own_quizzes(g.actor.person_id, today())
    return render_template(
        "training/own_quizzes.html",
        rows=rows,
        open_ids={row.quiz.id for row in rows if class_quizzes.is_open(row.quiz, today())},
        problem=problem,
    )


def _gains_page(held: TrainingClass, form: ClassQuizzesForm, problem: str = "") -> str:
    lines = class_quizzes.results_of(held)
    plans = queries.units_reached(g.actor, TrainingPermission.PLAN, [held.unit_id], held.held_on)
    return render_template(
        "training/gains.html",
        held=held,
        chosen=class_quizzes.quizzes_of(held.id),
        lines=lines,
        whole=summary([line.result for line in lines]),
        gain=normalised_gain,
        moments=Moment,
        may_choose=bool(plans),
        called_off=planning.cancellations([held.id]).get(held.id),
        form=_offer(form, held),
        page=page_number(),
        saved="saved" in request.args,
        problem=problem,
    )
