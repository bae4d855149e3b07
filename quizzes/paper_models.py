"""Quizzes on paper: printed papers with codes, keyed by one, checked by another. All frozen."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model
from quizzes.models import ItemVersion, QuizVersion


class PaperBatch(Identified, Entered, Model):
    """A pile of papers of one quiz version, printed at once for an occasion."""

    __tablename__ = "paper_batch"

    is_frozen = True

    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"), index=True)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    occasion: Mapped[str]
    copies: Mapped[int]
    quiz_version: Mapped[QuizVersion] = relationship(lazy="joined")


class Paper(Identified, Model):
    """One printed paper: what was drawn for it, known by its code."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)

    is_frozen = True

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("paper_batch.id"))
    number: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    seed: Mapped[int]
    batch: Mapped[PaperBatch] = relationship(lazy="joined")


class PaperItem(Model):
    """The item at a place of a paper, and the order its parts are printed in."""

    __tablename__ = "paper_item"

    is_frozen = True

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    option_order: Mapped[list[int]] = mapped_column(JSON)
    item_version: Mapped[ItemVersion] = relationship(lazy="joined")


class PaperKeying(Identified, Entered, Model):
    """What one person read off a paper: whose it is, the day, and the answers as typed.

    `answers` is position (as text) → what was typed; nothing for an empty place.
    """

    __tablename__ = "paper_keying"

    is_frozen = True

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    sat_on: Mapped[date]
    answers: Mapped[dict[str, str]] = mapped_column(JSON)


class PaperConfirmation(Entered, Model):
    """That two people agree on a paper; its attempt. Once for a paper, never twice."""

    __tablename__ = "paper_confirmation"

    is_frozen = True

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    keying_id: Mapped[UUID] = mapped_column(ForeignKey("paper_keying.id"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), unique=True)
    differences: Mapped[dict[str, Any]] = mapped_column(JSON)
