"""Verbs of asking aloud: begin with a person, note each answer, hand in. One trainer keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.errors import Refused
from lms.people.queries import canonical
from quizzes import queries
from quizzes.models import Attempt, Mark, QuizVersion, Way
from quizzes.operations import sitting, taking


def begin(version: QuizVersion, person_id: UUID, *, by: Actor, at: datetime) -> Attempt:
    """Begin to ask somebody, or go on with what this trainer has begun with them."""
    if not queries.is_released(version.id):
        raise Refused(_("This quiz has not been released yet."))
    whose = canonical([person_id])[person_id]
    if whose == canonical([by.person_id])[by.person_id]:
        raise Refused(_("You cannot ask yourself. Somebody else must do it."))
    attempt = taking.begin(version, whose, way=Way.ORAL, by=by, at=at)
    if attempt.started_at == at:
        record("attempt.begun_aloud", attempt, by=by, at=at, label=version.quiz.title)
    return attempt


def note(
    attempt: Attempt, position: int, given: Mapping[str, Any], *, request_id: str, at: datetime
) -> None:
    """Note what the person answered; a later answer replaces an earlier one."""
    sitting.answer(attempt, position, given, request_id=request_id, at=at)


def hand_in(attempt: Attempt, *, by: Actor, at: datetime) -> Mark:
    """Hand in what was asked; questions left out earn nothing. Twice is once."""
    return taking.hand_in(attempt, {}, by=by, at=at)
