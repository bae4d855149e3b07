"""Attempts at quizzes: from which device, and how fast. The database leaves out what is slow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from lms.core.db import db
from lms.core.spans import seconds_between
from lms.people.models import Person
from lms.requirements.evidence import PERSON
from lms.requirements.signs.evidence.field import SLACK, Field, helped
from lms.requirements.signs.rules.devices import HandedIn
from lms.requirements.signs.rules.pace import Answered
from lms.requirements.signs.rules.sign import LIMITS
from quizzes.models import ALONE, Attempt, Mark, Mode, Response, Submission

HELPED = helped(Attempt.person_id, Submission.submitted_at)


def attempts(field: Field, *columns: Any) -> Select[Any]:
    """Tests handed in online during the year by people looked at."""
    return (
        select(*columns)
        .select_from(Attempt)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .join(Person, Person.id == Attempt.person_id)
        .where(
            field.during(Submission.submitted_at),
            Attempt.person_id.in_(field.people),
            Attempt.mode == Mode.TEST,
            Attempt.way.in_(ALONE),
        )
    )


def handed_in(field: Field) -> list[HandedIn]:
    """What was handed in on devices that were ever busy in the year."""
    columns = (Attempt.id, PERSON, Attempt.device_key, Submission.submitted_at, HELPED)
    rows = db.session.execute(attempts(field, *columns).where(Attempt.device_key.in_(_busy(field))))
    return [HandedIn(*row) for row in rows]


def _busy(field: Field) -> Select[Any]:
    """Devices on which so many attempts, of whomever, were handed in within the window."""
    at = Submission.submitted_at
    filled = func.lead(at, LIMITS.people - 1).over(partition_by=Attempt.device_key, order_by=at)
    turns = (
        select(Attempt.device_key, at.label("first"), filled.label("last"))
        .join(Submission, Submission.attempt_id == Attempt.id)
        .where(Attempt.device_key.is_not(None), field.during(at))
        .subquery()
    )
    window = LIMITS.window.total_seconds() + SLACK
    return select(turns.c.device_key).where(seconds_between(turns.c.first, turns.c.last) <= window)


def answered(field: Field) -> list[Answered]:
    """The first and last answer of the passed attempts that were fast."""
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
    seconds = seconds_between(spans.c.first, spans.c.last)
    query = (
        select(Attempt.id, PERSON, spans.c.first, spans.c.last, Mark.out_of, HELPED)
        .select_from(spans)
        .join(Attempt, Attempt.id == spans.c.attempt_id)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .join(Person, Person.id == Attempt.person_id)
        .where(seconds <= LIMITS.seconds_an_item * (Mark.out_of - 1) + SLACK)
    )
    return [Answered(*row) for row in db.session.execute(query)]
