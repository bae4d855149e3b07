"""Every question about quizzes, their versions, and how these are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import case, func, select

from lms.core.db import db
from lms.core.errors import Missing
from quizzes.models import (
    Attempt,
    Item,
    ItemBank,
    ItemVersion,
    Quiz,
    QuizItem,
    QuizRelease,
    QuizVersion,
    Submission,
)
from quizzes.rules.changes import MadeUp
from quizzes.rules.policy import Policy


@dataclass(frozen=True)
class Tried:
    """How often something was sat, and how many sit it at this moment. Practice counts too."""

    attempts: int = 0
    under_way: int = 0


@dataclass(frozen=True)
class VersionRow:
    """A version of a quiz with its release and how often it was sat."""

    version: QuizVersion
    release: QuizRelease | None
    tried: Tried


@dataclass(frozen=True)
class QuizRow:
    """A quiz with the version new attempts use, and the newest one."""

    quiz: Quiz
    newest: int | None
    released: int | None
    tried: Tried


def quizzes() -> list[QuizRow]:
    """Every quiz, by title."""
    released = case((QuizRelease.quiz_version_id.is_not(None), QuizVersion.number))
    rows = db.session.execute(
        select(QuizVersion.quiz_id, func.max(QuizVersion.number), func.max(released))
        .outerjoin(QuizRelease, QuizRelease.quiz_version_id == QuizVersion.id)
        .group_by(QuizVersion.quiz_id)
    )
    numbers = {row[0]: (row[1], row[2]) for row in rows}
    tried = _tried_quizzes()
    return [
        QuizRow(one, *numbers.get(one.id, (None, None)), tried.get(one.id, Tried()))
        for one in db.session.scalars(select(Quiz).order_by(Quiz.title))
    ]


def _tried_quizzes() -> dict[UUID, Tried]:
    rows = db.session.execute(
        select(QuizVersion.quiz_id, func.count(Attempt.id), func.count(Submission.attempt_id))
        .join(Attempt, Attempt.quiz_version_id == QuizVersion.id)
        .outerjoin(Submission, Submission.attempt_id == Attempt.id)
        .group_by(QuizVersion.quiz_id)
    )
    return {row[0]: Tried(row[1], row[1] - row[2]) for row in rows}


def get_quiz(quiz_id: UUID) -> Quiz:
    """One quiz. Raises Missing."""
    found = db.session.get(Quiz, quiz_id)
    if found is None:
        raise Missing
    return found


def versions_of(quiz_id: UUID) -> list[VersionRow]:
    """Every version of a quiz, the newest first."""
    tried = _tried_versions(quiz_id)
    rows = db.session.execute(
        select(QuizVersion, QuizRelease)
        .outerjoin(QuizRelease, QuizRelease.quiz_version_id == QuizVersion.id)
        .where(QuizVersion.quiz_id == quiz_id)
        .order_by(QuizVersion.number.desc())
    )
    return [VersionRow(row[0], row[1], tried.get(row[0].id, Tried())) for row in rows]


def _tried_versions(quiz_id: UUID) -> dict[UUID, Tried]:
    rows = db.session.execute(
        select(Attempt.quiz_version_id, func.count(Attempt.id), func.count(Submission.attempt_id))
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .outerjoin(Submission, Submission.attempt_id == Attempt.id)
        .where(QuizVersion.quiz_id == quiz_id)
        .group_by(Attempt.quiz_version_id)
    )
    return {row[0]: Tried(row[1], row[1] - row[2]) for row in rows}


def newest_version(quiz_id: UUID) -> QuizVersion | None:
    """The last version that was made, released or not."""
    return db.session.scalar(
        select(QuizVersion)
        .where(QuizVersion.quiz_id == quiz_id)
        .order_by(QuizVersion.number.desc())
        .limit(1)
    )


LIMITS = ("draw", "pass_mark", "blueprint", *asdict(Policy()))


def made_up(versions: Sequence[QuizVersion]) -> list[MadeUp]:
    """How each of some versions is made up, to be compared with another."""
    rows = db.session.execute(
        select(QuizItem.quiz_version_id, ItemVersion.item_id, ItemVersion.id, QuizItem.is_fixed)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(QuizItem.quiz_version_id.in_([one.id for one in versions]))
    ).all()
    return [
        MadeUp(
            {row[1]: row[2] for row in rows if row[0] == one.id},
            {row[1] for row in rows if row[0] == one.id and row[3]},
            {name: getattr(one, name) for name in LIMITS},
        )
        for one in versions
    ]


@dataclass(frozen=True)
class Drawable:
    """An item a quiz version may draw, with its bank."""

    bank: ItemBank
    number: int
    version: ItemVersion
    is_fixed: bool


def items_of(version_id: UUID) -> Sequence[Drawable]:
    """What a quiz version draws from, by bank and number."""
    rows = db.session.execute(
        select(ItemBank, Item.number, ItemVersion, QuizItem.is_fixed)
        .join(Item, Item.bank_id == ItemBank.id)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(QuizItem, QuizItem.item_version_id == ItemVersion.id)
        .where(QuizItem.quiz_version_id == version_id)
        .order_by(ItemBank.code, Item.number)
    )
    return [Drawable(row[0], row[1], row[2], row[3]) for row in rows]
