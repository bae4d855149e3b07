"""What waits in the database: jobs and messages, and for how long.

Each figure is one look into an index, and counting stops at MANY.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import current_app
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import func, select

from lms.core.db import db
from lms.core.jobs.engine import engine
from lms.core.jobs.models import IS_OPEN, Job
from lms.core.jobs.scheduling import key_of
from lms.core.outbox import Message, MessageState

MANY = 10_000


def one(name: str, sentence: str, value: float) -> Metric:
    """A figure without labels."""
    family = GaugeMetricFamily(name, sentence)
    family.add_metric([], value)
    return family


def age(since: datetime | None, at: datetime) -> float:
    """Seconds from a moment until now; 0 when there is nothing."""
    return max(0.0, (at - since).total_seconds()) if since else 0.0


def outbox_figures(at: datetime) -> Iterator[Metric]:
    """Messages whose time has come and that nobody has sent."""
    due = select(Message.next_try).where(
        Message.state == MessageState.WAITING, Message.next_try <= at
    )
    waiting = db.session.scalar(select(func.count()).select_from(due.limit(MANY).subquery()))
    oldest = db.session.scalar(due.order_by(Message.next_try).limit(1))
    yield one("hocso_outbox_due", f"Messages due and not sent; {MANY}: or more.", waiting or 0)
    yield one("hocso_outbox_oldest_seconds", "How long the first of them waits.", age(oldest, at))


def job_figures(at: datetime) -> Iterator[Metric]:
    """Jobs by kind that nobody has begun, how long the first waits, and what ran when at last."""
    oldest: datetime | None = None
    waiting = GaugeMetricFamily(
        "hocso_jobs_waiting", f"Jobs nobody has begun; {MANY}: or more.", labels=["kind"]
    )
    found = {kind: (count, since) for kind, count, since in _not_begun()}
    for kind in sorted({*current_app.extensions["jobs"], *found}):
        count, since = found.get(kind, (0, None))
        waiting.add_metric([kind], count)
        oldest = min(filter(None, (oldest, since)), default=None)
    yield waiting
    yield one("hocso_jobs_oldest_waiting_seconds", "How long the first waits.", age(oldest, at))
    yield _last_success()


def _not_begun() -> list[tuple[str, int, datetime]]:
    some = select(Job.kind, Job.asked_at).where(IS_OPEN, Job.begun_at.is_(None)).limit(MANY)
    part = some.subquery()
    query = select(part.c.kind, func.count(), func.min(part.c.asked_at)).group_by(part.c.kind)
    return [(kind, count, since) for kind, count, since in db.session.execute(query)]


def _last_success() -> Metric:
    """When each regular job ended well for the last time; of one that never did, nothing."""
    family = GaugeMetricFamily(
        "hocso_job_last_success_timestamp_seconds", "When it last ended well.", labels=["kind"]
    )
    kinds = sorted({regular.kind for regular in engine().schedule})
    newest = [
        select(Job.ended_at)
        .where(Job.key == key_of(kind), Job.ended_at.is_not(None), Job.problem == "")
        .order_by(Job.asked_at.desc())
        .limit(1)
        .scalar_subquery()
        for kind in kinds
    ]
    for kind, ended in zip(kinds, db.session.execute(select(*newest)).one(), strict=True):
        if ended is not None:
            family.add_metric([kind], ended.timestamp())
    return family
