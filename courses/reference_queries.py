"""Which lessons stand behind an attempt at a quiz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from courses.models import Enrolment, Lesson
from courses.queries import (
    enrolment_of_attempt,
    find_enrolment,
    get_version,
    lessons_of,
    published_with_quiz,
)
from lms.core.access import Actor
from lms.core.clock import local_day
from lms.core.db import db
from lms.people.queries import same_people
from quizzes.models import Attempt


@dataclass(frozen=True)
class Reading:
    """The lessons an attempt is about, and whether the reader may open them as a learner."""

    lessons: Sequence[Lesson]
    language: str
    opens_for_reader: bool


def reading_of(attempt_id: UUID, reader: Actor, year: int) -> Reading | None:
    """The lessons of the version pinned by the enrolment an attempt was sat for.

    An attempt at a module's quiz that belongs to no enrolment (before a class, say) is read in the
    version its person learns that year, else in the published one. None without any lessons.
    """
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None:
        return None
    enrolment = enrolment_of_attempt(attempt_id) or _learnt_that_year(attempt)
    if enrolment is None:
        published = published_with_quiz(attempt.quiz_version_id)
        return _reading(published.id, opens=False) if published else None
    opens = enrolment.year == year and _is_of(enrolment, reader)
    return _reading(enrolment.version_id, opens=opens)


def _is_of(enrolment: Enrolment, reader: Actor) -> bool:
    own = select(Enrolment.id).where(
        Enrolment.id == enrolment.id, Enrolment.person_id.in_(same_people(reader.person_id))
    )
    return db.session.scalar(own) is not None


def _learnt_that_year(attempt: Attempt) -> Enrolment | None:
    published = published_with_quiz(attempt.quiz_version_id)
    if published is None:
        return None
    year = local_day(attempt.started_at).year
    return find_enrolment(attempt.person_id, published.module_id, year)


def _reading(version_id: UUID, *, opens: bool) -> Reading:
    return Reading(lessons_of(version_id), get_version(version_id).language, opens)
