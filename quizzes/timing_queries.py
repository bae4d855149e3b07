"""How long people took: for a test, and for each item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from statistics import median
from uuid import UUID

from sqlalchemy import func, select

from lms.core.db import chunks, db
from quizzes.first_test_queries import FirstTest, spelt
from quizzes.models import AttemptItem, Response

TIMED = 2_000  # newest tests whose pace is looked at: a median needs no more
LONGEST = 3_600.0  # seconds on one item: beyond that the phone lay aside


def median_of_tests(first: Sequence[FirstTest]) -> float | None:
    """Median seconds from start to handing in, of tests sat online."""
    times = [(o.submitted_at - o.started_at).total_seconds() for o in first if o.is_online]
    return median(times) if times else None


def median_of_items(first: Sequence[FirstTest]) -> dict[UUID, float]:
    """Item version → median seconds before its first answer, in the newest tests sat online.

    An item’s time is from the first answer before it (or the start) to its own first answer;
    answers changed later do not count.
    """
    began = {UUID(spelt(o.id)): o.started_at for o in first[-TIMED:] if o.is_online}
    times: dict[UUID, list[float]] = {}
    for some in chunks(list(began)):
        answered = func.min(Response.given_at)
        rows = db.session.execute(
            select(AttemptItem.attempt_id, AttemptItem.item_version_id, answered)
            .join(
                Response,
                (Response.attempt_id == AttemptItem.attempt_id)
                & (Response.position == AttemptItem.position),
            )
            .where(AttemptItem.attempt_id.in_(some))
            .group_by(AttemptItem.attempt_id, AttemptItem.position, AttemptItem.item_version_id)
            .order_by(AttemptItem.attempt_id, answered)
        )
        for attempt_id, answers in groupby(rows, key=lambda row: row[0]):
            _add(times, began[attempt_id], [(row[1], row[2]) for row in answers])
    return {version_id: median(seconds) for version_id, seconds in times.items()}


def _add(
    times: dict[UUID, list[float]], last: datetime, answers: Sequence[tuple[UUID, datetime]]
) -> None:
    for version_id, at in answers:
        seconds = (at - last).total_seconds()
        if 0 <= seconds <= LONGEST:
            times.setdefault(version_id, []).append(seconds)
        last = at
