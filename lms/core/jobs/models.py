"""Table of jobs: the row is the truth, a queue only wakes somebody up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model


class Job(Identified, Model):
    """Something to be done once for a key; at most one of a kind and key is open."""

    __tablename__ = "job"

    kind: Mapped[str]
    key: Mapped[UUID]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    begun_at: Mapped[datetime | None]  # the newest try
    ended_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)  # since a part was last kept
    problem: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_job_key", "key", "asked_at"),)


IS_OPEN = Job.ended_at.is_(None)
Index("uq_job_open", Job.kind, Job.key, unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
