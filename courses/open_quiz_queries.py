"""Quizzes that stand alone: released, and used by no module."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from courses.models import ModuleVersion
from lms.core.db import db
from lms.core.errors import Missing
from quizzes.models import QuizVersion
from quizzes.release_queries import released_quizzes


def open_quizzes() -> list[QuizVersion]:
    """The version in use of every quiz anybody may sit without learning a module, by title."""
    of_modules = set(
        db.session.scalars(
            select(QuizVersion.quiz_id).join(
                ModuleVersion, ModuleVersion.quiz_version_id == QuizVersion.id
            )
        )
    )
    return [one for one in released_quizzes() if one.quiz_id not in of_modules]


def get_open_quiz(quiz_id: UUID) -> QuizVersion:
    """One of those. Raises Missing."""
    for one in open_quizzes():
        if one.quiz_id == quiz_id:
            return one
    raise Missing
