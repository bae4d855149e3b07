"""Verbs of the quizzes before and after a class: choose them, sit them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.training import class_quizzes
from lms.training.models import TrainingClass
from lms.training.moments import Moment
from lms.training.planning import refuse_called_off
from lms.training.quiz_models import ClassQuiz, ClassQuizAttempt
from quizzes.models import Attempt, Mode, QuizVersion
from quizzes.operations.sitting import start
from quizzes.queries import attempt_under_way

Choices = Mapping[Moment, QuizVersion | None]


def choose(held: TrainingClass, choices: Choices, *, by: Actor, at: datetime) -> None:
    """Say which quizzes a class sits before and after it, or none; the same again is harmless."""
    standing = class_quizzes.quizzes_of(held.id)
    changed = {
        moment: version
        for moment, version in choices.items()
        if _id_of(version) != (standing[moment].quiz_version_id if moment in standing else None)
    }
    for moment in changed:
        _refuse_choice(held, moment, standing.get(moment), at)
    for moment, version in changed.items():
        if moment in standing:
            db.session.delete(standing[moment])
            db.session.flush()
        if version is not None:
            db.session.add(
                ClassQuiz(
                    class_id=held.id,
                    training_class=held,
                    quiz_version_id=version.id,
                    quiz_version=version,
                    moment=moment,
                    **entered(by, at),
                )
            )
        title = version.quiz.title if version is not None else ""
        record("class_quiz.chosen", held, by=by, at=at, label=held.title, moment=moment, quiz=title)
    db.session.flush()


def _id_of(version: QuizVersion | None) -> UUID | None:
    return version.id if version is not None else None


def _refuse_choice(
    held: TrainingClass, moment: Moment, found: ClassQuiz | None, at: datetime
) -> None:
    refuse_called_off(held)
    if found is not None and class_quizzes.is_begun(found.id):
        raise Refused(_("Somebody has begun this quiz already, so it can no longer be changed."))
    if not moment.may_be_chosen(held.held_on, local_day(at)):
        raise Refused(_("It is too late for this: nobody could sit the quiz any more."))


def sit(
    quiz: ClassQuiz, *, by: Actor, at: datetime, origin: str, seed: int | None = None
) -> Attempt:
    """Begin the quiz of a class, or go on with it; each person has one attempt at it."""
    existing = class_quizzes.attempt_of(quiz.id, by.person_id)
    if existing is not None:
        return existing
    if not class_quizzes.is_open(quiz, local_day(at)):
        raise Refused(_("This quiz is not open today. It belongs to a class of another day."))
    if attempt_under_way(quiz.quiz_version.quiz_id, by.person_id, Mode.TEST) is not None:
        if again := class_quizzes.attempt_of(quiz.id, by.person_id):  # a second tap was faster
            return again
        raise Refused(
            _("You have begun this quiz elsewhere. Please hand it in there first, then come back.")
        )
    attempt = start(quiz.quiz_version, by=by, at=at, origin=origin, seed=seed)
    link(quiz, attempt.id, by.person_id)
    return attempt


def link(quiz: ClassQuiz, attempt_id: UUID, person_id: UUID) -> None:
    """Note that an attempt was sat for a class; a second one of the person counts for nothing."""
    try:
        with db.session.begin_nested():
            db.session.add(
                ClassQuizAttempt(attempt_id=attempt_id, class_quiz_id=quiz.id, person_id=person_id)
            )
    except IntegrityError:  # a second tap was faster
        return
