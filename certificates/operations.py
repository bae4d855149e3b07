"""Verbs of certificates: found an issuer, certify a module, issue."""

from __future__ import annotations

from datetime import datetime
from secrets import choice, token_urlsafe
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from certificates import queries, rules
from certificates.facts import CertificateIssued
from certificates.models import Certificate, Certification, Issuer, NumberBook
from courses.models import ModuleCompletion
from lms.core.access import SYSTEM
from lms.core.audit import record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.facts import announce
from lms.org.models import Level
from lms.org.queries import path
from lms.people.models import Person
from lms.people.queries import canonical, seat_of
from quizzes.queries import get_mark

DOCUMENT = "documents/certificate_1.html"
TOKEN_BYTES = 16


def found_issuer(superior: str, name: str, *, place: str, series: str, signatory: str) -> Issuer:
    """The issuer with this series; entered when there is none."""
    issuer = db.session.scalar(select(Issuer).where(Issuer.series == series))
    if issuer is None:
        issuer = Issuer(
            superior=superior, name=name, place=place, series=series, signatory=signatory
        )
        db.session.add(issuer)
    return issuer


def certify(module_id: UUID, issuer: Issuer) -> Certification:
    """Let completing a module earn a certificate of an issuer."""
    found = queries.certification_of(module_id)
    if found is None:
        found = Certification(module_id=module_id, issuer_id=issuer.id, issuer=issuer)
        db.session.add(found)
    return found


def issue(
    certification: Certification, completion: ModuleCompletion, *, at: datetime
) -> Certificate:
    """Issue the certificate of a completion; the same person, module and year get it once."""
    enrolment = completion.enrolment
    existing = queries.find_certificate(enrolment.id)
    if existing is not None:
        return existing
    certificate = _filled(certification, completion, at)
    db.session.add(certificate)
    record("certificate.issued", certificate, by=SYSTEM, at=at, label=certificate.number_text)
    announce(CertificateIssued(certificate.id, enrolment.person_id, at))
    return certificate


def _filled(
    certification: Certification, completion: ModuleCompletion, at: datetime
) -> Certificate:
    """A certificate with every printed fact copied in as it is now."""
    enrolment, issuer = completion.enrolment, certification.issuer
    holder_id = canonical([enrolment.person_id])[enrolment.person_id]
    person = db.session.get_one(Person, holder_id)
    team, unit = _seat(holder_id, at)
    mark = get_mark(completion.attempt_id)
    year = local_day(at).year
    return Certificate(
        certification_id=certification.id,
        issuer_id=issuer.id,
        person_id=person.id,
        enrolment_id=enrolment.id,
        year=year,
        number=next_number(issuer.id, year),
        token=token_urlsafe(TOKEN_BYTES),
        code=rules.code_of("".join(choice(rules.ALPHABET) for _ in range(rules.RANDOM_LETTERS))),
        document=DOCUMENT,
        issued_at=at,
        issued_on=local_day(at),
        series=issuer.series,
        issuer_superior=issuer.superior,
        issuer_name=issuer.name,
        place=issuer.place,
        signatory=issuer.signatory,
        holder_name=person.full_name,
        birth_year=person.birth_year,
        team_name=team,
        unit_name=unit,
        programme=enrolment.version.title,
        began_on=local_day(enrolment.began_at),
        completed_on=local_day(completion.completed_at),
        score=mark.score,
        out_of=mark.out_of,
    )


def _seat(holder_id: UUID, at: datetime) -> tuple[str, str]:
    """The team and the commune of the holder on the day, empty for somebody on no roster."""
    day = local_day(at)
    seat = seat_of(holder_id, day)
    if seat is None:
        return "", ""
    above = path(seat.unit_id, day)
    commune = next((unit.title for unit in above if unit.level is Level.COMMUNE), "")
    return seat.team.name, commune


def next_number(issuer_id: UUID, year: int) -> int:
    """The next number of an issuer's book; the row is locked until the transaction ends.

    A transaction that rolls back gives its number back, so the book has no gaps.
    """
    taken = (
        update(NumberBook)
        .where(NumberBook.issuer_id == issuer_id, NumberBook.year == year)
        .values(last_number=NumberBook.last_number + 1)
        .returning(NumberBook.last_number)
    )
    number = db.session.scalar(taken)
    if number is None:
        _open_book(issuer_id, year)
        number = db.session.scalar(taken)
    return int(number or 0)


def _open_book(issuer_id: UUID, year: int) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(NumberBook(issuer_id=issuer_id, year=year, last_number=0))
    except IntegrityError:  # another transaction opened it a moment ago
        return
