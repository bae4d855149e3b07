"""Certificates issued to many by one decision: the list, and what became of each person on it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Scope(StrEnum):
    """Whom a batch is for."""

    CLASS = "class"  # who attended a class
    UNIT = "unit"  # everybody in teams below a unit
    PERSONS = "persons"  # people listed by the decision


class IssueBatch(Identified, Entered, Model):
    """One decision that lists people. `finished_at` when every line has its end."""

    __tablename__ = "issue_batch"

    terms_id: Mapped[UUID] = mapped_column(ForeignKey("certification_terms.id"))
    year: Mapped[int]
    scope: Mapped[Scope]
    scope_id: Mapped[UUID | None]
    title: Mapped[str]
    decision_number: Mapped[str]
    decided_on: Mapped[date]
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Outcome(StrEnum):
    """What becomes of somebody on the list."""

    WAITING = "waiting"
    ISSUED = "issued"
    EXCLUDED = "excluded"


class Exclusion(StrEnum):
    """Why somebody gets none."""

    NOT_EARNED = "not-earned"
    HAS_ONE = "has-one"
    NAME_UNCONFIRMED = "name-unconfirmed"
    NAME_WRONG = "name-wrong"
    LEFT_OUT = "left-out"  # unticked by whoever issues
    GONE = "gone"  # merged into another entry, or died


class BatchLine(Model):
    """One person on the list of a batch."""

    __tablename__ = "issue_batch_line"
    __table_args__ = (UniqueConstraint("batch_id", "person_id"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("issue_batch.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[Outcome]
    exclusion: Mapped[Exclusion | None]
    certificate_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
