"""Pages of asking aloud: one question a screen, the trainer notes what the person says."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.db import new_id
from lms.core.errors import Refused
from lms.core.files import show
from lms.core.forms import Form, options
from quizzes import examinee_queries as examinees
from quizzes import oral_queries as questions
from quizzes import queries
from quizzes.items import KINDS
from quizzes.operations import oral, sitting
from quizzes.oral_queries import Asked
from quizzes.paper_forms import OralForm, as_uuid, nobody_called
from quizzes.paper_queries import printable
from quizzes.permissions import QuizPermission
from quizzes.sitting_queries import get_medium
from quizzes.wording import Medium

pages = Blueprint("oral", __name__, url_prefix="/quizzes/oral")


@pages.get("/")
@requires(QuizPermission.EXAMINE)
def choose() -> ResponseReturnValue:
    """Choose a quiz and whom to ask; or go on with what was begun."""
    return _choose_page(_offer(OralForm(formdata=None)))


@pages.post("/")
@requires(QuizPermission.EXAMINE)
def begin() -> ResponseReturnValue:
    """Begin to ask somebody; pressed twice, it is begun once."""
    form = _offer(OralForm())
    wanted, day = form.who.data or "", today()
    valid = form.validate()
    choice = examinees.named_like(g.actor, QuizPermission.EXAMINE, wanted, day)
    chosen = as_uuid(form.person.data or "")
    whose = next((one for one in choice if one.person.id == chosen), None)
    if not valid or whose is None:
        if valid:
            form.say_who(_("Please choose who it is.") if choice else nobody_called(wanted))
        return _choose_page(form, choice), 422
    quiz = queries.get_quiz_version(UUID(form.quiz.data))
    try:
        attempt = oral.begin(quiz, whose.person.id, by=g.actor, at=now())
    except Refused as refused:
        return _choose_page(form, choice, refused.message), 409
    return redirect(url_for("oral.item", attempt_id=attempt.id, position=1), 303)


@pages.get("/<uuid:attempt_id>/items/<int:position>")
@requires(QuizPermission.EXAMINE)
def item(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """One question, to be read aloud."""
    asked = questions.get_asked(g.actor, attempt_id)
    if asked.attempt.submission is not None:
        return redirect(url_for("oral.result", attempt_id=attempt_id), 303)
    return _item_page(asked, position)


@pages.post("/<uuid:attempt_id>/items/<int:position>/response")
@requires(QuizPermission.EXAMINE)
def respond(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Note what the person answered, go on to the next question."""
    asked = questions.get_asked(g.actor, attempt_id)
    drawn = queries.get_item(attempt_id, position)
    kind = KINDS[drawn.item_version.kind]
    given = kind.read(request.form, drawn.item_version.wording)
    if given is None:
        return _item_page(asked, position, str(kind.ASK)), 422
    oral.note(
        asked.attempt,
        position,
        given,
        request_id=request.form.get("request_id", "")[:40],
        at=now(),
    )
    return redirect(_next_page(asked, position), 303)


@pages.get("/<uuid:attempt_id>/media/<uuid:file_id>")
@requires(QuizPermission.EXAMINE)
def medium(attempt_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """A picture or recording of a question that is asked."""
    asked = questions.get_asked(g.actor, attempt_id)
    return show(get_medium(asked.attempt.id, file_id))


@pages.get("/<uuid:attempt_id>/review")
@requires(QuizPermission.EXAMINE)
def review(attempt_id: UUID) -> ResponseReturnValue:
    """What was answered and what was not, before handing in."""
    asked = questions.get_asked(g.actor, attempt_id)
    if asked.attempt.submission is not None:
        return redirect(url_for("oral.result", attempt_id=attempt_id), 303)
    items, answers = queries.items_of(attempt_id), queries.answers_of(attempt_id)
    return render_template(
        "quizzes/oral/review.html",
        asked=asked,
        items=items,
        answered=answers,
        missing=[one.position for one in items if one.position not in answers],
        form=Form(),
    )


@pages.post("/<uuid:attempt_id>/submission")
@requires(QuizPermission.EXAMINE)
def submit(attempt_id: UUID) -> ResponseReturnValue:
    """Hand in."""
    asked = questions.get_asked(g.actor, attempt_id)
    oral.hand_in(asked.attempt, by=g.actor, at=now())
    return redirect(url_for("oral.result", attempt_id=attempt_id), 303)


@pages.get("/<uuid:attempt_id>")
@requires(QuizPermission.EXAMINE)
def result(attempt_id: UUID) -> ResponseReturnValue:
    """The score, and what to look at again together. Keys are shown once it is passed."""
    asked = questions.get_asked(g.actor, attempt_id)
    if asked.attempt.mark is None:
        return redirect(url_for("oral.review", attempt_id=attempt_id), 303)
    items, answers = queries.items_of(attempt_id), queries.answers_of(attempt_id)
    earned = sitting.marking_of(asked.attempt, items, answers)
    again = [one for one, credit in zip(items, earned.credits, strict=True) if credit != 1]
    return render_template("quizzes/oral/result.html", asked=asked, again=again)


def _offer(form: OralForm) -> OralForm:
    form.quiz.choices = options({str(one.id): one.quiz.title for one in printable()})
    return form


def _choose_page(
    form: OralForm, choice: list[examinees.Found] | None = None, problem: str = ""
) -> str:
    return render_template(
        "quizzes/oral/choose.html",
        form=form,
        choice=choice or [],
        under_way=questions.under_way(g.actor),
        problem=problem,
    )


def _item_page(asked: Asked, position: int, error: str = "") -> str:
    attempt = asked.attempt
    drawn, answers = queries.get_item(attempt.id, position), queries.answers_of(attempt.id)
    return render_template(
        "quizzes/oral/item.html",
        asked=asked,
        attempt=attempt,
        drawn=drawn,
        wording=drawn.item_version.wording,
        order=drawn.option_order,
        chosen=answers.get(position),
        typed=request.form if error else None,
        wrong="wrong" if error else "",
        media_url=partial(_medium_url, attempt.id),
        kind=KINDS[drawn.item_version.kind],
        answered=answers,
        count=len(queries.positions(attempt.id)),
        request_id=new_id().hex,
        form=Form(),
        error=error,
    )


def _medium_url(attempt_id: UUID, one: Medium) -> str:
    return url_for("oral.medium", attempt_id=attempt_id, file_id=one.file_id)


def _next_page(asked: Asked, position: int) -> str:
    attempt_id = asked.attempt.id
    if position < len(queries.positions(attempt_id)):
        return url_for("oral.item", attempt_id=attempt_id, position=position + 1)
    return url_for("oral.review", attempt_id=attempt_id)
