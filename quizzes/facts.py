"""What quizzes announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AttemptTaken:
    """Somebody sat a quiz on paper or was asked by a trainer: no page of a course sent them.

    Announced before the attempt is marked, so that a course can say what it was sat for.
    """

    attempt_id: UUID
    person_id: UUID
    quiz_version_id: UUID
    taken_at: datetime


@dataclass(frozen=True)
class AttemptMarked:
    """A test was handed in and marked, or passes now by a corrected key. Never practice."""

    attempt_id: UUID
    person_id: UUID
    quiz_version_id: UUID
    passed: bool
    marked_at: datetime
