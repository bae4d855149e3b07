"""Pages of questions under lessons: all of them, those of a lesson, one with its answers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.models import Lesson, ModuleVersion
from courses.queries import latest_published
from lms.community import operations, places, queries, question_queries, words
from lms.community.forms import AnswerForm, QuestionForm
from lms.community.models import AnswersSeen, Posting, Question
from lms.community.operations import Text
from lms.community.permissions import CommunityPermission
from lms.community.question_queries import Look
from lms.core.access import requires
from lms.core.audit import note_reading
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.keyset import turn_asked
from lms.core.pages import share_words

pages = Blueprint("questions", __name__, url_prefix="/community")
pages.add_app_template_filter(words.author_of, "author_of")
share_words(
    pages,
    posting_kind_words=words.POSTING_KINDS,
    posting_state_words=words.POSTING_STATES,
)


@pages.get("/questions")
@requires(CommunityPermission.READ)
def overview() -> ResponseReturnValue:
    """Questions across all modules; for trainers those without answer first."""
    wanted, look = request.args.get("q", "")[:80], _look()
    page = question_queries.find(g.actor, look, wanted, turn_asked())
    return render_template(
        "community/questions.html",
        page=page,
        wanted=wanted,
        look=look,
        titles={one.module_id: one.title for one in latest_published()},
        waits=queries.waiting() if g.actor.may(CommunityPermission.MODERATE) else None,
        reasons=queries.reasons_of([row.posting.id for row in page.rows]),
    )


@pages.get("/modules/<uuid:module_id>/lessons/<int:position>/questions")
@requires(CommunityPermission.READ)
def lesson(module_id: UUID, position: int) -> ResponseReturnValue:
    """Everything asked about a lesson, in whatever version, and a place to ask."""
    version, found = _lesson(module_id, position)
    form = _question_form(found)
    form.line.data = request.args.get("line", 0, type=int)
    return _lesson_page(version, found, position, form)


@pages.post("/modules/<uuid:module_id>/lessons/<int:position>/questions")
@requires(CommunityPermission.WRITE)
def ask(module_id: UUID, position: int) -> ResponseReturnValue:
    """Ask about a lesson."""
    version, found = _lesson(module_id, position)
    if found is None:
        raise Missing
    form = _question_form(found)
    if not form.validate():
        return _lesson_page(version, found, position, form), 422
    text = Text(form.text.data or "", form.request_id())
    try:
        question_id = operations.ask(
            version, found, text, form.line.data or None, by=g.actor, at=now()
        )
    except Refused as refused:
        return _lesson_page(version, found, position, form, refused.message), 409
    return redirect(url_for("questions.question", question_id=question_id), 303)


@pages.get("/questions/<uuid:question_id>")
@requires(CommunityPermission.READ)
def question(question_id: UUID) -> ResponseReturnValue:
    """One question with its answers. Its asker has seen them by looking."""
    posting, about = question_queries.get_question(g.actor, question_id)
    if queries.new_answers(g.actor.person_id, posting.id):
        note_reading(AnswersSeen(question_id=posting.id, at=now()))
    return _question_page(posting, about, AnswerForm())


@pages.post("/questions/<uuid:question_id>/answers")
@requires(CommunityPermission.WRITE)
def answer(question_id: UUID) -> ResponseReturnValue:
    """Answer a question."""
    posting, about = question_queries.get_question(g.actor, question_id)
    form = AnswerForm()
    if not form.validate():
        return _question_page(posting, about, form), 422
    text = Text(form.text.data or "", form.request_id())
    try:
        answer_id = operations.answer(posting, text, by=g.actor, at=now())
    except Refused as refused:
        return _question_page(posting, about, form, refused.message), 409
    there = url_for("questions.question", question_id=question_id, _anchor=f"answer-{answer_id}")
    return redirect(there, 303)


@pages.post("/questions/<uuid:question_id>/best-answer/<uuid:answer_id>")
@requires(CommunityPermission.WRITE)
def choose_best(question_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """Mark the best answer."""
    posting, _about = question_queries.get_question(g.actor, question_id)
    reply = queries.get_posting(g.actor, answer_id)
    operations.choose_best(posting, reply, by=g.actor, at=now())
    there = url_for("questions.question", question_id=question_id, _anchor=f"answer-{answer_id}")
    return redirect(there, 303)


def _look() -> Look:
    try:
        return Look(request.args.get("look", ""))
    except ValueError:
        return Look.ALL


def _lesson(module_id: UUID, position: int) -> tuple[ModuleVersion, Lesson | None]:
    version, _learns = places.version_read_by(g.actor, module_id, today().year)
    return version, places.lesson_at(version, position)


def _question_form(lesson: Lesson | None) -> QuestionForm:
    form = QuestionForm()
    lines = places.line_choices(lesson) if lesson else []
    form.line.choices = [(0, words.WHOLE_LESSON), *lines]
    return form


def _lesson_page(
    version: ModuleVersion,
    lesson: Lesson | None,
    position: int,
    form: QuestionForm,
    problem: str = "",
) -> str:
    page = question_queries.of_lesson(g.actor, version.module_id, position, turn_asked())
    if lesson is None and not page.rows:
        raise Missing
    learns = queries.learns(g.actor, version.module_id)
    return render_template(
        "community/lesson.html",
        version=version,
        lesson=lesson,
        title=lesson.title if lesson else page.rows[0].question.lesson_title,
        page=page,
        form=form,
        problem=problem,
        opens=_opens(version),
        may_ask=lesson is not None and learns and g.actor.may(CommunityPermission.WRITE),
        reasons=queries.reasons_of([row.posting.id for row in page.rows]),
    )


def _opens(version: ModuleVersion) -> bool:
    """Whether the lessons of this version open for the actor: as a learner, this year."""
    found, learns = places.version_read_by(g.actor, version.module_id, today().year)
    return learns and found.id == version.id


def _question_page(posting: Posting, about: Question, form: AnswerForm, problem: str = "") -> str:
    version, opens = places.version_read_by(g.actor, about.module_id, today().year)
    lesson = places.lesson_at(version, about.position)
    answers = question_queries.answers_of(g.actor, posting.id)
    best = question_queries.best_of([posting.id]).get(posting.id)
    path = url_for("questions.question", question_id=posting.id)
    return render_template(
        "community/question.html",
        posting=posting,
        about=about,
        version=version,
        lesson=lesson,
        line=places.line_now(about, lesson),
        opens=opens,
        answers=[one for one in answers if best is None or one.id != best.id],
        best=best,
        form=form,
        problem=problem,
        may_answer=queries.may_answer(g.actor, about),
        may_choose=g.actor.may(CommunityPermission.WRITE)
        and operations.may_choose_best(g.actor, posting),
        reasons=queries.reasons_of([posting.id, *(one.id for one in answers)]),
        chat=words.question_chat(version.title, posting, best, path),
    )
