"""Verbs of the lessons of a draft: a new one, their order, taking one out and bringing it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from courses import queries
from courses.authoring import draft_queries
from courses.authoring.drafts import check_open
from courses.authoring.models import LessonPresence
from courses.authoring.writing import keep_revision, locked_version
from courses.models import Lesson, ModuleVersion
from courses.scorm.models import LessonPackage
from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.markup import word_count
from lms.core.names import tidy


def add_lesson(version: ModuleVersion, lesson_id: UUID, title: str) -> Lesson:
    """A new lesson at the end. `lesson_id` was made by the page: sent twice it is one lesson."""
    check_open(locked_version(version.id))
    known = db.session.get(Lesson, lesson_id)
    if known is not None and known.version_id == version.id:
        return known
    if known is not None:
        raise Missing
    return _at_the_end(version, Lesson(id=lesson_id, title=tidy(title), body="", words=0))


def _at_the_end(version: ModuleVersion, lesson: Lesson) -> Lesson:
    lesson.version_id = version.id
    lesson.position = len(queries.lessons_of(version.id)) + 1
    db.session.add(lesson)
    db.session.flush()
    return lesson


def place(lesson: Lesson, position: int) -> None:
    """Put a lesson at a place among the others; beyond the ends means at the end."""
    version = locked_version(lesson.version_id)
    check_open(version)
    others = [one for one in queries.lessons_of(version.id) if one.id != lesson.id]
    wanted = max(1, min(position, len(others) + 1))
    if lesson.position != wanted:
        _number([*others[: wanted - 1], lesson, *others[wanted - 1 :]])


def _number(lessons: Sequence[Lesson]) -> None:
    """Number them from 1; over negative numbers, because no two may share one for a moment."""
    for sign in (-1, 1):
        for number, lesson in enumerate(lessons, 1):
            lesson.position = sign * number
        db.session.flush()


def remove(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """Take a lesson out of a draft. Its revisions stay, so it can be brought back."""
    version = locked_version(lesson.version_id)
    check_open(version)
    keep_revision(lesson, by=by, at=at)
    db.session.execute(delete(LessonPresence).where(LessonPresence.lesson_id == lesson.id))
    db.session.execute(delete(LessonPackage).where(LessonPackage.lesson_id == lesson.id))
    db.session.delete(lesson)
    db.session.flush()
    _number(queries.lessons_of(version.id))
    record("lesson.removed", lesson, by=by, at=at, label=lesson.title)


def bring_back(version: ModuleVersion, lesson_id: UUID, *, by: Actor, at: datetime) -> Lesson:
    """A removed lesson again, at the end, as it was last. Again is harmless. Raises Missing."""
    check_open(locked_version(version.id))
    known = db.session.get(Lesson, lesson_id)
    if known is not None and known.version_id == version.id:
        return known
    removed = draft_queries.removed_of(version.id)
    last = next((one for one in removed if one.lesson_id == lesson_id), None)
    if last is None:
        raise Missing
    lesson = Lesson(
        id=lesson_id,
        title=last.title,
        body=last.body,
        words=word_count(last.body),
        revision=last.number,
    )
    record("lesson.brought_back", lesson, by=by, at=at, label=lesson.title)
    return _at_the_end(version, lesson)
