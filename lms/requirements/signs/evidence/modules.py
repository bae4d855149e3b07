"""Modules completed: when begun, read and passed."""

from __future__ import annotations

from sqlalchemy import func, select

from courses.models import Enrolment, Lesson, LessonReading, ModuleCompletion
from lms.core.db import db
from lms.core.spans import seconds_between
from lms.people.models import Person
from lms.requirements.evidence import PERSON
from lms.requirements.signs.evidence.field import SLACK, Field, helped
from lms.requirements.signs.rules.pace import Learnt
from lms.requirements.signs.rules.sign import LIMITS


def learnt(field: Field) -> list[Learnt]:
    """The modules completed in the year that were read fast, or have days out of order."""
    completed = (
        select(Enrolment.id)
        .join(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
        .where(field.during(ModuleCompletion.completed_at), Enrolment.person_id.in_(field.people))
    )
    reads = (
        select(
            LessonReading.enrolment_id,
            func.min(LessonReading.read_at).label("first"),
            func.max(LessonReading.read_at).label("last"),
        )
        .where(LessonReading.enrolment_id.in_(completed))
        .group_by(LessonReading.enrolment_id)
        .subquery()
    )
    texts = (
        select(
            Lesson.version_id,
            func.count().label("lessons"),
            func.sum(Lesson.words).label("words"),
        )
        .group_by(Lesson.version_id)
        .subquery()
    )
    others = texts.c.words * (texts.c.lessons - 1) / texts.c.lessons
    fast = seconds_between(reads.c.first, reads.c.last) <= (
        others * (60.0 / LIMITS.words_a_minute) + SLACK
    )
    late = (Enrolment.began_at > ModuleCompletion.completed_at) | (
        reads.c.last > ModuleCompletion.completed_at
    )
    rows = db.session.execute(
        select(
            Enrolment.id,
            PERSON,
            Enrolment.began_at,
            reads.c.first,
            reads.c.last,
            ModuleCompletion.completed_at,
            texts.c.lessons,
            texts.c.words,
            helped(Enrolment.person_id, ModuleCompletion.completed_at),
        )
        .select_from(Enrolment)
        .join(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(texts, texts.c.version_id == Enrolment.version_id)
        .outerjoin(reads, reads.c.enrolment_id == Enrolment.id)
        .where(Enrolment.id.in_(completed), fast | late)
    )
    return [Learnt(*row) for row in rows]
