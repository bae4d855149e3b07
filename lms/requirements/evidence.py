"""Evidence straight from the facts: what people did in a year, by class, online and outside."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, func, select, union

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


KNOWN = 32_768  # pieces of evidence kept: the people of a class share theirs
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
    entries = None if person_ids is None else _entries(person_ids)
    found: dict[UUID, dict[UUID, Evidence]] = {}
    for query, whose, read in (
        (class_days(year), Attendance.person_id, _class),
        (
            module_moments(year).order_by(ModuleCompletion.completed_at.desc()),
            Enrolment.person_id,
            _module,
        ),
        (recognised(year), Claim.person_id, _outside),
    ):
        asked = query if entries is None else query.where(whose.in_(entries))
        rows = db.session.execute(asked).all()
        topics = (
            topics_between(
                year.opens, year.closes, None if entries is None else {row[2] for row in rows}
            )
            if read is _class
            else {}
        )
        for person_id, when, what_id, *rest in rows:
            one = read(when, *rest, *topics.get(what_id, ()))
            found.setdefault(person_id, {})[what_id] = one
    return found


def claim_titles(year: TrainingYear) -> dict[UUID, str]:
    """Claim → where something was learnt outside and what, of every one recognised in a year."""
    rows = db.session.execute(
        recognised(year).with_only_columns(Claim.id, Claim.source, Claim.title)
    )
    return {claim_id: f"{source.value}: {title}" for claim_id, source, title in rows}


def entries_of(people: Select[Any]) -> CompoundSelect[Any]:
    """The same of people a query tells, as a query.

    Where somebody's evidence is looked for, ask for these: an index finds an entry, none finds
    `PERSON`, and the whole nation would be read.
    """
    mine = people.subquery().c
    merged = select(Person.id).where(Person.same_as_id.in_(select(*mine)))
    return union(select(*mine), merged)


def _entries(person_ids: Collection[UUID]) -> set[UUID]:
    """The entries under which the evidence of people may stand: theirs, and those merged in."""
    merged = select(Person.id).where(Person.same_as_id.in_(person_ids))
    return {*person_ids, *db.session.scalars(merged)}


@lru_cache(maxsize=KNOWN)
def _class(held_on: Any, hours: int, *topics: str) -> Evidence:
    return Evidence(held_on, EvidenceKind.CLASS, hours * 60, topics)


def _module(at: datetime, code: str) -> Evidence:
    return _passed(local_day(at), code)


@lru_cache(maxsize=KNOWN)
def _passed(on: date, code: str) -> Evidence:
    return Evidence(on, EvidenceKind.MODULE, 0, (code,))


@lru_cache(maxsize=KNOWN)
def _outside(done_on: Any, minutes: int, topic: str) -> Evidence:
    return Evidence(done_on, EvidenceKind.OUTSIDE, minutes, (topic,) if topic else ())
