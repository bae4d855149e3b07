"""What people wrote, where it stands, what was done about it, and who found it useful."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.models import Topic
from lms.community.rules import PostingKind, PostingState
from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Posting(Identified, Entered, Model):
    """Something written for others. Its words never change; `state` is what its last step says."""

    __tablename__ = "posting"
    __table_args__ = (
        # A form sent twice counts once.
        UniqueConstraint("by_id", "request_id"),
        Index("ix_posting_kind_state", "kind", "state"),
        Index("ix_posting_at_id", "at", "id"),
    )

    kind: Mapped[PostingKind]
    state: Mapped[PostingState]
    title: Mapped[str]
    text: Mapped[str]
    folded_title: Mapped[str]
    folded: Mapped[str]
    place: Mapped[str]  # the commune of the author on that day
    by_trainer: Mapped[bool]
    request_id: Mapped[str]


class PostingStep(Identified, Entered, Model):
    """That somebody let a posting be shown, hid it, sent it back or took it away, and why."""

    __tablename__ = "posting_step"

    is_frozen = True

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), index=True)
    state: Mapped[PostingState]
    reason: Mapped[str]


class PostingReport(Identified, Entered, Model):
    """That a reader asked the officers to look at a posting; open until the next step."""

    __tablename__ = "posting_report"
    __table_args__ = (UniqueConstraint("posting_id", "by_id"),)

    is_frozen = True

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"))
    words: Mapped[str]


class Question(Model):
    """What a question is about. Module and position outlive the version it was asked in."""

    __tablename__ = "lesson_question"
    __table_args__ = (Index("ix_lesson_question_module_position", "module_id", "position"),)

    is_frozen = True

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"))
    position: Mapped[int]
    lesson_title: Mapped[str]
    version_number: Mapped[int]
    line: Mapped[int | None]
    line_words: Mapped[str]


class Answer(Model):
    """Which question an answer is for."""

    __tablename__ = "lesson_answer"

    is_frozen = True

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), index=True)


class BestAnswer(Entered, Model):
    """Which answer was marked as the best one; the audit log keeps earlier choices."""

    __tablename__ = "best_answer"

    question_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"))


class AnswersSeen(Identified, Model):
    """That an asker looked at the answers to their question."""

    __tablename__ = "answers_seen"

    is_frozen = True

    question_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), index=True)
    at: Mapped[datetime]


class Practice(Model):
    """The particulars of a good practice; `replaces_id` is the posting it was sent again for."""

    __tablename__ = "practice"

    is_frozen = True

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    topic: Mapped[Topic]
    month: Mapped[date | None]
    households: Mapped[int | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("posting.id"))


class PracticePhoto(Identified, Model):
    """A photograph of a good practice, large and small, with its words for who cannot see it."""

    __tablename__ = "practice_photo"
    __table_args__ = (UniqueConstraint("posting_id", "position"),)

    is_frozen = True

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"))
    position: Mapped[int]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    small_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int]  # of the small one
    height: Mapped[int]
    words: Mapped[str]


class Usefulness(Model):
    """That somebody found a good practice useful; once a person."""

    __tablename__ = "usefulness"

    is_frozen = True

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
