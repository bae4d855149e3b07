"""Exemptions, extensions and outside learning: asked for, decided; who asks never decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.files import StoredFile, keep_file
from lms.core.names import tidy
from lms.people.models import Membership, Person, Team, TeamPlacement
from lms.people.queries import canonical, within_reach
from lms.requirements import duties, standings, tallies
from lms.requirements.duties import Duty
from lms.requirements.models import (
    CaseDecision,
    Claim,
    ClaimSource,
    Dispensation,
    DispensationKind,
    Requirement,
)

Case = Dispensation | Claim


@dataclass(frozen=True)
class Asked:
    """What is asked for beyond the ordinary: until when (or from when), why, with which proof."""

    since: date
    until: date | None
    reason: str
    evidence: bytes = b""


@dataclass(frozen=True)
class Learnt:
    """Something learnt outside: where, what, when, how long; the module it stands for, if any."""

    source: ClaimSource
    title: str
    topic: str
    done_on: date
    minutes: int
    note: str
    evidence: bytes = b""


def ask_dispensation(
    person: Person, duty: Duty, kind: DispensationKind, asked: Asked, *, by: Actor, at: datetime
) -> Dispensation:
    """Ask to free a person of a duty for a while, or to give them longer."""
    if kind is DispensationKind.EXTENSION and (asked.until is None or asked.until <= duty.rule.due):
        raise Refused(_("More time must end after the last day of the duty."))
    if asked.until is not None and asked.until < asked.since:
        raise Refused(_("The last day must be later than the first day."))
    _refuse_second(person.id, duty.requirement.id)
    row = Dispensation(
        requirement_id=duty.requirement.id,
        person_id=person.id,
        kind=kind,
        since=asked.since,
        until=asked.until,
        reason=tidy(asked.reason),
        file_id=_file_id(asked.evidence, by, at),
        granted=None,
        **entered(by, at),
    )
    db.session.add(row)
    record("dispensation.asked", row, by=by, at=at, label=person.full_name, kind=str(kind))
    return row


def _refuse_second(person_id: UUID, requirement_id: UUID) -> None:
    open_one = select(Dispensation.id).where(
        Dispensation.person_id == person_id,
        Dispensation.requirement_id == requirement_id,
        Dispensation.granted.is_(None),
    )
    if db.session.scalar(open_one) is not None:
        raise Refused(_("This has been asked for already and waits for a decision."))


def claim(person: Person, learnt: Learnt, *, by: Actor, at: datetime) -> Claim:
    """Claim that somebody learnt outside."""
    if not learnt.note.strip() and not learnt.evidence:
        raise Refused(_("Attach a photograph or PDF, or say how you know."))
    same = select(Claim.id).where(
        Claim.person_id == person.id,
        Claim.done_on == learnt.done_on,
        Claim.title == tidy(learnt.title),
        Claim.granted.is_not(False),
    )
    if db.session.scalar(same) is not None:
        raise Refused(_("This course on this day is entered for this person already."))
    row = Claim(
        person_id=person.id,
        source=learnt.source,
        title=tidy(learnt.title),
        topic=learnt.topic,
        done_on=learnt.done_on,
        minutes=learnt.minutes,
        note=tidy(learnt.note),
        file_id=_file_id(learnt.evidence, by, at),
        granted=None,
        **entered(by, at),
    )
    db.session.add(row)
    record("claim.made", row, by=by, at=at, label=person.full_name, source=str(learnt.source))
    return row


def _file_id(body: bytes, by: Actor, at: datetime) -> UUID | None:
    return keep_file(body, by=by, at=at).id if body else None


def decide(case: Case, *, granted: bool, reason: str, by: Actor, at: datetime) -> CaseDecision:
    """Grant or refuse what was asked for, or take an earlier decision back."""
    if case.by_id is not None and case.by_id == by.id:
        raise Refused(_("You asked for this yourself: somebody else must decide."))
    if case.granted is granted:
        raise Refused(_("This has been decided so already."))
    if not reason.strip() and not (granted and case.granted is None):
        raise Refused(_("Please give the reason."))
    row = CaseDecision(case_id=case.id, granted=granted, reason=tidy(reason), **entered(by, at))
    db.session.add(row)
    case.granted = granted
    db.session.flush()
    record("case.decided", case, by=by, at=at, granted=granted)
    _count(case)
    return row


def _count(case: Case) -> None:
    """What was decided moves the person's standing, or only the figures of their team."""
    if isinstance(case, Claim):
        year = duties.year_of(case.done_on)
        if year is not None:
            standings.refresh(year, [case.person_id])
        return
    requirement = db.session.get_one(Requirement, case.requirement_id)
    people = canonical([case.person_id])
    tallies.touch_evidence(duties.get_year(requirement.year), {*people, *people.values()})


@dataclass(frozen=True)
class CaseRow:
    """One thing asked for, whose it is, and what was decided of it, the newest first."""

    case: Case
    person: Person
    team: Team
    decisions: Sequence[CaseDecision]

    @property
    def is_claim(self) -> bool:
        """Whether it is outside learning, not a dispensation."""
        return isinstance(self.case, Claim)


def cases(
    actor: Actor,
    permission: str,
    year: int,
    day: date,
    *,
    person_id: UUID | None = None,
    case_id: UUID | None = None,
) -> list[CaseRow]:
    """What was asked for in a year for people the actor may look at; the undecided first."""
    found: list[CaseRow] = []
    kinds: tuple[type[Dispensation] | type[Claim], ...] = (Dispensation, Claim)
    for kind in kinds:
        query = (
            select(kind, Person, Team)
            .join(Person, Person.id == kind.person_id)
            .join(Membership, (Membership.person_id == Person.id) & Membership.on(day))
            .join(Team, Team.id == Membership.team_id)
            .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
            .where(within_reach(actor, permission, day))
        )
        if person_id is not None:
            query = query.where(Person.id == person_id)
        if case_id is not None:
            query = query.where(kind.id == case_id)
        rows: Any = db.session.execute(query.where(_in_year(kind, year))).all()
        decided = _decisions([row[0].id for row in rows])
        found += [
            CaseRow(case, person, team, decided.get(case.id, ())) for case, person, team in rows
        ]
    return sorted(found, key=lambda row: (row.case.granted is not None, -row.case.at.timestamp()))


def _in_year(kind: type[Dispensation] | type[Claim], year: int) -> ColumnElement[bool]:
    if kind is Dispensation:
        of_year = select(Requirement.id).where(Requirement.year == year)
        return Dispensation.requirement_id.in_(of_year)
    row = duties.get_year(year)
    return Claim.done_on.between(row.opens, row.closes)


def _decisions(case_ids: Sequence[UUID]) -> dict[UUID, list[CaseDecision]]:
    query = select(CaseDecision).where(CaseDecision.case_id.in_(case_ids))
    found: dict[UUID, list[CaseDecision]] = {}
    for row in db.session.scalars(query.order_by(CaseDecision.id.desc())):
        found.setdefault(row.case_id, []).append(row)
    return found


def get_case(actor: Actor, permission: str, year: int, case_id: UUID, day: date) -> CaseRow:
    """One thing asked for. Raises Missing."""
    found = cases(actor, permission, year, day, case_id=case_id)
    if not found:
        raise Missing
    return found[0]


def file_of(case: Case) -> StoredFile:
    """The evidence sent in with it. Raises Missing."""
    row = db.session.get(StoredFile, case.file_id) if case.file_id else None
    if row is None:
        raise Missing
    return row
