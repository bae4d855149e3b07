"""Which quizzes are released: what a trainer may choose, what stands open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.core.db import db
from lms.people.queries import same_people
from quizzes.models import Attempt, Mark, Mode, Quiz, QuizRelease, QuizVersion
from quizzes.regrade_models import RegradedMark


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
    """Quiz → the best test somebody handed in, by the keys that count now."""
    counting: dict[UUID, tuple[UUID, Best]] = {}  # attempt → what it counts for, the newest last
    for marked in (Mark, RegradedMark):
        rows = db.session.execute(_tests(marked, quiz_ids, person_id))
        counting |= {row[0]: (row[1], Best(*row[2:])) for row in rows}
    ranked = sorted(counting.values(), key=lambda one: (one[1].passed, one[1].score, one[1].out_of))
    return dict(ranked)


def _tests(
    marked: type[Mark] | type[RegradedMark], quiz_ids: Collection[UUID], person_id: UUID
) -> Select[Any]:
    columns: Sequence[Any] = (
        marked.attempt_id, QuizVersion.quiz_id, marked.score, marked.out_of, marked.passed
    )  # fmt: skip
    return (
        select(*columns)
        .join(Attempt, Attempt.id == marked.attempt_id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(
            QuizVersion.quiz_id.in_(quiz_ids),
            Attempt.person_id.in_(same_people(person_id)),
            Attempt.mode == Mode.TEST,
        )
        .order_by(*marked.__mapper__.primary_key)
    )
