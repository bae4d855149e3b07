"""Do a job: once at a time anywhere, part by part, and on from there when a worker died."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from lms.core.access import Actor
from lms.core.clock import now
from lms.core.db import db, reading, transaction
from lms.core.errors import DomainError
from lms.core.jobs.asking import Asked, functions
from lms.core.jobs.locks import held
from lms.core.jobs.models import IS_OPEN, Job
from lms.core.observe.jobs import End, given_up, watched
from lms.core.observe.reports import report
from lms.core.progress import forget, tell

log = structlog.get_logger("hocso.job")
MOST_TRIES = 10  # without a part kept: whatever it is, it kills who tries
GONE_WRONG = "?"
AWAY = (OperationalError, InterfaceError)  # of the database: locked, deadlock, restarted


def run(job_id: UUID) -> None:
    """Do a job, unless somebody does it or it is done. A database that is away ends no job."""
    with reading():
        row = db.session.get(Job, job_id)
        if row is None or row.ended_at is not None:
            return
        name, kind, key = f"job {row.kind} {row.key}", row.kind, row.key
    with held(name) as mine:
        if mine and (asked := _begun(job_id)):
            try:
                with watched(job_id, kind) as watch:
                    watch.end = _finish(job_id, kind, asked)
            except AWAY as error:
                log.warning("job interrupted", job=str(job_id), kind=kind, why=type(error).__name__)
            finally:
                forget(key)


def _begun(job_id: UUID) -> Asked | None:
    """Note the try; None when the job ended meanwhile, or was tried too often."""
    with transaction():
        row = db.session.get_one(Job, job_id, populate_existing=True)
        if row.ended_at is not None:
            return None
        if row.tries >= MOST_TRIES:
            log.error("job given up", job=str(job_id), kind=row.kind)
            given_up(row.kind)
            row.ended_at, row.problem = now(), GONE_WRONG
            return None
        row.tries, row.begun_at = row.tries + 1, now()
        return Asked(row.key, Actor(row.by_id, row.by_name), row.asked_at, row.arguments)


def _finish(job_id: UUID, kind: str, asked: Asked) -> End:
    """Do it, and write down how it ended."""
    problem, end = "", End.DONE
    try:
        _do(job_id, kind, asked)
    except DomainError as error:
        problem, end = error.message or type(error).__name__, End.REFUSED
    except AWAY:
        raise
    except Exception as error:
        log.exception("job failed", job=str(job_id), kind=kind, why=type(error).__name__)
        report(error, job=kind)
        problem, end = GONE_WRONG, End.FAILED
    with transaction():
        row = db.session.get_one(Job, job_id)
        row.ended_at, row.problem = now(), problem
    log.info("job ended", job=str(job_id), kind=kind, well=not problem)
    return end


def _do(job_id: UUID, kind: str, asked: Asked) -> None:
    """Each part in a transaction of its own, with the word that it was kept."""
    parts = functions()[kind](asked)
    while True:
        with transaction():
            part = next(parts, None)
            if part is not None:
                db.session.execute(update(Job).where(Job.id == job_id).values(tries=1))
        if part is None:
            return
        tell(asked.key, part.done, part.of)


def open_jobs() -> Sequence[UUID]:
    """Jobs that wait or are under way, the oldest first."""
    with reading():
        return db.session.scalars(select(Job.id).where(IS_OPEN).order_by(Job.asked_at)).all()
