"""The quizzes of a class, before and after it, and which attempts were sat for them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model
from lms.training.models import TrainingClass
from lms.training.moments import Moment
from quizzes.models import QuizVersion


class ClassQuiz(Identified, Entered, Model):
    """The quiz a class sits before or after; may be changed until somebody has begun it."""

    __tablename__ = "class_quiz"
    __table_args__ = (UniqueConstraint("class_id", "moment"),)

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"))
    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"), index=True)
    moment: Mapped[Moment]
    training_class: Mapped[TrainingClass] = relationship(lazy="joined")
    quiz_version: Mapped[QuizVersion] = relationship(lazy="joined")


class ClassQuizAttempt(Model):
    """Which attempt was sat for the quiz of a class: the first one and no other."""

    __tablename__ = "class_quiz_attempt"
    __table_args__ = (UniqueConstraint("class_quiz_id", "person_id"),)

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    class_quiz_id: Mapped[UUID] = mapped_column(ForeignKey("class_quiz.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
