"""Pages of sitting a quiz: one question a screen, every answer kept the moment it is given."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now
from lms.core.db import new_id
from lms.core.forms import Form
from lms.people.devices import device_key
from quizzes import queries
from quizzes.items import KINDS
from quizzes.models import Attempt
from quizzes.operations import sitting
from quizzes.permissions import QuizPermission
from quizzes.standing_queries import is_over

pages = Blueprint("quizzes", __name__, url_prefix="/quizzes")


@pages.get("/attempts/<uuid:attempt_id>/resumption")
@requires(QuizPermission.SIT)
def resume(attempt_id: UUID) -> ResponseReturnValue:
    """Go to the first question that is not answered yet."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if attempt.submission is not None:
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    answered = queries.answers_of(attempt_id)
    for item in queries.items_of(attempt_id):
        if item.position not in answered:
            place = url_for("quizzes.item", attempt_id=attempt.id, position=item.position)
            return redirect(place, 303)
    return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)


@pages.get("/attempts/<uuid:attempt_id>/items/<int:position>")
@requires(QuizPermission.SIT)
def item(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """One question of an attempt."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if attempt.submission is not None:
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    if is_over(attempt, now()):
        return _over_page(attempt)
    return _item_page(attempt, position)


@pages.post("/attempts/<uuid:attempt_id>/items/<int:position>/response")
@requires(QuizPermission.SIT)
def respond(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Keep the answer to a question, go on to the next."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if sitting.close_if_over(attempt, by=g.actor, at=now()):  # the result says what came too late
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    drawn = queries.get_item(attempt_id, position)
    kind = KINDS[drawn.item_version.kind]
    given = kind.read(request.form, drawn.item_version.wording)
    if given is None:
        return _item_page(attempt, position, str(kind.ASK)), 422
    sitting.answer(
        attempt, position, given, request_id=request.form.get("request_id", "")[:40], at=now()
    )
    return redirect(_next_page(attempt, position), 303)


@pages.get("/attempts/<uuid:attempt_id>/review")
@requires(QuizPermission.SIT)
def review(attempt_id: UUID) -> ResponseReturnValue:
    """What is answered and what is not, before handing in."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if attempt.submission is not None:
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    if is_over(attempt, now()):
        return _over_page(attempt)
    return _review_page(attempt)


@pages.post("/attempts/<uuid:attempt_id>/submission")
@requires(QuizPermission.SIT)
def submit(attempt_id: UUID) -> ResponseReturnValue:
    """Hand in."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    sitting.submit(attempt, by=g.actor, at=now(), device_key=device_key())
    return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)


@pages.get("/attempts/<uuid:attempt_id>")
@requires(QuizPermission.SIT)
def result(attempt_id: UUID) -> ResponseReturnValue:
    """The score, and what each question was about."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if attempt.mark is None:
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    items, answers = queries.items_of(attempt_id), queries.answers_of(attempt_id)
    earned = sitting.marking_of(attempt, items, answers)
    return render_template(
        "quizzes/result.html",
        attempt=attempt,
        rows=list(zip(items, earned.credits, strict=True)),
        kinds=KINDS,
        answers=answers,
        form=Form(),
    )


def _item_page(attempt: Attempt, position: int, error: str = "") -> str:
    drawn, answers = queries.get_item(attempt.id, position), queries.answers_of(attempt.id)
    return render_template(
        "quizzes/item.html",
        attempt=attempt,
        drawn=drawn,
        kind=KINDS[drawn.item_version.kind],
        answered=answers,
        count=len(queries.items_of(attempt.id)),
        request_id=new_id().hex,
        form=Form(),
        error=error,
    )


def _over_page(attempt: Attempt) -> str:
    """Looking changes nothing: the button hands in."""
    return render_template("quizzes/over.html", attempt=attempt, form=Form())


def _review_page(attempt: Attempt) -> str:
    items, answers = queries.items_of(attempt.id), queries.answers_of(attempt.id)
    missing = [i.position for i in items if i.position not in answers]
    return render_template(
        "quizzes/review.html",
        attempt=attempt,
        items=items,
        answered=answers,
        missing=missing,
        form=Form(),
    )


def _next_page(attempt: Attempt, position: int) -> str:
    if position < len(queries.items_of(attempt.id)):
        return url_for("quizzes.item", attempt_id=attempt.id, position=position + 1)
    return url_for("quizzes.review", attempt_id=attempt.id)
