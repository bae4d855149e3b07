"""Who has earned a certification in a year, and by what: modules, classes, or both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from certificates.models import Certification, Terms, TermsModule
from certificates.programmes import newest_number
from courses.models import Enrolment, ModuleCompletion
from lms.core.clock import local_day
from lms.core.db import chunks, db
from lms.people.models import Person
from lms.training.models import Attendance, ProgrammeItem, TrainingClass
from lms.training.queries import CALLED_OFF, STANDING
from quizzes.queries import get_mark


@dataclass(frozen=True)
class Attended:
    """One class that counts: when, and for how many hours."""

    class_id: UUID
    held_on: date
    hours: int


@dataclass
class Evidence:
    """What somebody has of what the terms ask for."""

    completions: dict[UUID, ModuleCompletion] = field(default_factory=dict)  # by module
    attended: list[Attended] = field(default_factory=list)

    @property
    def hours(self) -> int:
        """Hours of classes."""
        return sum(one.hours for one in self.attended)

    def missing(self, terms: Terms) -> list[UUID]:
        """The modules that are not completed."""
        return sorted(terms.module_ids - self.completions.keys())

    def earns(self, terms: Terms) -> bool:
        """Whether it is all the terms ask for."""
        asks = bool(terms.module_ids) or terms.class_hours > 0
        return asks and not self.missing(terms) and self.hours >= terms.class_hours


@dataclass(frozen=True)
class Earned:
    """What is printed of the evidence: days, result, title."""

    began_on: date
    completed_on: date
    score: int | None
    out_of: int | None
    programme: str
    enrolment_id: UUID | None
    details: list[dict[str, Any]]


def earned(terms: Terms, evidence: Evidence) -> Earned:
    """What the certificate says of evidence that earns it."""
    completions = sorted(evidence.completions.values(), key=lambda one: one.completed_at)
    days = [local_day(one.completed_at) for one in completions]
    days += [one.held_on for one in evidence.attended]
    begun = [local_day(one.enrolment.began_at) for one in completions]
    begun += [one.held_on for one in evidence.attended]
    mark = get_mark(completions[0].attempt_id) if len(completions) == 1 else None
    title = terms.title or (completions[0].enrolment.version.title if completions else "")
    return Earned(
        began_on=min(begun),
        completed_on=max(days),
        score=mark.score if mark else None,
        out_of=mark.out_of if mark else None,
        programme=title,
        enrolment_id=completions[-1].enrolment_id if completions else None,
        details=_details(completions, evidence.attended),
    )


def _details(
    completions: Iterable[ModuleCompletion], attended: Iterable[Attended]
) -> list[dict[str, Any]]:
    return [
        *(
            {
                "kind": "module",
                "enrolment": str(one.enrolment_id),
                "on": local_day(one.completed_at).isoformat(),
            }
            for one in completions
        ),
        *(
            {
                "kind": "class",
                "class": str(one.class_id),
                "on": one.held_on.isoformat(),
                "hours": one.hours,
            }
            for one in attended
        ),
    ]


def evidence_of(terms: Terms, year: int, person_ids: Collection[UUID]) -> dict[UUID, Evidence]:
    """Person → what they have of what the terms ask for, in a year; entries merged count as one.

    A fixed number of queries for each five hundred people.
    """
    found: dict[UUID, Evidence] = defaultdict(Evidence)
    for part in chunks(list(person_ids)):
        of = _entries(part)
        if terms.module_ids:
            for entry, completion in _completions(terms, year, of):
                known = found[entry].completions
                known.setdefault(completion.enrolment.module_id, completion)
        if terms.class_hours:
            for entry, attended in _attended(terms, year, of):
                found[entry].attended.append(attended)
    return found


def _entries(person_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Entry → the person asked about: themselves, and entries merged into them."""
    rows = db.session.execute(
        select(Person.id, Person.same_as_id).where(
            or_(Person.id.in_(person_ids), Person.same_as_id.in_(person_ids))
        )
    )
    wanted = set(person_ids)
    return {entry: same_as if same_as and entry not in wanted else entry for entry, same_as in rows}


def _completions(
    terms: Terms, year: int, of: Mapping[UUID, UUID]
) -> Iterable[tuple[UUID, ModuleCompletion]]:
    rows = db.session.scalars(
        select(ModuleCompletion)
        .join(Enrolment, Enrolment.id == ModuleCompletion.enrolment_id)
        .where(
            Enrolment.person_id.in_(of),
            Enrolment.module_id.in_(terms.module_ids),
            Enrolment.year == year,
        )
        .order_by(ModuleCompletion.completed_at)
    )
    return ((of[row.enrolment.person_id], row) for row in rows)


def _attended(terms: Terms, year: int, of: Mapping[UUID, UUID]) -> Iterable[tuple[UUID, Attended]]:
    query = (
        select(Attendance.person_id, TrainingClass.id, TrainingClass.held_on, TrainingClass.hours)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .where(
            Attendance.person_id.in_(of),
            STANDING,
            ~CALLED_OFF,
            TrainingClass.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(TrainingClass.held_on, TrainingClass.id)
    )
    if terms.class_topic:
        query = query.where(
            exists().where(
                ProgrammeItem.class_id == TrainingClass.id,
                ProgrammeItem.topic == terms.class_topic,
            )
        )
    taken: set[tuple[UUID, UUID]] = set()  # both entries of somebody may stand in one register
    for person_id, class_id, held_on, hours in db.session.execute(query):
        attended = Attended(class_id, held_on, hours)
        if (of[person_id], attended.class_id) not in taken:
            taken.add((of[person_id], attended.class_id))
            yield of[person_id], attended


def automatic_terms(
    *, at: datetime, module_id: UUID | None = None, classes: bool = False
) -> Sequence[Terms]:
    """The terms in force that issue of themselves: all, those that ask for a module, or a class."""
    query = (
        select(Terms)
        .join(Certification, Certification.id == Terms.certification_id)
        .where(
            Terms.number == newest_number(),
            Terms.is_automatic,
            or_(Certification.ended_at.is_(None), Certification.ended_at > at),
        )
        .order_by(Certification.code)
    )
    if classes:
        query = query.where(Terms.class_hours > 0)
    if module_id is not None:
        query = query.where(
            exists().where(TermsModule.terms_id == Terms.id, TermsModule.module_id == module_id)
        )
    return db.session.scalars(query).all()
