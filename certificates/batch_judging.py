"""What becomes of everybody on a list: the same judgement for the dry run and for issuing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select

from certificates import batch_rules, queries
from certificates.batch_models import BatchLine, Exclusion, IssueBatch
from certificates.batch_queries import lines, terms_of
from certificates.batch_rules import Facts, Fault
from certificates.earning import Evidence, evidence_of
from certificates.holders import holders_of
from certificates.models import Terms
from certificates.name_models import NameCheck
from courses.models import Module
from lms.core.db import AT_ONCE, chunks, db
from lms.people.models import ChangeKind, Person, RosterChange


@dataclass(frozen=True)
class Judged:
    """One person of a list: what would be printed, why not, what is missing, what is strange."""

    line: BatchLine
    name: str
    birth_year: int | None
    team: str
    commune: str
    exclusion: Exclusion | None
    modules: list[str] = field(default_factory=list)  # codes of those not completed
    hours: int = 0  # of classes that are missing
    faults: list[Fault] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)


def judged(batch: IssueBatch, at: datetime) -> Iterator[Judged]:
    """Everybody of a list as it would go now, in the order of the list, a part at a time."""
    terms, after = terms_of(batch), 0
    while part := lines(batch.id, after, AT_ONCE):
        yield from judge(terms, batch.year, part, at)
        after = part[-1].position


def judge(terms: Terms, year: int, part: Sequence[BatchLine], at: datetime) -> list[Judged]:
    """What becomes of some people of a list; a fixed number of questions for 500 of them."""
    person_ids = [line.person_id for line in part]
    found = _Found(terms, year, person_ids, at)
    return [found.judged(line) for line in part]


class _Found:
    """What is known of some people, read together."""

    def __init__(self, terms: Terms, year: int, person_ids: list[UUID], at: datetime) -> None:
        self.terms = terms
        self.holders = holders_of(person_ids, at)
        self.evidence = evidence_of(terms, year, person_ids)
        self.have_one = queries.holders(person_ids, terms.certification_id, year)
        self.checks: dict[UUID, NameCheck] = {}
        self.gone: set[UUID] = set()
        for part in chunks(person_ids):
            self.checks |= queries.name_checks(part)
            self.gone |= gone(part)
        self.codes = module_codes(terms)

    def judged(self, line: BatchLine) -> Judged:
        holder, check = self.holders[line.person_id], self.checks.get(line.person_id)
        evidence = self.evidence.get(line.person_id) or Evidence()
        facts = Facts(
            name=holder["holder_name"],
            birth_year=holder["birth_year"],
            team=holder["team_name"],
            name_is_right=check.is_right if check else None,
            is_gone=line.person_id in self.gone,
            has_one=line.person_id in self.have_one,
            has_earned=evidence.earns(self.terms),
        )
        return Judged(
            line,
            facts.name,
            facts.birth_year,
            facts.team,
            holder["unit_name"],
            batch_rules.exclusion(
                facts,
                waits_for_name=self.terms.waits_for_name,
                left_out=line.exclusion is Exclusion.LEFT_OUT,
            ),
            [self.codes[one] for one in evidence.missing(self.terms)],
            max(0, self.terms.class_hours - evidence.hours),
            batch_rules.faults(facts),
            evidence,
        )


def module_codes(terms: Terms) -> dict[UUID, str]:
    """Module → its code, of those the terms ask for."""
    rows = db.session.execute(select(Module.id, Module.code).where(Module.id.in_(terms.module_ids)))
    return {row[0]: row[1] for row in rows}


def gone(person_ids: Sequence[UUID]) -> set[UUID]:
    """Those of some people who died, or whose entry turned out to be another person's."""
    died = exists().where(RosterChange.person_id == Person.id, RosterChange.kind == ChangeKind.DIED)
    query = select(Person.id).where(
        Person.id.in_(person_ids), or_(Person.same_as_id.is_not(None), died)
    )
    return set(db.session.scalars(query))
