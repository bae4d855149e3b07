"""Pages of sitting a quiz: one question a screen, every answer kept the moment it is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now
from lms.core.db import new_id
from lms.core.forms import Form
from lms.core.pages import share_words, wants_json
from lms.people.devices import device_key
from quizzes import queries
from quizzes.items import KINDS
from quizzes.models import Attempt, AttemptItem, Mode
from quizzes.operations import sitting
from quizzes.operations.limits import too_late
from quizzes.permissions import QuizPermission
from quizzes.reviewing import look_back, may_look_back, practised
from quizzes.rules.feedback import Verdict
from quizzes.standing_queries import is_over
from quizzes.wording import Medium
from quizzes.words import VERDICTS, hour, marks, without_gaps

pages = Blueprint("quizzes", __name__, url_prefix="/quizzes")
pages.add_app_template_filter(hour, "hour")
pages.add_app_template_filter(marks, "marks")
pages.add_app_template_filter(without_gaps, "without_gaps")
share_words(pages, answer_verdict_words=VERDICTS)


@pages.get("/attempts/<uuid:attempt_id>/resumption")
@requires(QuizPermission.SIT)
def resume(attempt_id: UUID) -> ResponseReturnValue:
    """Go to the first question that is not answered yet."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if attempt.submission is not None:
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    left = queries.unanswered(attempt_id)
    if left:
        return redirect(url_for("quizzes.item", attempt_id=attempt.id, position=left[0]), 303)
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
    return _item_page(attempt, queries.get_item(attempt_id, position))


@pages.post("/attempts/<uuid:attempt_id>/items/<int:position>/response")
@requires(QuizPermission.SIT)
def respond(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Keep the answer to a question, go on to the next; a script is told how many are kept."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if sitting.close_if_over(attempt, by=g.actor, at=now()):  # the result says what came too late
        if wants_json():
            return {"message": too_late(attempt)}, 409
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    drawn = queries.get_item(attempt_id, position)
    kind = KINDS[drawn.item_version.kind]
    given = kind.read(request.form, drawn.item_version.wording)
    if given is None and wants_json():
        return {"message": str(kind.ASK)}, 422
    if given is None:
        return _item_page(attempt, drawn, str(kind.ASK)), 422
    sitting.answer(attempt, position, given, request_id=_request_id(), at=now())
    if wants_json():
        kept, count = len(queries.answers_of(attempt_id)), len(queries.positions(attempt_id))
        return {"saved": kept, "of": count}
    if attempt.mode is Mode.PRACTICE:  # the same page, now with what is to be said
        return redirect(url_for("quizzes.item", attempt_id=attempt_id, position=position), 303)
    return redirect(_next_page(attempt, position, queries.positions(attempt_id)), 303)


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
    """Hand in; whoever left questions open is asked once more."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    agreed = request.form.get("unanswered") == "yes" or is_over(attempt, now())
    if not agreed and attempt.submission is None and queries.unanswered(attempt_id):
        return _review_page(attempt, asks=True), 409
    sitting.submit(attempt, by=g.actor, at=now(), device_key=device_key(), unanswered=agreed)
    return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)


@pages.get("/attempts/<uuid:attempt_id>")
@requires(QuizPermission.SIT)
def result(attempt_id: UUID) -> ResponseReturnValue:
    """The score, and each question with one's answer and what there is to say of it."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    found = queries.result_of(attempt)
    if found is None:
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    rows = look_back(attempt, found) if may_look_back(attempt) else []
    return render_template(
        "quizzes/result.html",
        attempt=attempt,
        result=found,
        rows=rows,
        rightly=sum(told.verdict is Verdict.RIGHT for _item, told in rows),
    )


def _item_page(attempt: Attempt, drawn: AttemptItem, error: str = "") -> str:
    answers, places = queries.answers_of(attempt.id), queries.positions(attempt.id)
    wording = drawn.item_version.wording
    return render_template(
        "quizzes/item.html",
        attempt=attempt,
        drawn=drawn,
        kind=KINDS[wording.kind],
        wording=wording,
        order=drawn.option_order,
        chosen=answers.get(drawn.position),
        typed=request.form if error else None,
        wrong="wrong" if error else "",
        media_url=partial(_medium_url, attempt),
        feedback=practised(attempt, drawn, answers.get(drawn.position)),
        answered=answers,
        count=len(places),
        next=_next_page(attempt, drawn.position, places),
        seconds_left=_seconds_left(attempt),
        request_id=new_id().hex,
        form=Form(),
        error=error,
    )


def _over_page(attempt: Attempt) -> str:
    """Looking changes nothing: the button hands in."""
    return render_template("quizzes/over.html", attempt=attempt, form=Form())


def _review_page(attempt: Attempt, *, asks: bool = False) -> str:
    return render_template(
        "quizzes/review.html",
        attempt=attempt,
        items=queries.items_of(attempt.id),
        answered=queries.answers_of(attempt.id),
        missing=queries.unanswered(attempt.id),
        asks=asks,
        seconds_left=_seconds_left(attempt),
        form=Form(),
    )


def _request_id() -> str:
    """What the page calls this answer: letters, digits and dashes; one of ours if it has none."""
    given = request.form.get("request_id", "")[:40]
    return given if re.fullmatch(r"[\w-]+", given, re.ASCII) else new_id().hex


def _medium_url(attempt: Attempt, medium: Medium) -> str:
    return url_for("quiz_media.medium", attempt_id=attempt.id, file_id=medium.file_id)


def _seconds_left(attempt: Attempt) -> int | None:
    """How long there still is by the server's clock; the phone only counts down from it."""
    if attempt.deadline is None:
        return None
    return max(0, int((attempt.deadline - now()).total_seconds()))


def _next_page(attempt: Attempt, position: int, places: Sequence[int]) -> str:
    if position < len(places):
        return url_for("quizzes.item", attempt_id=attempt.id, position=position + 1)
    return url_for("quizzes.review", attempt_id=attempt.id)
