"""Long work of messages: write those of the day (once), send what waits."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from lms.core import posting
from lms.core.clock import now, today
from lms.core.jobs.asking import Asked
from lms.core.progress import Progress
from lms.notifications import operations
from lms.requirements.duties import year_of

AT_MOST = 500


def remind(asked: Asked) -> Iterator[Progress]:
    """Write the messages of today that are not written yet, then send what is due."""
    day = today()
    year = year_of(day)
    written = operations.plan_messages(year, day, by=asked.by, at=now()) if year else 0
    yield Progress(written, written)
    posting.send_waiting(
        current_app.extensions["sender"], current_app.extensions["quiet"], clock=now, limit=AT_MOST
    )
