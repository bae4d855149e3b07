"""The page of quizzes that stand alone: to practise with answers at once, or as a test.

It lies here and not in quizzes, because only courses know which quizzes belong to modules.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses import open_quiz_queries as questions
from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Refused
from lms.core.forms import Form
from quizzes.models import Mode
from quizzes.operations import sitting
from quizzes.permissions import QuizPermission
from quizzes.release_queries import best_tests

pages = Blueprint("open_quizzes", __name__, url_prefix="/quizzes/open-quizzes")


@pages.get("")
@requires(QuizPermission.SIT)
def overview() -> ResponseReturnValue:
    """Quizzes anybody may sit, with one's own best result."""
    return _page()


@pages.post("/<uuid:quiz_id>/attempts")
@requires(QuizPermission.SIT)
def begin(quiz_id: UUID) -> ResponseReturnValue:
    """Begin to practise or a test, or go on with what is under way."""
    version = questions.get_open_quiz(quiz_id)
    mode = Mode.PRACTICE if request.form.get("mode") == Mode.PRACTICE else Mode.TEST
    origin = url_for("open_quizzes.overview")
    try:
        attempt = sitting.start(version, by=g.actor, at=now(), origin=origin, mode=mode)
    except Refused as refused:
        return _page(refused.message), 409
    return redirect(url_for("quizzes.resume", attempt_id=attempt.id), 303)


def _page(problem: str = "") -> str:
    rows = questions.open_quizzes()
    return render_template(
        "courses/open_quizzes.html",
        rows=rows,
        best=best_tests([row.quiz_id for row in rows], g.actor.person_id),
        problem=problem,
        form=Form(),
    )
