"""Who did what, when, to what. Written in the operation, in its transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import JSON, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Actor
from lms.core.db import Identified, Model, db, is_reading


class Entered:
    """Columns of a row that says itself who entered it, and when."""

    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    at: Mapped[datetime]


def entered(by: Actor, at: datetime) -> dict[str, Any]:
    """The values of those columns."""
    return {"by_id": by.id, "by_name": by.name, "at": at}


class AuditEvent(Identified, Model):
    """One thing somebody did. No foreign keys up, so that it outlives everything."""

    __tablename__ = "audit_event"

    is_frozen = True

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    label: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    action: str, subject: object, *, by: Actor, at: datetime, label: str = "", **details: Any
) -> None:
    """Note that `by` did `action` (`noun.past-verb`) to a row; who read, is noted after reading."""
    row = AuditEvent(
        at=at,
        actor_id=by.id,
        actor_name=by.name,
        action=action,
        subject_kind=type(subject).__name__,
        subject_id=getattr(subject, "id", None),
        label=label,
        details=details,
    )
    if is_reading():
        note_reading(row)
    else:
        db.session.add(row)


def note_reading(row: Model) -> None:
    """Write a row about a page that was read: in a transaction of its own, after it."""
    g.setdefault("readings", []).append(row)


def newest_first() -> Select[AuditEvent]:
    """All events; ids grow with time, so they order the pages."""
    return select(AuditEvent).order_by(AuditEvent.id.desc())
