"""Long work of the administrator: blanking what is past its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete

from courses.packages.retention import STEPS as PACKAGE_STEPS
from lms.core.clock import now
from lms.core.db import db
from lms.core.exports import forget_old
from lms.core.jobs.asking import Asked
from lms.core.jobs.models import Job
from lms.core.progress import Progress
from lms.people.operations import retention
from quizzes.retention import STEPS as QUIZ_STEPS

ALSO = {**QUIZ_STEPS, **PACKAGE_STEPS}
KEPT = timedelta(days=60)  # of jobs that ended: what they did stands elsewhere


def blank_old(asked: Asked) -> Iterator[Progress]:
    """Blank personal data that is past its time, and forget old jobs."""
    blanked = sum(retention.blank_old(by=asked.by, at=now(), also=ALSO).values())
    yield Progress(blanked, blanked)
    blanked += forget_files(now())
    db.session.execute(delete(Job).where(Job.ended_at < now() - KEPT))
    yield Progress(blanked, blanked)


def forget_files(at: datetime) -> int:
    """Delete files full of personal data that nobody needs any more; how many."""
    return forget_old(at) + retention.forget_long_files(at)
