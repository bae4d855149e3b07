"""Verbs of learning: write and publish a version, enrol, read, sit the quiz, complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from courses import queries
from courses.facts import ModuleCompleted
from courses.models import (
    Enrolment,
    EnrolmentAttempt,
    Lesson,
    LessonReading,
    Module,
    ModuleCompletion,
    ModuleVersion,
    Order,
    Publication,
    Topic,
)
from courses.scorm.queries import is_unfinished
from courses.search.index import index_version
from lms.core.access import Actor
from lms.core.audit import record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.markup import word_count
from lms.core.names import fold
from quizzes.models import Attempt, Mode, QuizVersion
from quizzes.operations.bank import release
from quizzes.operations.sitting import start
from quizzes.queries import get_quiz_version, released_version


@dataclass(frozen=True)
class Text:
    """A lesson as its author wrote it."""

    title: str
    body: str


@dataclass(frozen=True)
class Manuscript:
    """Everything an author writes of a module, apart from its items."""

    code: str
    topic: Topic
    compulsory: bool
    language: str
    title: str
    summary: str
    minutes: int
    competences: Sequence[str]
    objectives: Sequence[str]
    exercise: str
    points_to_confirm: Sequence[str]
    points_to_review: Sequence[str]
    sequence: Order
    pocket_card: str
    review_months: int
    lessons: Sequence[Text]
    source_hash: str


def write_version(script: Manuscript, quiz: QuizVersion) -> ModuleVersion:
    """A new draft version of a module from its manuscript."""
    module = db.session.scalar(select(Module).where(Module.code == script.code))
    if module is None:
        module = Module(code=script.code, topic=script.topic, compulsory=script.compulsory)
        db.session.add(module)
        db.session.flush()
    last = db.session.scalar(
        select(func.max(ModuleVersion.number)).where(ModuleVersion.module_id == module.id)
    )
    version = ModuleVersion(
        module_id=module.id,
        module=module,
        number=(last or 0) + 1,
        language=script.language,
        title=script.title,
        summary=script.summary,
        folded=fold(f"{script.title} {script.summary}"),
        minutes=script.minutes,
        competences=list(script.competences),
        objectives=list(script.objectives),
        exercise=script.exercise,
        points_to_confirm=list(script.points_to_confirm),
        points_to_review=list(script.points_to_review),
        sequence=script.sequence,
        pocket_card=script.pocket_card,
        review_months=script.review_months,
        source_hash=script.source_hash,
        quiz_version_id=quiz.id,
        publication=None,
    )
    db.session.add(version)
    db.session.flush()
    db.session.add_all(_lessons(version, script.lessons))
    return version


def _lessons(version: ModuleVersion, texts: Sequence[Text]) -> list[Lesson]:
    return [
        Lesson(
            version_id=version.id,
            position=position,
            title=text.title,
            body=text.body,
            words=word_count(text.body),
        )
        for position, text in enumerate(texts, 1)
    ]


def publish(
    version: ModuleVersion, *, by: Actor, at: datetime, note: str, asks_renewal: bool = False
) -> None:
    """Freeze the version and offer it to learners; `authoring.publishing` says whether it may."""
    if version.is_frozen:
        raise Refused(_("This version is already published."))
    version.publication = Publication(
        published_by=by.name, published_at=at, change_note=note, asks_renewal=asks_renewal
    )
    release(get_quiz_version(version.quiz_version_id), by=by, at=at, note=note)
    index_version(version)
    record("module.published", version, by=by, at=at, label=version.title, note=note)


def enrol(version: ModuleVersion, *, by: Actor, at: datetime) -> Enrolment:
    """Begin a module this year, or go on with the version begun before."""
    return begin(version, by.person_id, at=at)


def begin(version: ModuleVersion, person_id: UUID, *, at: datetime) -> Enrolment:
    """The enrolment of a person in a module in the year of `at`; made when there is none."""
    year = local_day(at).year
    existing = queries.find_enrolment(person_id, version.module_id, year)
    if existing is not None:
        return existing
    if not version.is_frozen:
        raise Refused(_("This module is not published yet."))
    row = Enrolment(
        person_id=person_id,
        module_id=version.module_id,
        version_id=version.id,
        version=version,
        year=year,
        began_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # a second tap was faster
        return queries.get_enrolment_in(person_id, version.module_id, year)
    return row


def read(enrolment: Enrolment, lesson_id: UUID, *, at: datetime) -> None:
    """Note that the learner has read a lesson; again is harmless. A package is done first."""
    if db.session.get(LessonReading, (enrolment.id, lesson_id)) is not None:
        return
    if is_unfinished(enrolment.id, lesson_id):
        raise Refused(_("Please finish the activity of this lesson first, then you can go on."))
    try:
        with db.session.begin_nested():
            db.session.add(
                LessonReading(enrolment_id=enrolment.id, lesson_id=lesson_id, read_at=at)
            )
    except IntegrityError:  # a second tap was faster
        return


def sit_quiz(
    enrolment: Enrolment,
    *,
    by: Actor,
    at: datetime,
    origin: str,
    seed: int | None = None,
    mode: Mode = Mode.TEST,
) -> Attempt:
    """Start the module's quiz, or go on with the attempt under way. All lessons come first.

    Practice may begin at any time; it proves nothing.
    """
    unread = queries.progress_of(enrolment).next_lesson_id is not None
    if unread and mode is Mode.TEST:
        raise Refused(_("Please read all lessons of this module first."))
    quiz = quiz_of(enrolment)
    attempt = start(quiz, by=by, at=at, origin=origin, seed=seed, mode=mode)
    belongs(attempt.id, enrolment)
    return attempt


def quiz_of(enrolment: Enrolment) -> QuizVersion:
    """The version new attempts use: the newest released one of the module's quiz."""
    return newest_quiz(enrolment.version)


def newest_quiz(version: ModuleVersion) -> QuizVersion:
    """The newest released version of a module's quiz, or the one it was written with."""
    pinned = get_quiz_version(version.quiz_version_id)
    return released_version(pinned.quiz_id) or pinned


def belongs(attempt_id: UUID, enrolment: Enrolment) -> None:
    """Note which enrolment an attempt is for; again is harmless."""
    if db.session.get(EnrolmentAttempt, attempt_id) is None:
        db.session.add(EnrolmentAttempt(attempt_id=attempt_id, enrolment_id=enrolment.id))


def take_attempt(attempt_id: UUID, version: ModuleVersion, person_id: UUID, at: datetime) -> None:
    """Count an attempt sat on paper or aloud for the module it is of; begins it if need be."""
    enrolment = begin(version, person_id, at=at)
    belongs(attempt_id, enrolment)


def complete(enrolment: Enrolment, attempt_id: UUID, *, at: datetime) -> None:
    """Complete a module by a passed attempt. The first pass of the year counts."""
    if db.session.get(ModuleCompletion, enrolment.id) is not None:
        return
    db.session.add(
        ModuleCompletion(enrolment_id=enrolment.id, attempt_id=attempt_id, completed_at=at)
    )
    announce(
        ModuleCompleted(enrolment.id, enrolment.person_id, enrolment.module_id, enrolment.year, at)
    )
