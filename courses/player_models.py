"""Where learners are inside a module: the place in a lesson, a test before it left out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class LessonPlace(Model):
    """How far down a lesson somebody was last; of two phones the newest place wins."""

    __tablename__ = "lesson_place"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    line: Mapped[int]
    at: Mapped[datetime]


class PretestSkipped(Model):
    """That a learner went straight to the lessons, without the test before them."""

    __tablename__ = "pretest_skipped"

    is_frozen = True

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    at: Mapped[datetime]
