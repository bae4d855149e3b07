"""The certificates of a team in a year: who has which, who not, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from certificates import earning, programmes, queries
from certificates.models import Certificate, Terms
from certificates.operations import may_be_issued
from courses.models import ModuleVersion
from lms.core.db import db
from lms.people.models import Membership, Person


@dataclass(frozen=True)
class Cell:
    """A member and a programme: the certificate, or what is missing for it."""

    certificate: Certificate | None = None
    modules: tuple[str, ...] = ()  # titles still to complete
    hours: int = 0  # of classes still to attend
    waits_for_name: bool = False
    waits_for_decision: bool = False


@dataclass(frozen=True)
class Row:
    """A member with a cell for each programme."""

    person: Person
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """The table: programmes as headings, members as rows in the order of Vietnamese lists."""

    headings: Sequence[str]
    rows: Sequence[Row]

    def number_with(self, place: int) -> int:
        """How many have the certificate of a column."""
        return sum(row.cells[place].certificate is not None for row in self.rows)


def sheet_of(team_id: UUID, year: int, day: date, *, at: datetime) -> Sheet:
    """The table of a team: who sits in it on a day, and their certificates of a year."""
    people = db.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == team_id, Membership.on(day))
        .order_by(Person.sort_key, Person.id)
    ).all()
    all_terms, titles = programmes.newest_terms(at=at), programmes.modules()
    columns = [_column(terms, year, people, titles) for terms in all_terms]
    return Sheet(
        [programmes.title_of(terms, titles) for terms in all_terms],
        [Row(one, [column[one.id] for column in columns]) for one in people],
    )


def _column(
    terms: Terms, year: int, people: Sequence[Person], titles: Mapping[UUID, ModuleVersion]
) -> dict[UUID, Cell]:
    ids = [one.id for one in people]
    held = _held(ids, terms.certification_id, year)
    evidence, checks = earning.evidence_of(terms, year, ids), queries.name_checks(ids)
    found = {}
    for one in ids:
        has = evidence.get(one, earning.Evidence())
        earned = has.earns(terms)
        blocked = not may_be_issued(terms, checks.get(one))
        found[one] = Cell(
            certificate=held.get(one),
            modules=tuple(titles[m].title for m in has.missing(terms) if m in titles),
            hours=max(0, terms.class_hours - has.hours),
            waits_for_name=earned and terms.is_automatic and blocked,
            waits_for_decision=earned and not (terms.is_automatic and blocked),
        )
    return found


def _held(ids: Sequence[UUID], certification_id: UUID, year: int) -> dict[UUID, Certificate]:
    """Person → the newest edition, whichever of their entries it was issued to."""
    rows = db.session.execute(
        select(Certificate, Person.id, Person.same_as_id)
        .join(Person, Person.id == Certificate.person_id)
        .where(
            or_(Person.id.in_(ids), Person.same_as_id.in_(ids)),
            Certificate.certification_id == certification_id,
            Certificate.year == year,
        )
        .order_by(Certificate.edition)
    )
    wanted = set(ids)
    return {
        (entry if entry in wanted else same_as or entry): certificate
        for certificate, entry, same_as in rows
    }
