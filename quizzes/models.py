"""Items and quizzes in frozen versions; attempts with everything that was drawn and answered."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Identified, Model
from quizzes.rules.policy import Policy
from quizzes.wording import Level, Medium, Use, Wording


class Mode(StrEnum):
    """What an attempt is for: learning with feedback at once, or proving what one knows.

    A test before the lessons counts for nothing: it only shows later what was learnt.
    """

    PRACTICE = "practice"
    TEST = "test"
    BEFORE = "before"


class Way(StrEnum):
    """How an attempt was sat."""

    ONLINE = "online"
    PAPER = "paper"
    ORAL = "oral"
    OFFLINE = "offline"  # by the person alone, on a phone without network


ALONE = frozenset({Way.ONLINE, Way.OFFLINE})  # nobody else keeps the answers


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

    Its columns are those of `wording.Wording`. The key and the explanations never leave the server
    before they may be seen.
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
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    option_explanations: Mapped[list[str]] = mapped_column(JSON, default=list)
    keep_order: Mapped[bool] = mapped_column(default=False)
    level: Mapped[int] = mapped_column(default=int(Level.MIDDLE))
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(default="vi")
    reference: Mapped[str] = mapped_column(default="")
    media: Mapped[list[ItemMedium]] = relationship(
        lazy="selectin", order_by="ItemMedium.place", back_populates="item_version"
    )

    @property
    def wording(self) -> Wording:
        """What the author wrote, as a plain value."""
        return Wording(
            self.kind, self.stem, self.options, self.key, self.explanation,
            choices=self.choices,
            option_explanations=self.option_explanations,
            keep_order=self.keep_order,
            level=self.level,
            tags=self.tags,
            language=self.language,
            reference=self.reference,
            media=[Medium(m.place, m.use, m.file_id, m.description) for m in self.media],
        )  # fmt: skip


class ItemMedium(Model):
    """A picture or a recording on an item's stem (place -1) or on one of its options."""

    __tablename__ = "item_medium"

    is_frozen = True

    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    use: Mapped[Use] = mapped_column(primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    description: Mapped[str]
    item_version: Mapped[ItemVersion] = relationship(back_populates="media")


class Quiz(Identified, Model):
    """A quiz through all its versions."""

    __tablename__ = "quiz"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]


class QuizVersion(Identified, Model):
    """How one version of a quiz is made up: from which items, how many are drawn, what passes.

    `blueprint` is a list of `{"count", "tag", "level"}`, see `rules.drawing.Line`. Every limit is
    off when empty: `seconds_allowed` for an attempt (`hard_limit`: what comes later is not taken;
    otherwise it is taken and marked late), the days it is open, tries before a wait of
    `wait_hours`, and how many tries there are at all.
    """

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
    blueprint: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    seconds_allowed: Mapped[int | None]
    hard_limit: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    tries_before_wait: Mapped[int | None]
    wait_hours: Mapped[int] = mapped_column(default=24)
    most_tries: Mapped[int | None]
    quiz: Mapped[Quiz] = relationship(lazy="joined")

    @property
    def policy(self) -> Policy:
        """Its limits, as a plain value."""
        return Policy(**{one.name: getattr(self, one.name) for one in fields(Policy)})


class QuizRelease(Model):
    """That a version of a quiz was released: from then on new attempts use it.

    Who learns a module meets the newest released version of its quiz, so that a corrected key
    helps at once; attempts under way keep theirs.
    """

    __tablename__ = "quiz_release"

    is_frozen = True

    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"), primary_key=True)
    released_by: Mapped[str]
    released_at: Mapped[datetime]
    change_note: Mapped[str]


class QuizItem(Model):
    """That a quiz version may draw this version of an item."""

    __tablename__ = "quiz_item"

    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"), primary_key=True)
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    is_fixed: Mapped[bool] = mapped_column(default=False)


class Attempt(Identified, Model):
    """One sitting of a quiz by one person; on the server from its first second.

    `origin` is the page of ours that sent the person here and that takes them back. `device_key`
    tells only which attempts were handed in from one device (lms/people/devices.py), for a while.
    `number` counts the attempts of a person at a quiz in a mode; `deadline` is by the server's
    clock; `keeper_id` is the trainer who asked the questions or keyed the paper.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "quiz_version_id", "mode", "number"),
        Index("ix_attempt_quiz_version_id", "quiz_version_id"),
    )

    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    seed: Mapped[int]
    started_at: Mapped[datetime]
    origin: Mapped[str]
    device_key: Mapped[str | None]
    mode: Mapped[Mode] = mapped_column(default=Mode.TEST)
    way: Mapped[Way] = mapped_column(default=Way.ONLINE)
    deadline: Mapped[datetime | None]
    keeper_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
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


class Earning:
    """What a mark and a mark by a corrected key have in common."""

    score: Mapped[int]
    out_of: Mapped[int]
    passed: Mapped[bool]
    credits: Mapped[list[str]] = mapped_column(JSON, default=list)

    @property
    def exact_credits(self) -> tuple[Fraction, ...]:
        """The credit of each item in order; none in marks from before there were parts of marks."""
        return tuple(map(Fraction, self.credits))

    @property
    def total(self) -> Fraction:
        """Marks with their parts."""
        return sum(self.exact_credits, Fraction(0)) if self.credits else Fraction(self.score)


class Mark(Earning, Model):
    """What an attempt earned: `score` whole marks of `out_of`.

    `credits` has the exact credit of each item in order, as text ("1", "1/3"); marks from before
    there were parts of marks have none. A corrected key adds a RegradedMark beside it.
    """

    __tablename__ = "mark"

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    marked_at: Mapped[datetime]
    attempt: Mapped[Attempt] = relationship(back_populates="mark")
