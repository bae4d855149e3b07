"""Every question about modules and learning."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import aliased

from courses import rules
from courses.authoring.models import Withdrawal
from courses.models import (
    Enrolment,
    EnrolmentAttempt,
    Lesson,
    LessonReading,
    Module,
    ModuleCompletion,
    ModuleVersion,
    Publication,
    Topic,
)
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.people.queries import same_people
from quizzes.models import QuizVersion
from quizzes.queries import get_quiz_version


@dataclass(frozen=True)
class Standing:
    """A module as one learner sees it this year."""

    version: ModuleVersion
    enrolment: Enrolment | None
    progress: rules.Progress


def latest_published() -> Sequence[ModuleVersion]:
    """The newest published version of every module, by topic."""
    return _newest(is_offered())


def is_offered(version: type[ModuleVersion] = ModuleVersion) -> ColumnElement[bool]:
    """Whether a version (of whatever name in the query) is published and was not withdrawn."""
    published = version.id.in_(select(Publication.version_id))
    return published & version.id.not_in(select(Withdrawal.version_id))


def latest_of_all() -> Sequence[ModuleVersion]:
    """The newest version of every module, drafts included: for staff."""
    return _newest(true())


def _newest(condition: ColumnElement[bool]) -> Sequence[ModuleVersion]:
    newest = (
        select(ModuleVersion.module_id, func.max(ModuleVersion.number).label("number"))
        .where(condition)
        .group_by(ModuleVersion.module_id)
        .subquery()
    )
    same = (newest.c.module_id == ModuleVersion.module_id) & (
        newest.c.number == ModuleVersion.number
    )
    return _by_topic(db.session.scalars(select(ModuleVersion).join(newest, same)).all())


def _by_topic(versions: Sequence[ModuleVersion]) -> Sequence[ModuleVersion]:
    order = list(Topic)
    return sorted(versions, key=lambda v: (order.index(v.module.topic), v.module.code))


def catalogue(person_id: UUID, year: int) -> list[Standing]:
    """Every module open to a learner with how far they are: what is offered, and what they began
    before it was withdrawn.
    """
    enrolments = enrolments_of(person_id, year)
    by_module = {enrolment.module_id: enrolment for enrolment in enrolments}
    newest = {version.module_id: version for version in latest_published()}
    pinned = {module_id: enrolment.version for module_id, enrolment in by_module.items()}
    shown = _by_topic(list({**newest, **pinned}.values()))
    lessons = _lesson_ids([version.id for version in shown])
    read = _read_ids([enrolment.id for enrolment in enrolments])
    done = completed_ids([enrolment.id for enrolment in enrolments])
    return [
        _standing(version, by_module.get(version.module_id), lessons, read, done)
        for version in shown
    ]


def _standing(
    version: ModuleVersion,
    enrolment: Enrolment | None,
    lessons: dict[UUID, list[UUID]],
    read: dict[UUID, set[UUID]],
    done: Collection[UUID],
) -> Standing:
    progress = rules.progress(
        lessons.get(version.id, []),
        read.get(enrolment.id, set()) if enrolment else set(),
        enrolled=enrolment is not None,
        completed=enrolment is not None and enrolment.id in done,
    )
    return Standing(version, enrolment, progress)


def standing_in(person_id: UUID, module_id: UUID, year: int) -> Standing:
    """One module as a learner sees it. Raises Missing when nothing of it is published."""
    enrolment = find_enrolment(person_id, module_id, year)
    version = enrolment.version if enrolment else get_published(module_id)
    if enrolment is None:
        return Standing(version, None, _fresh(version))
    return Standing(version, enrolment, progress_of(enrolment))


def _fresh(version: ModuleVersion) -> rules.Progress:
    ids = _lesson_ids([version.id]).get(version.id, [])
    return rules.progress(ids, (), enrolled=False, completed=False)


def get_published(module_id: UUID) -> ModuleVersion:
    """The newest published version of a module. Raises Missing."""
    found = db.session.scalar(
        select(ModuleVersion)
        .where(ModuleVersion.module_id == module_id, is_offered())
        .order_by(ModuleVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise Missing(_("This module is not published yet. Please look again later."))
    return found


def published_with_quiz(quiz_version_id: UUID) -> ModuleVersion | None:
    """The newest published version of the module that uses a quiz, in whatever version of it."""
    quiz_id = get_quiz_version(quiz_version_id).quiz_id
    return db.session.scalar(
        select(ModuleVersion)
        .join(Publication, Publication.version_id == ModuleVersion.id)
        .join(QuizVersion, QuizVersion.id == ModuleVersion.quiz_version_id)
        .where(QuizVersion.quiz_id == quiz_id, is_offered())
        .order_by(Publication.published_at.desc())
        .limit(1)
    )


def get_version(version_id: UUID) -> ModuleVersion:
    """Any version of a module: for staff. Raises Missing."""
    found = db.session.get(ModuleVersion, version_id)
    if found is None:
        raise Missing
    return found


def newest_version(code: str) -> ModuleVersion | None:
    """The newest version of a module, published or not."""
    return db.session.scalar(
        select(ModuleVersion)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(Module.code == code)
        .order_by(ModuleVersion.number.desc())
        .limit(1)
    )


def newest_titles(module_ids: Collection[UUID]) -> list[str]:
    """What modules are called in their newest published version, by code."""
    return [one.title for one in _newest(is_offered() & ModuleVersion.module_id.in_(module_ids))]


def lessons_of(version_id: UUID) -> Sequence[Lesson]:
    """The lessons of a version, in order."""
    return db.session.scalars(
        select(Lesson).where(Lesson.version_id == version_id).order_by(Lesson.position)
    ).all()


def get_lesson(lesson_id: UUID) -> Lesson:
    """A lesson. Raises Missing."""
    found = db.session.get(Lesson, lesson_id)
    if found is None:
        raise Missing
    return found


def enrolment_for(actor: Actor, lesson: Lesson, year: int) -> Enrolment:
    """The actor's enrolment that a lesson belongs to. Raises Missing with what to do."""
    found = db.session.scalar(
        select(Enrolment).where(
            Enrolment.person_id.in_(same_people(actor.person_id)),
            Enrolment.version_id == lesson.version_id,
            Enrolment.year == year,
        )
    )
    version = get_version(lesson.version_id)
    if found is None:
        found = _renewing(actor, version, year)
    if found is not None:
        return found
    if version.is_frozen:
        raise Missing(_("Open the module in the catalogue and press “Start learning” first."))
    raise Missing(_("This lesson is not published yet. Please look again later."))


def _renewing(actor: Actor, version: ModuleVersion, year: int) -> Enrolment | None:
    """The actor's completed enrolment in an older version, when a newer one asks for renewal."""
    own, asking = aliased(ModuleVersion), aliased(ModuleVersion)
    asks = (
        select(Publication.version_id)
        .join(asking, asking.id == Publication.version_id)
        .where(
            Publication.asks_renewal,
            asking.module_id == version.module_id,
            asking.number > own.number,
            asking.number <= version.number,
            is_offered(asking),
        )
    )
    offered = select(ModuleVersion.id).where(ModuleVersion.id == version.id, is_offered())
    return db.session.scalar(
        _of_person(actor.person_id, year)
        .join(own, own.id == Enrolment.version_id)
        .where(
            Enrolment.module_id == version.module_id,
            ModuleCompletion.enrolment_id.is_not(None),
            asks.exists(),
            offered.exists(),
        )
        .limit(1)
    )


def find_enrolment(person_id: UUID, module_id: UUID, year: int) -> Enrolment | None:
    """A person's enrolment in a module in a year."""
    return db.session.scalar(
        _of_person(person_id, year)
        .where(Enrolment.module_id == module_id)
        .order_by(ModuleCompletion.enrolment_id.is_(None), Enrolment.person_id != person_id)
        .limit(1)
    )


def get_enrolment_in(person_id: UUID, module_id: UUID, year: int) -> Enrolment:
    """A person's enrolment in a module in a year. Raises Missing."""
    found = find_enrolment(person_id, module_id, year)
    if found is None:
        raise Missing
    return found


def enrolments_of(person_id: UUID, year: int) -> Sequence[Enrolment]:
    """Everything a person learns in a year; of two of one module the completed one comes last."""
    return db.session.scalars(
        _of_person(person_id, year).order_by(
            ModuleCompletion.enrolment_id.is_not(None), Enrolment.person_id == person_id
        )
    ).all()


def _of_person(person_id: UUID, year: int) -> Select[Enrolment]:
    return (
        select(Enrolment)
        .outerjoin(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(same_people(person_id)), Enrolment.year == year)
    )


def enrolment_of_attempt(attempt_id: UUID) -> Enrolment | None:
    """The enrolment an attempt was sat for."""
    return db.session.scalar(
        select(Enrolment)
        .join(EnrolmentAttempt, EnrolmentAttempt.enrolment_id == Enrolment.id)
        .where(EnrolmentAttempt.attempt_id == attempt_id)
    )


def progress_of(enrolment: Enrolment) -> rules.Progress:
    """How far a learner is."""
    return rules.progress(
        _lesson_ids([enrolment.version_id]).get(enrolment.version_id, []),
        _read_ids([enrolment.id]).get(enrolment.id, set()),
        enrolled=True,
        completed=bool(completed_ids([enrolment.id])),
    )


def read_lessons(enrolment_id: UUID) -> set[UUID]:
    """The lessons a learner has read."""
    return _read_ids([enrolment_id]).get(enrolment_id, set())


def completed_ids(enrolment_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these enrolments are completed."""
    return set(
        db.session.scalars(
            select(ModuleCompletion.enrolment_id).where(
                ModuleCompletion.enrolment_id.in_(enrolment_ids)
            )
        )
    )


def completions_of(person_id: UUID, year: int) -> Sequence[ModuleCompletion]:
    """What a person completed in a year, the first first."""
    return db.session.scalars(
        select(ModuleCompletion)
        .join(Enrolment, Enrolment.id == ModuleCompletion.enrolment_id)
        .where(Enrolment.person_id.in_(same_people(person_id)), Enrolment.year == year)
        .order_by(ModuleCompletion.completed_at)
    ).all()


def _lesson_ids(version_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = db.session.execute(
        select(Lesson.version_id, Lesson.id)
        .where(Lesson.version_id.in_(version_ids))
        .order_by(Lesson.position)
    )
    for version_id, lesson_id in rows:
        found.setdefault(version_id, []).append(lesson_id)
    return found


def _read_ids(enrolment_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    rows = db.session.execute(
        select(LessonReading.enrolment_id, LessonReading.lesson_id).where(
            LessonReading.enrolment_id.in_(enrolment_ids)
        )
    )
    for enrolment_id, lesson_id in rows:
        found.setdefault(enrolment_id, set()).add(lesson_id)
    return found
