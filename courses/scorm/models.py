"""Packages, the lessons they belong to, and how far learners are in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.scorm.manifest import Activity, Standard
from lms.core.audit import Entered
from lms.core.db import Identified, Model
from lms.core.files import StoredFile


class ScormPackage(Identified, Entered, Model):
    """A package as a trainer sent it; its ZIP is kept and never unpacked."""

    __tablename__ = "scorm_package"

    is_frozen = True

    title: Mapped[str]
    standard: Mapped[Standard]
    file_name: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    outline: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    file: Mapped[StoredFile] = relationship(lazy="joined")

    @property
    def activities(self) -> list[Activity]:
        """What there is to do, in order."""
        return [Activity(**one) for one in self.outline]


class LessonPackage(Model):
    """That a lesson is done in a package; the lesson's own text introduces it."""

    __tablename__ = "lesson_package"

    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    package_id: Mapped[UUID] = mapped_column(ForeignKey("scorm_package.id"), index=True)
    package: Mapped[ScormPackage] = relationship(lazy="joined")


class ScormRun(Model):
    """How far a learner is in one activity of a lesson: the newest state it reported.

    `counter` counts what the phone sent; only a higher one replaces the state. Done stays done,
    and of several scores the best one counts.
    """

    __tablename__ = "scorm_run"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True, index=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int]
    state: Mapped[str] = mapped_column(Text)
    score: Mapped[float | None]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
