"""Which quizzes are released: what a trainer may choose, what stands open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.core.db import db
from lms.people.queries import same_people
from quizzes.models import Attempt, Mark, Mode, Quiz, QuizRelease, QuizVersion


def newest_released() -> Select[QuizVersion]:
    """The version of every quiz that new attempts use, the newest released one, with its Quiz."""
    newest = (
        select(QuizVersion.quiz_id, func.max(QuizVersion.number).label("number"))
        .join(QuizRelease, QuizRelease.quiz_version_id == QuizVersion.id)
        .group_by(QuizVersion.quiz_id)
        .subquery()
    )
    same = (newest.c.quiz_id == QuizVersion.quiz_id) & (newest.c.number == QuizVersion.number)
    return select(QuizVersion).join(newest, same).join(Quiz, Quiz.id == QuizVersion.quiz_id)


def released_quizzes() -> Sequence[QuizVersion]:
    """The version of every quiz that new attempts use, by title."""
    return db.session.scalars(newest_released().order_by(Quiz.title, Quiz.id)).all()


@dataclass(frozen=True)
class Best:
    """The best test of a person at a quiz."""

    score: int
    out_of: int
    passed: bool


def best_tests(quiz_ids: Collection[UUID], person_id: UUID) -> dict[UUID, Best]:
    """Quiz → the best test somebody handed in."""
    rows = db.session.execute(
        select(QuizVersion.quiz_id, Mark.score, Mark.out_of, Mark.passed)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(
            QuizVersion.quiz_id.in_(quiz_ids),
            Attempt.person_id.in_(same_people(person_id)),
            Attempt.mode == Mode.TEST,
        )
        .order_by(Mark.passed, Mark.score, Mark.out_of)
    )
    return {row[0]: Best(row[1], row[2], row[3]) for row in rows}
