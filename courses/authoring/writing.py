"""Verbs of the text of a lesson: save, go back to an older one, say that one is writing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update

from courses.authoring import draft_queries
from courses.authoring.drafts import check_open
from courses.authoring.models import LessonPresence, LessonRevision
from courses.authoring.timing import goes_on
from courses.models import Lesson, ModuleVersion
from courses.operations import Text
from lms.core.access import SYSTEM, Actor
from lms.core.audit import entered
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.markup import word_count
from lms.core.once import insert_once


class Contested(Refused):
    """Somebody else saved another text meanwhile; the lesson has theirs."""


def save(
    lesson: Lesson, text: Text, *, seen: int, by: Actor, at: datetime, by_itself: bool = False
) -> None:
    """Save a lesson; `seen` is the revision its author saw. Raises Contested, and saves nothing.

    What is saved `by_itself` while somebody types replaces their last revision of that kind.
    """
    _lock(lesson)
    is_same = Text(lesson.title, lesson.body) == text
    if lesson.revision != seen and not is_same:
        raise Contested(_("Somebody else saved this lesson meanwhile. Nothing was overwritten."))
    last = _last(lesson, at=at)
    if is_same:
        if not by_itself and last.by_id == by.id:
            last.began_at = None  # what was kept while typing was now saved by hand
        return
    _write(lesson, text)
    if by_itself and goes_on(last.began_at, is_own=last.by_id == by.id, at=at):
        last.number, last.title, last.body, last.at = lesson.revision, text.title, text.body, at
    else:
        db.session.add(_revision(lesson, by, at, began_at=at if by_itself else None))
    db.session.flush()


def go_back(
    lesson: Lesson, revision: LessonRevision, *, seen: int, by: Actor, at: datetime
) -> None:
    """Save the text of an older revision as the newest one."""
    save(lesson, Text(revision.title, revision.body), seen=seen, by=by, at=at)


def keep_revision(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """See to it that a lesson as it stands is among its revisions; `by` if nobody saved it yet."""
    _lock(lesson)
    _last(lesson, by=by, at=at)


def be_seen(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """Note that somebody has a lesson open in the editor."""
    key = {"lesson_id": lesson.id, "person_id": by.person_id}
    if not insert_once(LessonPresence, **key, name=by.name, seen_at=at):
        db.session.execute(update(LessonPresence).filter_by(**key).values(seen_at=at, name=by.name))


def locked_version(version_id: UUID) -> ModuleVersion:
    """A version that nobody else changes or decides on until we are through. Raises Missing."""
    db.session.execute(
        select(ModuleVersion.id).where(ModuleVersion.id == version_id).with_for_update()
    )
    found = db.session.get(ModuleVersion, version_id)
    if found is None:
        raise Missing
    return found


def _lock(lesson: Lesson) -> None:
    check_open(locked_version(lesson.version_id))
    db.session.refresh(lesson, with_for_update=True)


def _last(lesson: Lesson, *, at: datetime, by: Actor = SYSTEM) -> LessonRevision:
    """The revision a lesson stands at; the text it began with becomes one when it is changed."""
    known = draft_queries.revision_at(lesson.id, lesson.revision)
    if known is None:
        known = _revision(lesson, by, at)
        db.session.add(known)
        db.session.flush()
    return known


def _write(lesson: Lesson, text: Text) -> None:
    lesson.title, lesson.body = text.title, text.body
    lesson.words = word_count(text.body)
    lesson.revision += 1


def _revision(
    lesson: Lesson, by: Actor, at: datetime, began_at: datetime | None = None
) -> LessonRevision:
    return LessonRevision(
        version_id=lesson.version_id, lesson_id=lesson.id, number=lesson.revision,
        title=lesson.title, body=lesson.body, began_at=began_at, **entered(by, at),
    )  # fmt: skip
