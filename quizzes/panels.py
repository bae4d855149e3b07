"""What quizzes show on pages of other subjects: how one stands after a test, and calls to make."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template

from lms.core.clock import now, today
from lms.people.permissions import PeoplePermission
from quizzes import call_queries, queries, standing_queries
from quizzes.models import ALONE, Mode
from quizzes.permissions import QuizPermission


def on_result(attempt_id: UUID) -> str:
    """On the result page of a test: whether it was late; what now, when it was not passed."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    if attempt.mode is not Mode.TEST or attempt.submission is None:
        return ""
    version = queries.released_version(attempt.quiz_version.quiz_id) or attempt.quiz_version
    standing = standing_queries.standing(version, g.actor.person_id, now())
    return render_template(
        "quizzes/calls/_result.html",
        attempt=attempt,
        late=standing_queries.late_positions(attempt),
        closed=standing_queries.was_closed(attempt),
        is_online=attempt.way in ALONE,
        standing=standing if standing.failed_id == attempt.id else None,
    )


def on_home(person_id: UUID) -> str:
    """How many people ask to be called by whoever reads their home page."""
    if not g.actor.may(PeoplePermission.OWN_ACCOUNT) or not g.actor.may(QuizPermission.CALL_BACK):
        return ""  # nobody may look into somebody's calls while helping on their own phone
    number = call_queries.number_open(g.actor, today())
    return render_template("quizzes/calls/_home.html", number=number) if number else ""
