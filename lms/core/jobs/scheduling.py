"""What is done again and again: each moment of the schedule becomes one job, whoever sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from lms.core.access import SYSTEM
from lms.core.clock import ZONE
from lms.core.db import db, reading, transaction
from lms.core.jobs.asking import later
from lms.core.jobs.models import Job

SCHEDULE = UUID("6f1f2c0e-6c0b-4a52-9e55-0c5f4a7d1a10")
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Regular:
    """A kind of job and when it is due: huey's `crontab`, in the time of Việt Nam."""

    kind: str
    is_due: Callable[[datetime], bool]


Schedule = Sequence[Regular]


def key_of(kind: str) -> UUID:
    """The key of all regular jobs of a kind: one at a time."""
    return uuid5(SCHEDULE, kind)


def newest_due(regular: Regular, after: datetime, until: datetime) -> datetime | None:
    """The newest minute in `after < minute <= until` at which something is due."""
    return next((one for one in _minutes(after, until) if regular.is_due(one)), None)


def _minutes(after: datetime, until: datetime) -> Iterator[datetime]:
    """The minutes, the newest first, as clocks in Việt Nam show them."""
    minute = until.astimezone(ZONE).replace(second=0, microsecond=0)
    while minute > after:
        yield minute
        minute -= A_MINUTE


def ask_for_due(schedule: Schedule, after: datetime, at: datetime) -> None:
    """Ask for what fell due since the last look; workers that look at the same time ask once."""
    for regular in schedule:
        due = newest_due(regular, after - A_MINUTE, at)
        if due is not None:
            job_id = uuid5(SCHEDULE, f"{regular.kind} {due.isoformat()}")
            with reading():
                is_known = db.session.get(Job, job_id) is not None
            if is_known:
                continue
            with transaction():
                later(regular.kind, key_of(regular.kind), by=SYSTEM, at=at, job_id=job_id)
