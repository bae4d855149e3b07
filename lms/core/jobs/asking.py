"""Ask for long work in the transaction of what needs it; look how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import db, new_id
from lms.core.jobs.models import IS_OPEN, Job
from lms.core.once import insert_once
from lms.core.progress import Progress, heard


@dataclass(frozen=True)
class Asked:
    """What a job function is told: who asked for what, when, about which key."""

    key: UUID
    by: Actor
    at: datetime
    arguments: Mapping[str, Any]


# Each `yield` ends a transaction: what is done stays done, and the function must be able to go on
# from there when its process dies.
JobFunction = Callable[[Asked], Iterator[Progress]]
Wake = Callable[[UUID], None]


def later(
    kind: str,
    key: UUID,
    /,
    *,
    by: Actor,
    at: datetime,
    job_id: UUID | None = None,
    **arguments: Any,
) -> bool:
    """Have a job done once this transaction is through; False when it is under way already.

    `arguments` are what JSON holds. With `job_id` it is done once ever. Tests do it at once, in
    their own transaction.
    """
    if current_app.testing:
        for _part in functions()[kind](Asked(key, by, at, arguments)):
            pass
        return True
    row = job_id or new_id()
    is_new = insert_once(
        Job, id=row, kind=kind, key=key, arguments=arguments, by_id=by.id, by_name=by.name,
        asked_at=at, tries=0, problem="",
    )  # fmt: skip
    if is_new:
        db.session.info.setdefault("asked", []).append(row)
    return is_new


def told(key: UUID) -> Progress | None:
    """How far the newest job about a key is, or what it ended with; None: ended well, or none."""
    row = db.session.scalar(
        select(Job).where(Job.key == key).order_by(Job.asked_at.desc(), Job.id.desc()).limit(1)
    )
    if row is None or (row.ended_at is not None and not row.problem):
        return None
    return heard(key) if row.ended_at is None else Progress(0, 0, row.problem)


def is_open(kind: str, key: UUID) -> bool:
    """Whether a job waits or is under way."""
    query = select(Job.id).where(Job.kind == kind, Job.key == key, IS_OPEN)
    return db.session.scalar(query) is not None


def functions() -> Mapping[str, JobFunction]:
    """What is done for each kind of job (lms/wiring.py)."""
    return cast("Mapping[str, JobFunction]", current_app.extensions["jobs"])


@event.listens_for(db.session, "after_commit")
def _wake(session: Session) -> None:
    if asked := session.info.pop("asked", None):
        wake = cast("Wake", current_app.extensions["wake"])
        for job_id in asked:
            wake(job_id)


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("asked", None)
