"""Evidence straight from the facts: what people did in a year, by class, online and outside."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Select, func, select

from courses.models import Enrolment, Module, ModuleCompletion
from lms.core.clock import ZONE, local_day
from lms.core.db import db
from lms.people.models import Person
from lms.requirements.models import Claim, TrainingYear
from lms.requirements.rules import Evidence, EvidenceKind
from lms.training.models import Attendance, TrainingClass
from lms.training.queries import STANDING, topics_between


class Days(Protocol):
    """A span of days, such as a training year: the first and the last."""

    @property
    def opens(self) -> date: ...

    @property
    def closes(self) -> date: ...


# An entry merged into another counts for that one.
PERSON: Any = func.coalesce(Person.same_as_id, Person.id)


def class_days(year: Days) -> Select[Any]:
    """(person, day, class, hours) of every attendance of a year."""
    return (
        select(PERSON, TrainingClass.held_on, TrainingClass.id, TrainingClass.hours)
        .join(Attendance, Attendance.class_id == TrainingClass.id)
        .join(Person, Person.id == Attendance.person_id)
        .where(TrainingClass.held_on.between(year.opens, year.closes), STANDING)
    )


def module_moments(year: Days) -> Select[Any]:
    """(person, moment, module, its code) of every module passed in a year."""
    first = datetime.combine(year.opens, time(), ZONE)
    after = datetime.combine(year.closes + timedelta(days=1), time(), ZONE)
    return (
        select(PERSON, ModuleCompletion.completed_at, Enrolment.module_id, Module.code)
        .join(Enrolment, Enrolment.id == ModuleCompletion.enrolment_id)
        .join(Module, Module.id == Enrolment.module_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(ModuleCompletion.completed_at >= first, ModuleCompletion.completed_at < after)
    )


def recognised(year: Days) -> Select[Any]:
    """(person, day, claim, minutes, topic) of every outside course recognised for a year."""
    return (
        select(PERSON, Claim.done_on, Claim.id, Claim.minutes, Claim.topic)
        .join(Person, Person.id == Claim.person_id)
        .where(Claim.granted.is_(True), Claim.done_on.between(year.opens, year.closes))
    )


def evidence_of(
    year: TrainingYear, person_ids: Collection[UUID] | None = None
) -> dict[UUID, list[Evidence]]:
    """Person → what they did in a year; None asks for everybody with evidence."""
    found = evidence_by_what(year, person_ids)
    return {person_id: list(done.values()) for person_id, done in found.items()}


def evidence_by_what(
    year: TrainingYear, person_ids: Collection[UUID] | None = None
) -> dict[UUID, dict[UUID, Evidence]]:
    """Person → class, module or claim → the evidence it is.

    A class or module counts once for a person, even when two merged entries both have it.
    """
    found: dict[UUID, dict[UUID, Evidence]] = {}
    topics = topics_between(year.opens, year.closes)
    for query, read in (
        (class_days(year), _class),
        (module_moments(year).order_by(ModuleCompletion.completed_at.desc()), _module),
        (recognised(year), _outside),
    ):
        asked = query if person_ids is None else query.where(PERSON.in_(person_ids))
        for person_id, when, what_id, *rest in db.session.execute(asked):
            one = read(when, *rest, *topics.get(what_id, ()))
            found.setdefault(person_id, {})[what_id] = one
    return found


def claim_titles(year: TrainingYear) -> dict[UUID, str]:
    """Claim → where something was learnt outside and what, of every one recognised in a year."""
    rows = db.session.execute(
        recognised(year).with_only_columns(Claim.id, Claim.source, Claim.title)
    )
    return {claim_id: f"{source.value}: {title}" for claim_id, source, title in rows}


def _class(held_on: Any, hours: int, *topics: str) -> Evidence:
    return Evidence(held_on, EvidenceKind.CLASS, hours * 60, topics)


def _module(at: datetime, code: str) -> Evidence:
    return Evidence(local_day(at), EvidenceKind.MODULE, 0, (code,))


def _outside(done_on: Any, minutes: int, topic: str) -> Evidence:
    return Evidence(done_on, EvidenceKind.OUTSIDE, minutes, (topic,) if topic else ())


def people_with_evidence(year: TrainingYear) -> set[UUID]:
    """Everybody who did anything in a year, on a roster today or not."""
    queries = (class_days(year), module_moments(year), recognised(year))
    return {p for query in queries for p in db.session.scalars(query.with_only_columns(PERSON))}
