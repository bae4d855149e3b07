"""What authors leave behind: files, revisions, who is writing, reviews, confirmations."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.authoring.rules import Step
from lms.core.audit import Entered
from lms.core.db import Identified, Model
from lms.core.files import StoredFile


class Use(StrEnum):
    """What a file of a module is."""

    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


class ModuleMedium(Identified, Entered, Model):
    """A file the texts of a module may show, under a name that never means another file."""

    __tablename__ = "module_medium"
    __table_args__ = (UniqueConstraint("module_id", "name"),)

    is_frozen = True

    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"))
    name: Mapped[str]
    use: Mapped[Use]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int]
    height: Mapped[int]
    file: Mapped[StoredFile] = relationship(lazy="joined")


class DraftOpening(Entered, Model):
    """Who began a draft, and when. Drafts taken over from files have none."""

    __tablename__ = "draft_opening"

    is_frozen = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"), primary_key=True)


class LessonRevision(Identified, Entered, Model):
    """A lesson as it was saved once, numbered by `Lesson.revision`; it outlives a removed lesson.

    What is saved by itself while typing replaces the last one of its author; `began_at` is when
    that began, and none for what somebody saved with the button.
    """

    __tablename__ = "lesson_revision"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"), index=True)
    lesson_id: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    began_at: Mapped[datetime | None]


class LessonPresence(Model):
    """That somebody has a lesson open in the editor, seen last at a moment."""

    __tablename__ = "lesson_presence"

    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name: Mapped[str]
    seen_at: Mapped[datetime]


class VersionStep(Identified, Entered, Model):
    """A step a version took; the newest one says where it stands."""

    __tablename__ = "module_version_step"

    is_frozen = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"), index=True)
    step: Mapped[Step]
    note: Mapped[str]


class LineComment(Identified, Entered, Model):
    """What a reviewer says of a line of a lesson, with the line as it was; line 0 is the whole."""

    __tablename__ = "line_comment"

    is_frozen = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"), index=True)
    lesson_position: Mapped[int]
    line: Mapped[int]
    line_words: Mapped[str]
    text: Mapped[str]


class LineCommentSettled(Entered, Model):
    """That a comment was dealt with."""

    __tablename__ = "line_comment_settled"

    is_frozen = True

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("line_comment.id"), primary_key=True)


class PointConfirmation(Identified, Entered, Model):
    """That somebody confirmed a point by name, and by what."""

    __tablename__ = "point_confirmation"
    __table_args__ = (UniqueConstraint("version_id", "point"),)

    is_frozen = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"))
    point: Mapped[str]
    evidence: Mapped[str]


class Withdrawal(Entered, Model):
    """That a published version is not offered any more, and why."""

    __tablename__ = "module_version_withdrawal"

    is_frozen = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"), primary_key=True)
    reason: Mapped[str]


class ContentReview(Identified, Entered, Model):
    """That somebody read a published version again when it was due, and found it right."""

    __tablename__ = "content_review"

    is_frozen = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"), index=True)
    note: Mapped[str]
