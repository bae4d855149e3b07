"""Verbs on the way through a module: the test before the lessons, the place in a lesson."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, update

from courses import operations
from courses.models import Enrolment, Lesson
from courses.path_queries import number_of_lines, pretest_of
from courses.player_models import LessonPlace, PretestSkipped
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.once import insert_once
from quizzes.models import Attempt, Mode
from quizzes.operations.sitting import start, submit
from quizzes.queries import attempt_under_way


def sit_pretest(
    enrolment: Enrolment, *, by: Actor, at: datetime, origin: str, seed: int | None = None
) -> Attempt:
    """Begin the test before the lessons, or go on with it. Once: afterwards it says nothing."""
    pretest = pretest_of(enrolment)
    if not pretest.is_due:
        raise Refused(_("The questions before the lessons are behind you. Please go on learning."))
    if pretest.attempt is not None:
        return pretest.attempt
    quiz = operations.quiz_of(enrolment)
    old = attempt_under_way(quiz.quiz_id, by.person_id, Mode.BEFORE)
    if old is not None:  # begun in another year and left: it must not count for this one
        submit(old, by=by, at=at, unanswered=True)
    attempt = start(quiz, by=by, at=at, origin=origin, seed=seed, mode=Mode.BEFORE)
    operations.belongs(attempt.id, enrolment)
    return attempt


def skip_pretest(enrolment: Enrolment, *, at: datetime) -> None:
    """Go straight to the lessons; again is harmless."""
    if pretest_of(enrolment).is_due:
        insert_once(PretestSkipped, enrolment_id=enrolment.id, at=at)


def keep_place(
    enrolment: Enrolment, lesson: Lesson, line: int, *, seen_at: datetime, at: datetime
) -> None:
    """Note how far down a lesson somebody was; of two phones the one seen last wins."""
    seen = min(seen_at, at)  # a phone's clock may run fast
    known = max(1, min(line, number_of_lines(lesson.body)))
    key = {"enrolment_id": enrolment.id, "lesson_id": lesson.id}
    if insert_once(LessonPlace, **key, line=known, at=seen):
        return
    db.session.execute(
        update(LessonPlace)
        .where(
            LessonPlace.enrolment_id == enrolment.id,
            LessonPlace.lesson_id == lesson.id,
            LessonPlace.at < seen,
        )
        .values(line=known, at=seen)
    )


def forget_place(enrolment_id: UUID, lesson_id: UUID) -> None:
    """A lesson that was read to its end begins at its top again."""
    db.session.execute(
        delete(LessonPlace).where(
            LessonPlace.enrolment_id == enrolment_id, LessonPlace.lesson_id == lesson_id
        )
    )
