"""How a name is spelt on certificates: asked once, answered by the member or an officer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from certificates import earning, queries
from certificates.models import Certificate, Terms
from certificates.name_models import NameCheck
from certificates.operations import issue_earned
from courses.models import Enrolment, ModuleCompletion
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import chunks, db
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.people.models import Person


@dataclass(frozen=True)
class Waiting:
    """A certificate somebody has earned that is not issued yet: only the name is in the way."""

    person_id: UUID
    terms: Terms
    year: int
    programme: str


def confirm(
    person: Person, name: str, *, by: Actor, at: datetime, why: str = ""
) -> list[Certificate]:
    """Say that a name is spelt right; what waited for that is issued at once.

    `name` is what whoever answers has seen; `why` is how an officer knows. Refused when the
    roster has another name by now.
    """
    _refuse_other(person, name)
    check = queries.name_check(person.id)
    if check is None or not check.is_right:
        _answer(person, is_right=True, wanted="", by=by, at=at, why=tidy(why))
    waited = waiting_for([person.id], local_day(at), at=at)
    issued = []
    for one in waited:
        issued += issue_earned([person.id], one.year, [one.terms], at=at)
    return issued


def complain(person: Person, name: str, wanted: str, *, by: Actor, at: datetime) -> None:
    """Say that a name is spelt wrong, and how it should be. Nothing is issued until it is settled.

    Refused when the wanted spelling is the one that stands there.
    """
    _refuse_other(person, name)
    wanted = tidy(wanted)
    if wanted == person.full_name:
        raise Refused(_("This is how it is spelt now. Please say what should be different."))
    check = queries.name_check(person.id)
    if check is None or check.is_right or check.wanted != wanted:
        _answer(person, is_right=False, wanted=wanted, by=by, at=at)


def _refuse_other(person: Person, name: str) -> None:
    if name != person.full_name:
        raise Refused(_("The name was changed meanwhile. Please look at it once more."))


def _answer(
    person: Person, *, is_right: bool, wanted: str, by: Actor, at: datetime, **told: str
) -> None:
    row = NameCheck(
        person_id=person.id,
        name=person.full_name,
        is_right=is_right,
        wanted=wanted,
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    record("name.checked", row, by=by, at=at, label=person.full_name, right=is_right, **told)


def waiting_for(person_ids: Collection[UUID], day: date, *, at: datetime) -> list[Waiting]:
    """What people have earned this year or last, and would have were it not for the name.

    Last year's only under a certification that stood then: nobody gets one for what no
    certificate was promised for.
    """
    people, found = sorted(person_ids), []
    founded, completed = _founded(), _completed(people, day.year)
    for terms in earning.automatic_terms(at=at):
        for year in (day.year - 1, day.year):
            stood = local_day(founded[terms.certification_id]).year <= year
            if stood and terms.module_ids <= completed.get(year, set()):
                found += _under(terms, year, people)
    return found


def _completed(people: Sequence[UUID], this_year: int) -> dict[int, set[UUID]]:
    """Year → the modules any of the people completed: most terms need no closer look."""
    found: dict[int, set[UUID]] = {}
    for part in chunks(people):
        rows = db.session.execute(
            select(Enrolment.year, Enrolment.module_id)
            .join(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(
                or_(Person.id.in_(part), Person.same_as_id.in_(part)),
                Enrolment.year.in_((this_year - 1, this_year)),
            )
            .distinct()
        )
        for year, module_id in rows:
            found.setdefault(year, set()).add(module_id)
    return found


def _under(terms: Terms, year: int, people: Sequence[UUID]) -> list[Waiting]:
    evidence = earning.evidence_of(terms, year, people)
    earners = [one for one in people if one in evidence and evidence[one].earns(terms)]
    if not earners:
        return []
    without = set(earners) - queries.holders(earners, terms.certification_id, year)
    return [
        Waiting(one, terms, year, earning.earned(terms, evidence[one]).programme)
        for one in earners
        if one in without
    ]


def _founded() -> dict[UUID, datetime]:
    """Certification → when it began."""
    rows = db.session.execute(
        select(Terms.certification_id, func.min(Terms.at)).group_by(Terms.certification_id)
    )
    return {row[0]: row[1] for row in rows}
