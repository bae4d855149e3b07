"""Items and quizzes in frozen versions; attempts with everything that was drawn and answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Identified, Model


class ItemBank(Identified, Model):
    """A collection of items on one subject."""

    __tablename__ = "item_bank"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]


class Item(Identified, Model):
    """A question through all its versions."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("bank_id", "number"),)

    bank_id: Mapped[UUID] = mapped_column(ForeignKey("item_bank.id"))
    number: Mapped[int]


class ItemVersion(Identified, Model):
    """One wording of a question, never rewritten: attempts point to it for ever.

    `options` is the list of texts; `key` says what is right, in the form of the item's kind
    (quizzes/items). The key never leaves the server before it may be seen.
    """

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    is_frozen = True

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    kind: Mapped[str]
    stem: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON)
    key: Mapped[dict[str, Any]] = mapped_column(JSON)
    explanation: Mapped[str]


class Quiz(Identified, Model):
    """A quiz through all its versions."""

    __tablename__ = "quiz"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]


class QuizVersion(Identified, Model):
    """How one version of a quiz is made up: from which items, how many are drawn, what passes."""

    __tablename__ = "quiz_version"
    __table_args__ = (
        UniqueConstraint("quiz_id", "number"),
        CheckConstraint("draw > 0 AND pass_mark <= draw", name="can_be_passed"),
    )

    is_frozen = True

    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quiz.id"))
    number: Mapped[int]
    draw: Mapped[int]
    pass_mark: Mapped[int]
    quiz: Mapped[Quiz] = relationship(lazy="joined")


class QuizItem(Model):
    """That a quiz version may draw this version of an item."""

    __tablename__ = "quiz_item"

    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"), primary_key=True)
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), primary_key=True)


class Attempt(Identified, Model):
    """One sitting of a quiz by one person; on the server from its first second.

    `origin` is the page of ours that sent the person here and that takes them back. `device_key`
    tells only which attempts were handed in from one device (lms/people/devices.py), for a while.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "quiz_version_id", "number"),
        Index("ix_attempt_quiz_version_id", "quiz_version_id"),
    )

    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    seed: Mapped[int]
    started_at: Mapped[datetime]
    origin: Mapped[str]
    device_key: Mapped[str | None]
    quiz_version: Mapped[QuizVersion] = relationship(lazy="joined")
    submission: Mapped[Submission | None] = relationship(lazy="joined", back_populates="attempt")
    mark: Mapped[Mark | None] = relationship(lazy="joined", back_populates="attempt")


class AttemptItem(Model):
    """The item drawn for a place in an attempt, and the order its options were shown in."""

    __tablename__ = "attempt_item"

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    option_order: Mapped[list[int]] = mapped_column(JSON)
    item_version: Mapped[ItemVersion] = relationship(lazy="joined")


class Response(Identified, Model):
    """One answer given; a later one replaces it, the history stays.

    `request_id` is made by the page that shows the question: a double tap or a retry carries the
    same one and is stored once.
    """

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("attempt_id", "request_id"),)

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str]
    given_at: Mapped[datetime]


class Submission(Model):
    """That an attempt was handed in. The primary key forbids a second time."""

    __tablename__ = "submission"

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    submitted_at: Mapped[datetime]
    attempt: Mapped[Attempt] = relationship(back_populates="submission")


class Mark(Model):
    """What an attempt earned: `score` of `out_of`."""

    __tablename__ = "mark"

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    score: Mapped[int]
    out_of: Mapped[int]
    passed: Mapped[bool]
    marked_at: Mapped[datetime]
    attempt: Mapped[Attempt] = relationship(back_populates="mark")
