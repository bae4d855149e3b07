"""The verb of giving one person more time or tries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.core.once import insert_once
from lms.people.models import Person
from quizzes import queries
from quizzes.models import Quiz
from quizzes.policy_models import Accommodation
from quizzes.rules.policy import deadline
from quizzes.standing_queries import extra_of, is_over


def accommodate(
    person: Person,
    quiz: Quiz,
    form_id: UUID,
    *,
    minutes: int,
    tries: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Give a person more time or tries at a quiz; a test under way gets the time at once.

    `form_id` is made by the form: what is sent twice is given once.
    """
    if person.id == by.id:
        raise Refused(_("Somebody else must decide this for you."))
    if minutes <= 0 and tries <= 0:
        raise Refused(_("Please give minutes, tries, or both."))
    is_new = insert_once(
        Accommodation,
        id=form_id,
        quiz_id=quiz.id,
        person_id=person.id,
        extra_minutes=minutes,
        extra_tries=tries,
        reason=tidy(reason),
        **entered(by, at),
    )
    if not is_new:
        return
    record(
        "accommodation.given", person, by=by, at=at, label=f"{person.full_name}: {quiz.title}",
        minutes=minutes, tries=tries,
    )  # fmt: skip
    _lengthen(quiz.id, person.id, at)


def _lengthen(quiz_id: UUID, person_id: UUID, at: datetime) -> None:
    """Move the deadline of a test under way, unless its time is over already."""
    queries.lock_learner(person_id)
    attempt = queries.attempt_under_way(quiz_id, person_id)
    if attempt is None or attempt.deadline is None or is_over(attempt, at):
        return
    extra = extra_of(quiz_id, person_id)
    attempt.deadline = deadline(attempt.quiz_version.policy, extra, attempt.started_at)
