"""Every question of those who write: drafts, revisions, who is writing, what a lesson weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from courses import queries
from courses.authoring.models import DraftOpening, LessonPresence, LessonRevision
from courses.authoring.queries import media_of
from courses.authoring.timing import THERE
from courses.authoring.weights import Weight, weigh
from courses.models import Lesson, Module, ModuleVersion
from lms.core.db import db
from lms.core.errors import Missing
from quizzes.models import ItemBank, QuizVersion
from quizzes.queries import get_quiz_version, items_of_quiz


@dataclass(frozen=True)
class QuizOfDraft:
    """The quiz a draft uses: its version, how many items that has, the newest one, the bank."""

    version: QuizVersion
    items: int
    newest: QuizVersion
    bank: ItemBank | None


def get_module(module_id: UUID) -> Module:
    """A module. Raises Missing."""
    found = db.session.get(Module, module_id)
    if found is None:
        raise Missing
    return found


def opening_of(version_id: UUID) -> DraftOpening | None:
    """Who began a draft."""
    return db.session.get(DraftOpening, version_id)


def weights_of(module_id: UUID, lessons: Sequence[Lesson]) -> dict[UUID, Weight]:
    """What lessons of a module weigh."""
    sizes = sizes_of(module_id)
    return {lesson.id: weigh(lesson.body, sizes) for lesson in lessons}


def sizes_of(module_id: UUID) -> Mapping[str, int]:
    """The bytes of every file of a module."""
    return {row.name: row.file.size for row in media_of(module_id)}


def quiz_of_draft(version: ModuleVersion) -> QuizOfDraft:
    """The quiz a draft uses, beside what else there is."""
    used = get_quiz_version(version.quiz_version_id)
    newest = db.session.scalar(
        select(QuizVersion)
        .where(QuizVersion.quiz_id == used.quiz_id)
        .order_by(QuizVersion.number.desc())
        .limit(1)
    )
    bank = db.session.scalar(select(ItemBank).where(ItemBank.code == version.module.code))
    return QuizOfDraft(used, len(items_of_quiz(used.id)), newest or used, bank)


def revisions_of(lesson_id: UUID) -> Sequence[LessonRevision]:
    """How a lesson was saved, the newest first."""
    return db.session.scalars(
        select(LessonRevision)
        .where(LessonRevision.lesson_id == lesson_id)
        .order_by(LessonRevision.number.desc())
    ).all()


def revision_at(lesson_id: UUID, number: int) -> LessonRevision | None:
    """A revision of a lesson by its number."""
    return db.session.scalar(
        select(LessonRevision).where(
            LessonRevision.lesson_id == lesson_id, LessonRevision.number == number
        )
    )


def get_revision(lesson_id: UUID, revision_id: UUID) -> LessonRevision:
    """A revision of a lesson. Raises Missing."""
    found = db.session.get(LessonRevision, revision_id)
    if found is None or found.lesson_id != lesson_id:
        raise Missing
    return found


def removed_of(version_id: UUID) -> Sequence[LessonRevision]:
    """The last revision of every lesson that was taken out of a version."""
    there = {lesson.id for lesson in queries.lessons_of(version_id)}
    newest = (
        select(LessonRevision.lesson_id, func.max(LessonRevision.number).label("number"))
        .where(LessonRevision.version_id == version_id)
        .group_by(LessonRevision.lesson_id)
        .subquery()
    )
    same = (newest.c.lesson_id == LessonRevision.lesson_id) & (
        newest.c.number == LessonRevision.number
    )
    rows = db.session.scalars(
        select(LessonRevision).join(newest, same).order_by(LessonRevision.at.desc())
    )
    return [row for row in rows if row.lesson_id not in there]


def others_at(lesson_id: UUID, person_id: UUID, at: datetime) -> Sequence[LessonPresence]:
    """Who else has a lesson open in the editor, whoever was seen last first."""
    return db.session.scalars(
        select(LessonPresence)
        .where(
            LessonPresence.lesson_id == lesson_id,
            LessonPresence.person_id != person_id,
            LessonPresence.seen_at > at - THERE,
        )
        .order_by(LessonPresence.seen_at.desc())
    ).all()
