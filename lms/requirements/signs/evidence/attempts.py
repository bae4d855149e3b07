"""Attempts at quizzes: from which device, and how fast."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from lms.core.db import db
from lms.people.models import Person
from lms.requirements.evidence import PERSON
from lms.requirements.signs.evidence.field import Field, helped
from lms.requirements.signs.rules.devices import HandedIn
from lms.requirements.signs.rules.pace import Answered
from lms.requirements.signs.rules.sign import LIMITS
from quizzes.models import Attempt, Mark, Response, Submission

HELPED = helped(Attempt.person_id, Submission.submitted_at)


def attempts(field: Field, *columns: Any) -> Select[Any]:
    """Attempts handed in during the year by people looked at."""
    return (
        select(*columns)
        .select_from(Attempt)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .join(Person, Person.id == Attempt.person_id)
        .where(field.during(Submission.submitted_at), Attempt.person_id.in_(field.people))
    )


def handed_in(field: Field) -> list[HandedIn]:
    """What was handed in on devices that enough people used in the year."""
    busy = (
        select(Attempt.device_key)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .join(Person, Person.id == Attempt.person_id)
        .where(Attempt.device_key.is_not(None), field.during(Submission.submitted_at))
        .group_by(Attempt.device_key)
        .having(func.count(func.distinct(PERSON)) >= LIMITS.people)
    )
    rows = db.session.execute(
        attempts(
            field,
            Attempt.id,
            PERSON,
            Attempt.device_key,
            Submission.submitted_at,
            HELPED,
        ).where(Attempt.device_key.in_(busy))
    )
    return [HandedIn(*row) for row in rows]


def answered(field: Field) -> list[Answered]:
    """The first and last answer of each passed attempt, counted by the database."""
    passed = attempts(field, Attempt.id).where(Mark.passed)
    spans = (
        select(
            Response.attempt_id,
            func.min(Response.given_at).label("first"),
            func.max(Response.given_at).label("last"),
        )
        .where(Response.attempt_id.in_(passed))
        .group_by(Response.attempt_id)
        .subquery()
    )
    query = (
        select(Attempt.id, PERSON, spans.c.first, spans.c.last, Mark.out_of, HELPED)
        .select_from(spans)
        .join(Attempt, Attempt.id == spans.c.attempt_id)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .join(Person, Person.id == Attempt.person_id)
    )
    return [Answered(*row) for row in db.session.execute(query)]
