"""The limits of a quiz where they are kept: before a test starts, before an answer is taken."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.core.errors import Refused
from lms.core.i18n import moment
from quizzes import policy_words
from quizzes.models import Attempt, QuizVersion
from quizzes.rules.policy import deadline
from quizzes.standing_queries import is_over, standing


def admit(version: QuizVersion, person_id: UUID, at: datetime) -> datetime | None:
    """The deadline of a test that starts now; refused in words when it may not start."""
    found = standing(version, person_id, at)
    if not found.chance.may_start:
        raise Refused(policy_words.why_not(found.chance, found.policy))
    return deadline(found.policy, found.extra, at)


def refuse_when_over(attempt: Attempt, at: datetime) -> None:
    """Refuse an answer that comes after a hard limit and its grace."""
    if is_over(attempt, at):
        raise Refused(too_late(attempt))


def too_late(attempt: Attempt) -> str:
    """What whoever sends an answer too late is told."""
    return str(
        _(
            "The time of this quiz was over at %(moment)s. This answer came too late and is "
            "not counted; the answers saved before count.",
            moment=moment(attempt.deadline),
        )
    )
