"""Corrected keys and what they change: proposed, looked at, approved. All frozen."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model
from quizzes.models import Earning, ItemVersion


class KeyCorrection(Identified, Entered, Model):
    """That attempts which met one version of an item are to be marked by the key of a newer one."""

    __tablename__ = "key_correction"

    is_frozen = True

    wrong_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), index=True)
    right_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    reason: Mapped[str]
    wrong: Mapped[ItemVersion] = relationship(foreign_keys=wrong_id, lazy="joined")
    right: Mapped[ItemVersion] = relationship(foreign_keys=right_id, lazy="joined")
    decision: Mapped[KeyDecision | None] = relationship(lazy="joined", back_populates="correction")


class KeyDecision(Entered, Model):
    """That somebody else approved a correction or turned it down, having seen whom it changes."""

    __tablename__ = "key_decision"

    is_frozen = True

    correction_id: Mapped[UUID] = mapped_column(ForeignKey("key_correction.id"), primary_key=True)
    approved: Mapped[bool]
    note: Mapped[str]
    changed: Mapped[int]
    correction: Mapped[KeyCorrection] = relationship(back_populates="decision")


class RegradedMark(Identified, Earning, Model):
    """What an attempt earns after a correction; the Mark before it stays as it was.

    `passed` never falls below what it was before: a pass once told is not silently taken away;
    `would_pass` says what the corrected key alone gives.
    """

    __tablename__ = "regraded_mark"
    __table_args__ = (UniqueConstraint("attempt_id", "correction_id"),)

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    correction_id: Mapped[UUID] = mapped_column(ForeignKey("key_correction.id"), index=True)
    would_pass: Mapped[bool]
