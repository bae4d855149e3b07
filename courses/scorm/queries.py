"""Every question about packages and how learners fare in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from courses.models import Lesson, LessonReading, ModuleVersion, Publication
from courses.scorm.models import LessonPackage, ScormPackage, ScormRun
from lms.core.db import db
from lms.core.errors import Missing


@dataclass(frozen=True)
class Use:
    """A lesson a package is played in, and what came of it."""

    lesson: Lesson
    version: ModuleVersion
    opened: int
    completed: int
    score: float | None


def packages() -> Sequence[ScormPackage]:
    """All packages, the newest first."""
    return db.session.scalars(select(ScormPackage).order_by(ScormPackage.id.desc())).all()


def get_package(package_id: UUID) -> ScormPackage:
    """A package. Raises Missing."""
    found = db.session.get(ScormPackage, package_id)
    if found is None:
        raise Missing
    return found


def package_of(lesson_id: UUID) -> ScormPackage | None:
    """The package a lesson is done in; most lessons have none."""
    found = db.session.get(LessonPackage, lesson_id)
    return None if found is None else found.package


def played_among(lesson_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these lessons are done in a package."""
    query = select(LessonPackage.lesson_id).where(LessonPackage.lesson_id.in_(lesson_ids))
    return set(db.session.scalars(query))


def runs_of(enrolment_id: UUID, lesson_id: UUID) -> dict[int, ScormRun]:
    """What a learner has reached in the activities of a lesson, by their number from 1."""
    rows = db.session.scalars(
        select(ScormRun).where(
            ScormRun.enrolment_id == enrolment_id, ScormRun.lesson_id == lesson_id
        )
    )
    return {row.part: row for row in rows}


def run_to_change(enrolment_id: UUID, lesson_id: UUID, part: int) -> ScormRun:
    """The row of one activity, locked until the transaction is through."""
    return db.session.scalars(
        select(ScormRun)
        .where(
            ScormRun.enrolment_id == enrolment_id,
            ScormRun.lesson_id == lesson_id,
            ScormRun.part == part,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def is_unfinished(enrolment_id: UUID, lesson_id: UUID) -> bool:
    """Whether a lesson has a package that the learner has not completed yet."""
    package = package_of(lesson_id)
    if package is None:
        return False
    runs = runs_of(enrolment_id, lesson_id)
    done = {part for part, run in runs.items() if run.done_at is not None}
    return not done.issuperset(range(1, len(package.outline) + 1))


def drafts() -> Sequence[ModuleVersion]:
    """The versions a lesson may still be added to."""
    published = select(Publication.version_id)
    found = db.session.scalars(
        select(ModuleVersion).where(ModuleVersion.id.not_in(published)).order_by(ModuleVersion.id)
    )
    return sorted(found, key=lambda one: (one.module.code, one.number))


def last_position(version_id: UUID) -> int:
    """The place of the last lesson of a version."""
    found = select(func.max(Lesson.position)).where(Lesson.version_id == version_id)
    return db.session.scalar(found) or 0


def uses_of(package_id: UUID) -> list[Use]:
    """The lessons of a package with how many opened and completed them, and the mean score."""
    in_use = select(LessonPackage.lesson_id).where(LessonPackage.package_id == package_id)
    runs = (
        select(
            ScormRun.lesson_id,
            func.count(func.distinct(ScormRun.enrolment_id)).label("opened"),
            func.avg(ScormRun.score).label("score"),
        )
        .where(ScormRun.lesson_id.in_(in_use))
        .group_by(ScormRun.lesson_id)
        .subquery()
    )
    readings = (
        select(LessonReading.lesson_id, func.count().label("completed"))
        .where(LessonReading.lesson_id.in_(in_use))
        .group_by(LessonReading.lesson_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Lesson, ModuleVersion, runs.c.opened, readings.c.completed, runs.c.score)
        .join(ModuleVersion, ModuleVersion.id == Lesson.version_id)
        .outerjoin(runs, runs.c.lesson_id == Lesson.id)
        .outerjoin(readings, readings.c.lesson_id == Lesson.id)
        .where(Lesson.id.in_(in_use))
        .order_by(Lesson.id)
    )
    return [
        Use(a, b, opened or 0, completed or 0, score) for a, b, opened, completed, score in rows
    ]
