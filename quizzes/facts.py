"""What quizzes announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AttemptMarked:
    """An attempt was handed in and marked."""

    attempt_id: UUID
    person_id: UUID
    quiz_version_id: UUID
    passed: bool
    marked_at: datetime
