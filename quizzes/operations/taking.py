"""Verbs of attempts that a trainer keeps for somebody: a paper keyed, a person asked aloud.

They stand beside what the person does online and never join it; limits of tries and time are for
the screen alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.core.access import Actor
from lms.core.db import db
from lms.core.facts import announce
from quizzes import queries
from quizzes.facts import AttemptTaken
from quizzes.models import Attempt, Mark, QuizVersion, Way
from quizzes.operations import sitting
from quizzes.rules.drawing import Drawn

HOME = "/"


def begin(
    version: QuizVersion,
    person_id: UUID,
    *,
    way: Way,
    by: Actor,
    at: datetime,
    seed: int | None = None,
    drawn: Sequence[Drawn] | None = None,
) -> Attempt:
    """An attempt that `by` keeps for a person, or the oral one they have under way with them.

    `drawn` is what a paper has; without it, items are drawn now.
    """
    attempt = sitting.start(
        version,
        by=by,
        at=at,
        origin=HOME,
        seed=seed,
        way=way,
        person_id=person_id,
        drawn=drawn,
    )
    db.session.flush()
    return attempt


def hand_in(
    attempt: Attempt,
    answers: Mapping[int, Mapping[str, Any]],
    *,
    by: Actor,
    at: datetime,
    noted_at: datetime | None = None,
) -> Mark:
    """Keep these answers and have the attempt marked; what was left out earns nothing.

    A course hears of it first, so that the mark counts for its module.
    """
    if attempt.mark is not None:
        return attempt.mark
    known = queries.answers_of(attempt.id)
    for position, given in answers.items():
        if known.get(position) != given:
            request_id = f"{attempt.way}-{position}"
            sitting.answer(attempt, position, given, request_id=request_id, at=at)
    announce(AttemptTaken(attempt.id, attempt.person_id, attempt.quiz_version_id, at))
    db.session.flush()
    return sitting.submit(attempt, by=by, at=at, unanswered=True, noted_at=noted_at)
