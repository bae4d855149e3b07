"""Where a learner is on the way through a module: what is open, what comes next, how long yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from courses import queries, rules
from courses.models import Enrolment, EnrolmentAttempt, Lesson, Order
from courses.player_models import LessonPlace, PretestSkipped
from lms.core.db import db
from lms.core.markup import named_blocks, text_lines
from quizzes.models import Attempt, Mode


@dataclass(frozen=True)
class Pretest:
    """The test before the lessons of an enrolment: whether it comes next, and how it was sat."""

    is_due: bool = False
    attempt: Attempt | None = None


def pretest_of(enrolment: Enrolment) -> Pretest:
    """How a learner stands with the test before the lessons: once a year, or left out."""
    if enrolment.version.sequence is not Order.TEST_FIRST:
        return Pretest()
    attempt = db.session.scalar(
        select(Attempt)
        .join(EnrolmentAttempt, EnrolmentAttempt.attempt_id == Attempt.id)
        .where(EnrolmentAttempt.enrolment_id == enrolment.id, Attempt.mode == Mode.BEFORE)
        .order_by(Attempt.number)
        .limit(1)
    )
    is_past = attempt is not None and attempt.submission is not None
    is_past = is_past or db.session.get(PretestSkipped, enrolment.id) is not None
    is_past = is_past or bool(queries.completed_ids([enrolment.id]))
    return Pretest(not is_past, attempt)


def open_lessons(
    enrolment: Enrolment, lessons: Sequence[Lesson], read_ids: Collection[UUID]
) -> set[UUID]:
    """The lessons a learner may open now: all of them once the module is completed."""
    in_order = enrolment.version.sequence is not Order.FREE
    if in_order and queries.completed_ids([enrolment.id]):
        in_order = False
    return rules.open_lessons(
        [lesson.id for lesson in lessons],
        read_ids,
        in_order=in_order,
        waits=in_order and pretest_of(enrolment).is_due,
    )


def place_in(enrolment_id: UUID, lesson_id: UUID) -> LessonPlace | None:
    """How far down a lesson a learner was last."""
    return db.session.get(LessonPlace, (enrolment_id, lesson_id))


def lesson_to_resume(enrolment: Enrolment) -> UUID:
    """The lesson to go on with: the one left in its middle, else the first one not read."""
    lessons = queries.lessons_of(enrolment.version_id)
    read = queries.read_lessons(enrolment.id)
    left = db.session.scalar(
        select(LessonPlace.lesson_id)
        .where(LessonPlace.enrolment_id == enrolment.id, LessonPlace.lesson_id.not_in(read))
        .order_by(LessonPlace.at.desc())
        .limit(1)
    )
    if left is not None and left in open_lessons(enrolment, lessons, read):
        return left
    return next((lesson.id for lesson in lessons if lesson.id not in read), lessons[0].id)


def minutes_of(lessons: Sequence[Lesson]) -> dict[UUID, int]:
    """Lesson → the minutes it takes."""
    return {one.id: rules.minutes(one.words, _spoken(one.body)) for one in lessons}


@lru_cache(512)
def _spoken(body: str) -> int:
    """Words said in the recordings of a lesson; of several languages one is listened to."""
    if "::: audio" not in body:
        return 0
    by_language: dict[str, int] = {}
    for block in named_blocks(body):
        if block.opening.name == "audio":
            said = by_language.get(block.opening.language, 0)
            by_language[block.opening.language] = said + len(block.words.split())
    return max(by_language.values(), default=0)


@lru_cache(512)
def number_of_lines(body: str) -> int:
    """How many lines a lesson has."""
    return len(text_lines(body))
