"""Long work of quizzes: tests whose time is over, and results by a corrected key."""

from __future__ import annotations

from collections.abc import Iterator

from lms.core.clock import now
from lms.core.db import db
from lms.core.jobs.asking import Asked
from lms.core.progress import Progress
from quizzes import standing_queries
from quizzes.models import Attempt
from quizzes.operations import correcting
from quizzes.operations.sitting import close_if_over

CORRECTION = "quizzes.correction"


def close_attempts(asked: Asked) -> Iterator[Progress]:
    """Hand in every attempt whose time is over, each in a transaction of its own."""
    found = standing_queries.over_ids(now())
    yield Progress(0, len(found))
    for number, attempt_id in enumerate(found, 1):
        close_if_over(db.session.get_one(Attempt, attempt_id), by=asked.by, at=now())
        yield Progress(number, len(found))


def approve_key(asked: Asked) -> Iterator[Progress]:
    """Let a corrected key count and mark again whom it changes."""
    note = str(asked.arguments["note"])
    return correcting.approve(asked.key, note=note, by=asked.by, at=asked.at)
