"""Jobs: somebody works them off, nothing waits long, the schedule is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from lms.core.clock import now
from lms.core.db import db
from lms.core.i18n import moment
from lms.core.jobs.engine import SWEPT, engine
from lms.core.jobs.models import IS_OPEN, Job
from lms.core.jobs.scheduling import key_of, newest_due
from lms.core.shared import shared
from lms.doctor.findings import Finding, ok, problem, warn

QUIET, LONG = 60, timedelta(minutes=10)  # seconds without a sweep; a job not begun
GRACE = timedelta(minutes=15)  # what is due may take that long
WEEK = timedelta(days=7)


def look_at_workers() -> Iterator[Finding]:
    """Somebody looks for jobs every few seconds."""
    seen = shared().get(SWEPT)
    how = _("Start flask worker, or set LMS_WORKER_INSIDE=1.")
    if seen is None:
        yield problem("workers", _("Nobody has worked off jobs for a day."), how)
        return
    ago = int(now().timestamp() - float(seen))
    words = _("A worker looked for jobs %(num)s seconds ago.", num=ago)
    yield ok("workers", words) if ago <= QUIET else problem("workers", words, how)


def look_at_queue() -> Iterator[Finding]:
    """How long the oldest job waits, and what went wrong this week."""
    waiting = select(func.count(), func.min(Job.asked_at)).where(IS_OPEN, Job.begun_at.is_(None))
    number, oldest = db.session.execute(waiting).one()
    if oldest is not None and now() - oldest > LONG:
        yield problem(
            "queue",
            _("%(num)s jobs wait, the oldest since %(day)s.", num=number, day=moment(oldest)),
            _("See whether flask worker runs; start another."),
        )
    else:
        yield ok("queue", _("%(num)s jobs wait.", num=number))
    failed = select(Job.kind, func.count()).where(Job.problem == "?", Job.ended_at > now() - WEEK)
    for kind, times in db.session.execute(failed.group_by(Job.kind)):
        yield warn(
            "queue",
            _("%(kind)s broke %(num)s times in a week.", kind=kind, num=times),
            _("Read the log for the reason."),
        )


def look_at_schedule() -> Iterator[Finding]:
    """What is due again and again was done when it was last due."""
    at = now()
    for regular in engine().schedule:
        due = newest_due(regular, at - GRACE - timedelta(days=1), at - GRACE)
        if due is None:
            continue
        done = db.session.scalar(
            select(func.max(Job.ended_at)).where(Job.key == key_of(regular.kind))
        )
        yield _kept(regular.kind, due, done)


def _kept(kind: str, due: datetime, done: datetime | None) -> Finding:
    if done is not None and done >= due:
        return ok("schedule", _("%(kind)s was done %(when)s.", kind=kind, when=moment(done)))
    if done is None:
        words = _("%(kind)s was never done.", kind=kind)
    else:
        words = _("%(kind)s was due %(due)s, done last %(when)s.", kind=kind, due=moment(due),
                  when=moment(done))  # fmt: skip
    return warn("schedule", words, _("See whether flask worker runs; start another."))
