"""Whoever completed a module whose content changed since: what to read, who did.

Nothing of it is kept: who is asked and who is done follows from publications and readings. The
completion and the certificate of the year stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from courses import queries
from courses.models import (
    Enrolment,
    Lesson,
    LessonReading,
    ModuleCompletion,
    ModuleVersion,
    Publication,
)
from lms.core.clock import local_day
from lms.core.db import db
from lms.people.queries import same_people


@dataclass(frozen=True)
class Renewal:
    """What somebody who completed an older version is asked to read, and how far they are."""

    version: ModuleVersion
    asked: Publication
    lessons: Sequence[Lesson]
    read: frozenset[UUID]

    @property
    def day(self) -> date:
        """The day on which the content changed."""
        return local_day(self.asked.published_at)

    @property
    def next_lesson(self) -> Lesson | None:
        """The first lesson not read yet."""
        return next((one for one in self.lessons if one.id not in self.read), None)


def renewals_of(person_id: UUID, year: int) -> list[Renewal]:
    """What somebody still has to read again this year, module by module."""
    people = Enrolment.person_id.in_(same_people(person_id))
    found = _asked(people & (Enrolment.year == year))
    return [one for one in map(_renewal, *_apart(found)) if one is not None]


def renewal_of(enrolment: Enrolment) -> Renewal | None:
    """What one enrolment is asked to read again; None when nothing, or when it is read."""
    found = _asked(Enrolment.id == enrolment.id)
    return next((one for one in map(_renewal, *_apart(found)) if one is not None), None)


def _asked(condition: ColumnElement[bool]) -> list[tuple[Enrolment, ModuleVersion]]:
    """Completed enrolments with the newest later version that asks for renewal, one a module."""
    own, later = aliased(ModuleVersion), aliased(ModuleVersion)
    rows = db.session.execute(
        select(Enrolment, later)
        .join(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
        .join(own, own.id == Enrolment.version_id)
        .join(later, (later.module_id == own.module_id) & (later.number > own.number))
        .join(Publication, Publication.version_id == later.id)
        .where(condition, Publication.asks_renewal, queries.is_offered(later))
        .order_by(later.number)
    )
    return list({row[0].module_id: (row[0], row[1]) for row in rows}.values())


def _apart(
    found: Sequence[tuple[Enrolment, ModuleVersion]],
) -> tuple[list[Enrolment], list[ModuleVersion]]:
    return [one[0] for one in found], [one[1] for one in found]


def _renewal(enrolment: Enrolment, asking: ModuleVersion) -> Renewal | None:
    read = queries.read_lessons(enrolment.id)
    newest = queries.get_published(asking.module_id)
    if any(texts <= read for texts in _lessons_from(asking).values()):
        return None  # read in a version that asked, or in a newer one
    if asking.publication is None:
        return None
    lessons = queries.lessons_of(newest.id)
    return Renewal(newest, asking.publication, lessons, frozenset(read))


def _lessons_from(asking: ModuleVersion) -> dict[UUID, set[UUID]]:
    """The lessons of a version and of every newer one on offer."""
    found: dict[UUID, set[UUID]] = {}
    rows = db.session.execute(
        select(Lesson.version_id, Lesson.id)
        .join(ModuleVersion, ModuleVersion.id == Lesson.version_id)
        .where(*_from(asking))
    )
    for version_id, lesson_id in rows:
        found.setdefault(version_id, set()).add(lesson_id)
    return found


def _from(asking: ModuleVersion) -> tuple[ColumnElement[bool], ...]:
    return (
        ModuleVersion.module_id == asking.module_id,
        ModuleVersion.number >= asking.number,
        queries.is_offered(),
    )


@dataclass(frozen=True)
class Asked:
    """How many were asked to read a new version in a year, and how many have read it."""

    people: int
    read: int


def asked_by(version: ModuleVersion, year: int) -> Asked:
    """How far a renewal is: those who completed an older version, and who read the new texts."""
    own = aliased(ModuleVersion)
    older = (
        select(Enrolment.id)
        .join(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
        .join(own, own.id == Enrolment.version_id)
        .where(
            Enrolment.module_id == version.module_id,
            Enrolment.year == year,
            own.number < version.number,
        )
    )
    people = db.session.scalar(select(func.count()).select_from(older.subquery())) or 0
    whole = (
        select(Lesson.version_id, func.count().label("lessons"))
        .join(ModuleVersion, ModuleVersion.id == Lesson.version_id)
        .where(*_from(version))
        .group_by(Lesson.version_id)
        .subquery()
    )
    done = (
        select(LessonReading.enrolment_id)
        .join(Lesson, Lesson.id == LessonReading.lesson_id)
        .join(whole, whole.c.version_id == Lesson.version_id)
        .where(LessonReading.enrolment_id.in_(older))
        .group_by(LessonReading.enrolment_id, Lesson.version_id, whole.c.lessons)
        .having(func.count() == whole.c.lessons)
        .distinct()
    )
    return Asked(people, db.session.scalar(select(func.count()).select_from(done.subquery())) or 0)
