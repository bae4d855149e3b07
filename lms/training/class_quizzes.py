"""Every question about the quizzes before and after a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.people.models import Person
from lms.people.queries import canonical, same_people
from lms.training.models import Attendance, Booking, TrainingClass
from lms.training.moments import DAYS_AFTER, Moment
from lms.training.permissions import TrainingPermission
from lms.training.queries import CALLED_OFF, STANDING
from lms.training.quiz_models import ClassQuiz, ClassQuizAttempt
from quizzes.correction_queries import regraded
from quizzes.models import Attempt, Earning, Mark
from quizzes.rules.gains import Result


@dataclass(frozen=True)
class OwnQuiz:
    """A quiz of a class of mine, and my attempt at it when there is one."""

    quiz: ClassQuiz
    attempt: Attempt | None

    @property
    def is_done(self) -> bool:
        """Whether it was handed in."""
        return self.attempt is not None and self.attempt.mark is not None


@dataclass(frozen=True)
class Line:
    """One person of a class with what they earned before and after; None: not handed in."""

    person: Person
    marks: Mapping[Moment, Earning]

    @property
    def result(self) -> Result:
        """Both as shares of everything that could be earned."""
        return Result(*(self._share(moment) for moment in Moment))

    def _share(self, moment: Moment) -> Fraction | None:
        mark = self.marks.get(moment)
        return None if mark is None else mark.total / mark.out_of


def quizzes_of(class_id: UUID) -> dict[Moment, ClassQuiz]:
    """The quizzes chosen for a class."""
    rows = db.session.scalars(select(ClassQuiz).where(ClassQuiz.class_id == class_id))
    return {row.moment: row for row in rows}


def is_begun(class_quiz_id: UUID) -> bool:
    """Whether anybody has begun a quiz of a class."""
    query = select(ClassQuizAttempt.attempt_id).where(
        ClassQuizAttempt.class_quiz_id == class_quiz_id
    )
    return db.session.scalar(query.limit(1)) is not None


def attempt_of(class_quiz_id: UUID, person_id: UUID) -> Attempt | None:
    """The attempt of a person at a quiz of a class."""
    return db.session.scalar(
        select(Attempt)
        .join(ClassQuizAttempt, ClassQuizAttempt.attempt_id == Attempt.id)
        .where(
            ClassQuizAttempt.class_quiz_id == class_quiz_id,
            ClassQuizAttempt.person_id.in_(same_people(person_id)),
        )
        .limit(1)
    )


def _is_of_class(person_id: UUID) -> ColumnElement[bool]:
    """The condition that somebody has a seat in a class, or stands in its register."""
    mine = same_people(person_id)
    return or_(
        exists().where(
            Booking.class_id == ClassQuiz.class_id,
            Booking.person_id.in_(mine),
            Booking.cancelled_at.is_(None),
        ),
        exists().where(
            Attendance.class_id == ClassQuiz.class_id, Attendance.person_id.in_(mine), STANDING
        ),
    )


def own_quizzes(person_id: UUID, day: date) -> list[OwnQuiz]:
    """The quizzes of the classes of a person that may be sat on a day or were sat lately."""
    rows = db.session.scalars(
        select(ClassQuiz)
        .join(TrainingClass, TrainingClass.id == ClassQuiz.class_id)
        .where(
            _is_of_class(person_id),
            ~CALLED_OFF,
            TrainingClass.held_on >= day - timedelta(days=DAYS_AFTER),
        )
        .order_by(TrainingClass.held_on, ClassQuiz.class_id, ClassQuiz.moment.desc())
    )
    found = [OwnQuiz(row, attempt_of(row.id, person_id)) for row in rows]
    return [one for one in found if one.attempt or is_open(one.quiz, day)]


def number_waiting(actor: Actor, day: date) -> int:
    """How many quizzes of their classes an actor has still to sit."""
    if not actor.may(TrainingPermission.OWN_SEAT):
        return 0
    return sum(not one.is_done for one in own_quizzes(actor.person_id, day))


def is_open(quiz: ClassQuiz, day: date) -> bool:
    """Whether a quiz of a class may be begun on a day."""
    return quiz.moment.is_open(quiz.training_class.held_on, day)


def get_own_quiz(actor: Actor, class_quiz_id: UUID) -> ClassQuiz:
    """A quiz of a class the actor belongs to. Raises Missing."""
    found = db.session.scalar(
        select(ClassQuiz)
        .join(TrainingClass, TrainingClass.id == ClassQuiz.class_id)
        .where(ClassQuiz.id == class_quiz_id, _is_of_class(actor.person_id), ~CALLED_OFF)
    )
    if found is None:
        raise Missing
    return found


def open_for(person_id: UUID, quiz_id: UUID, day: date) -> ClassQuiz | None:
    """The quiz of a class of somebody that an attempt on paper or aloud that day is for."""
    for one in own_quizzes(person_id, day):
        same = one.quiz.quiz_version.quiz_id == quiz_id
        if same and one.attempt is None and is_open(one.quiz, day):
            return one.quiz
    return None


def results_of(held: TrainingClass) -> list[Line]:
    """Everybody of a class: with a seat, in the register, or with a result; in name order.

    Somebody entered twice and merged since is one person.
    """
    seated = select(Booking.person_id).where(
        Booking.class_id == held.id, Booking.cancelled_at.is_(None)
    )
    present = select(Attendance.person_id).where(Attendance.class_id == held.id, STANDING)
    handed_in = _marks(held.id)
    ids = {*db.session.scalars(seated), *db.session.scalars(present), *handed_in}
    whose = canonical(ids)
    marks: dict[UUID, dict[Moment, Earning]] = {}
    for person_id, found in handed_in.items():
        marks.setdefault(whose[person_id], {}).update(found)
    people = db.session.scalars(
        select(Person)
        .where(Person.id.in_(set(whose.values())))
        .order_by(Person.sort_key, Person.id)
    )
    return [Line(person, marks.get(person.id, {})) for person in people]


def _marks(class_id: UUID) -> dict[UUID, dict[Moment, Earning]]:
    """Person → moment → what they earned, by corrected keys where there are any."""
    rows = db.session.execute(
        select(ClassQuizAttempt.person_id, ClassQuiz.moment, Mark)
        .join(ClassQuiz, ClassQuiz.id == ClassQuizAttempt.class_quiz_id)
        .join(Mark, Mark.attempt_id == ClassQuizAttempt.attempt_id)
        .where(ClassQuiz.class_id == class_id)
    ).all()
    anew = regraded([mark.attempt_id for _person, _moment, mark in rows])
    found: dict[UUID, dict[Moment, Earning]] = {}
    for person_id, moment, mark in rows:
        found.setdefault(person_id, {})[moment] = anew.get(mark.attempt_id, [mark])[-1]
    return found
