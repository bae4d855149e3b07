"""What the planning of messages asks: who sits where and how they stand, classes, addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true

from certificates.models import Certificate
from certificates.queries import ENDED
from courses.models import Module
from lms.core.db import chunks, db
from lms.core.outbox import Message
from lms.notifications.models import RemindersOff
from lms.notifications.rules import Kind
from lms.org.queries import subtree
from lms.people.models import (
    Contact,
    MailAddress,
    Membership,
    Person,
    RoleGrant,
    Team,
    TeamPlacement,
    TeamRole,
)
from lms.people.queries import same_people, seats_of
from lms.requirements import rules
from lms.requirements.duties import Duty
from lms.requirements.evidence import PERSON
from lms.requirements.models import Claim, Dispensation, TrainingYear
from lms.requirements.rules import State
from lms.requirements.seats import Seats, facts_in

Units = Collection[UUID] | None  # below which units; None: everywhere


class Seated(NamedTuple):
    """Somebody on a roster, where, how they stand in a duty, and until when it is to be met."""

    person_id: UUID
    team_id: UUID
    role: TeamRole
    unit_id: UUID
    last_day: date
    state: State


@dataclass(frozen=True)
class Address:
    """What a message to somebody needs to know of them."""

    name: str
    phone: str | None
    mail: str | None
    wants_none: bool


def seated(duty: Duty, day: date, units: Units, *more: ColumnElement[bool]) -> Iterator[Seated]:
    """Everybody on a roster below the units with their state, judged by the one rule."""
    seats = Seats(duty, day)
    where = [Membership.person_id, Membership.team_id, Membership.role, TeamPlacement.unit_id]
    query = seats.select([*where, seats.last_day, *seats.flags]).where(_below(units, day), *more)
    for person_id, team_id, role, unit_id, last_day, *alike in db.session.execute(query):
        state = rules.state(facts_in(alike))
        yield Seated(person_id, team_id, role, unit_id, last_day, state)


def _below(units: Units, day: date) -> ColumnElement[bool]:
    return true() if units is None else TeamPlacement.unit_id.in_(subtree(units, day))


def below(unit_id: UUID, day: date) -> frozenset[UUID]:
    """A unit and everything below it."""
    return frozenset(db.session.scalars(subtree([unit_id], day)))


def certificate_ends(year: TrainingYear, person_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Person → the last day on which their certificates of the year hold.

    Neither what was revoked or replaced counts, nor what holds without end. Entries merged count
    for the person they are.
    """
    found: dict[UUID, date] = {}
    for part in chunks(person_ids):
        query = (
            select(PERSON, func.max(Certificate.valid_until))
            .join(Certificate, Certificate.person_id == Person.id)
            .where(
                PERSON.in_(part),
                Certificate.year == year.year,
                Certificate.valid_until.is_not(None),
                ~ENDED,
            )
            .group_by(PERSON)
        )
        found.update((row[0], row[1]) for row in db.session.execute(query))
    return found


def some_end(year: TrainingYear, days: Sequence[date]) -> bool:
    """Whether any certificate of the year ends on one of some days: on most days none does."""
    query = select(Certificate.id).where(
        Certificate.year == year.year, Certificate.valid_until.in_(days)
    )
    return db.session.scalar(query.limit(1)) is not None


def issued(certificate_ids: Sequence[UUID], since: datetime) -> Sequence[Certificate]:
    """Those of some certificates issued since a moment."""
    return [
        row
        for part in chunks(certificate_ids)
        for row in db.session.scalars(
            select(Certificate)
            .where(Certificate.id.in_(part), Certificate.issued_at >= since)
            .order_by(Certificate.number)
        )
    ]


def newest_certificate(person_id: UUID) -> Certificate | None:
    """Somebody's newest certificate."""
    return db.session.scalar(
        select(Certificate)
        .where(Certificate.person_id.in_(same_people(person_id)))
        .order_by(Certificate.issued_at.desc())
        .limit(1)
    )


def module_id(code: str) -> UUID | None:
    """The module with a code."""
    return db.session.scalar(select(Module.id).where(Module.code == code))


def addresses(person_ids: Sequence[UUID], day: date) -> dict[UUID, Address]:
    """Person → name, phone, own mail address, and whether they want no reminders."""
    found: dict[UUID, Address] = {}
    for part in chunks(person_ids):
        off = wanting_none(part)
        rows = db.session.execute(
            select(Person.id, Person.full_name, Contact.phone, MailAddress.address)
            .outerjoin(Contact, (Contact.person_id == Person.id) & Contact.on(day))
            .outerjoin(MailAddress, MailAddress.person_id == Person.id)
            .where(Person.id.in_(part))
        )
        found.update((row[0], Address(row[1], row[2], row[3], row[0] in off)) for row in rows)
    return found


def wanting_none(person_ids: Collection[UUID]) -> set[UUID]:
    """Who of some people switched reminders off, under this entry or one merged into it."""
    query = (
        select(PERSON)
        .join(RemindersOff, RemindersOff.person_id == Person.id)
        .where(PERSON.in_(person_ids))
    )
    return set(db.session.scalars(query))


def written_to(day: date) -> set[UUID]:
    """Who has the message of a day already; one about a certificate comes beside it."""
    query = select(Message.person_id).where(Message.day == day, Message.kind != Kind.CERTIFICATE)
    return set(db.session.scalars(query))


def units_of(person_ids: Sequence[UUID], day: date) -> dict[UUID, UUID]:
    """Person → the unit their team sits in on a day; nothing for somebody on no roster."""
    return {
        person_id: seat.unit_id
        for part in chunks(person_ids)
        for person_id, seat in seats_of(part, day).items()
    }


def team_names(team_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Team → its name."""
    found: dict[UUID, str] = {}
    for part in chunks(team_ids):
        rows = db.session.execute(select(Team.id, Team.name).where(Team.id.in_(part)))
        found.update((row[0], row[1]) for row in rows)
    return found


def commune_officers(day: date, units: Units) -> list[tuple[UUID, UUID]]:
    """(officer, commune) for everybody who keeps a commune on a day."""
    return holders(["commune"], day, units)


def holders(roles: Collection[str], day: date, units: Units) -> list[tuple[UUID, UUID]]:
    """(person, unit) for everybody with one of some roles on a day."""
    within = true() if units is None else RoleGrant.unit_id.in_(subtree(units, day))
    rows = db.session.execute(
        select(RoleGrant.person_id, RoleGrant.unit_id).where(
            RoleGrant.role.in_(roles), RoleGrant.on(day), within
        )
    )
    return [(row[0], row[1]) for row in rows]


def undecided(day: date, units: Units) -> dict[UUID, int]:
    """Village → how many exemptions, extensions and claims of its people wait for a decision."""
    found: dict[UUID, int] = {}
    for kind in (Dispensation, Claim):
        rows = db.session.execute(
            select(TeamPlacement.unit_id, func.count())
            .select_from(kind)
            .join(Membership, (Membership.person_id == kind.person_id) & Membership.on(day))
            .join(
                TeamPlacement,
                (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(day),
            )
            .where(kind.granted.is_(None), _below(units, day))
            .group_by(TeamPlacement.unit_id)
        )
        for unit_id, number in rows:
            found[unit_id] = found.get(unit_id, 0) + number
    return found
