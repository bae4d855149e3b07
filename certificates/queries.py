"""Every question about certificates and certifications."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true, union

from certificates.models import (
    Certificate,
    CertificateDocument,
    CertificateStep,
    Certification,
    Issuer,
    Terms,
    VoidNumber,
)
from certificates.name_models import NameCheck
from certificates.rules import Status, TypedNumber, plain_series, status_of
from courses.models import EnrolmentAttempt
from lms.core.access import Actor
from lms.core.db import chunks, db
from lms.core.errors import Missing
from lms.org.models import Level, Unit
from lms.org.queries import subtree
from lms.people.models import Membership, Person, TeamPlacement
from lms.people.queries import same_people, within_reach

ENDED = exists().where(CertificateStep.certificate_id == Certificate.id)


def status(certificate: Certificate, today: date) -> Status:
    """What a certificate is worth on a day."""
    ended = certificate.step.kind.value if certificate.step else None
    return status_of(certificate.valid_until, certificate.window_days, ended, today)


def current_terms(certification_id: UUID) -> Terms:
    """The terms of a certification that hold now. Raises Missing."""
    found = db.session.scalar(
        select(Terms)
        .where(Terms.certification_id == certification_id)
        .order_by(Terms.number.desc())
        .limit(1)
    )
    if found is None:
        raise Missing
    return found


def certification_by_code(code: str) -> Certification | None:
    """The certification with a code."""
    return db.session.scalar(select(Certification).where(Certification.code == code))


def of_attempt(attempt_id: UUID) -> Certificate | None:
    """The newest certificate an attempt's enrolment earned."""
    return db.session.scalar(
        select(Certificate)
        .join(EnrolmentAttempt, EnrolmentAttempt.enrolment_id == Certificate.enrolment_id)
        .where(EnrolmentAttempt.attempt_id == attempt_id)
        .order_by(Certificate.edition.desc())
        .limit(1)
    )


def held(person_id: UUID, certification_id: UUID, year: int) -> Certificate | None:
    """The newest edition of a person's certificate of a programme and year."""
    return db.session.scalar(
        select(Certificate)
        .where(
            Certificate.person_id.in_(same_people(person_id)),
            Certificate.certification_id == certification_id,
            Certificate.year == year,
        )
        .order_by(Certificate.edition.desc())
        .limit(1)
    )


def holders(person_ids: Collection[UUID], certification_id: UUID, year: int) -> set[UUID]:
    """Those of some people who have a certificate of a programme and year, of any edition."""
    found: set[UUID] = set()
    for part in chunks(list(person_ids)):
        rows = db.session.execute(
            select(Person.id, Person.same_as_id)
            .join(Certificate, Certificate.person_id == Person.id)
            .where(
                or_(Person.id.in_(part), Person.same_as_id.in_(part)),
                Certificate.certification_id == certification_id,
                Certificate.year == year,
            )
        )
        found.update(same_as or person_id for person_id, same_as in rows)
    return found


def own(actor: Actor) -> Sequence[Certificate]:
    """The actor's certificates, the newest first."""
    return of_person(actor.person_id)


def of_person(person_id: UUID) -> Sequence[Certificate]:
    """A person's certificates, the newest first."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.person_id.in_(same_people(person_id)))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()


def of_enrolments(enrolment_ids: Collection[UUID]) -> dict[UUID, Certificate]:
    """Enrolment → the newest certificate it earned."""
    rows = db.session.scalars(
        select(Certificate)
        .where(Certificate.enrolment_id.in_(enrolment_ids))
        .order_by(Certificate.edition)
    )
    return {row.enrolment_id: row for row in rows if row.enrolment_id}


def get_own(actor: Actor, certificate_id: UUID) -> Certificate:
    """The actor's own certificate. Raises Missing."""
    found = db.session.scalar(
        select(Certificate).where(
            Certificate.id == certificate_id,
            Certificate.person_id.in_(same_people(actor.person_id)),
        )
    )
    if found is None:
        raise Missing
    return found


def by_code(code: str) -> Certificate | None:
    """The certificate with a short code."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def by_token(token: str) -> Certificate | None:
    """The certificate a QR code points to."""
    return db.session.scalar(select(Certificate).where(Certificate.token == token))


def by_number(typed: TypedNumber) -> Certificate | VoidNumber | None:
    """What stands in the book under a number: a certificate, or that it is void."""
    for issuer in db.session.scalars(select(Issuer)):
        if plain_series(issuer.series) != typed.series:
            continue
        certificate = db.session.scalar(
            select(Certificate).where(
                Certificate.issuer_id == issuer.id,
                Certificate.book_year == typed.year,
                Certificate.number == typed.number,
            )
        )
        return certificate or db.session.scalar(
            select(VoidNumber).where(
                VoidNumber.issuer_id == issuer.id,
                VoidNumber.year == typed.year,
                VoidNumber.number == typed.number,
            )
        )
    return None


def with_number(number: int, year: int) -> Sequence[Certificate]:
    """The certificates with a number in the books of a year: one of each issuer."""
    issuers = select(Issuer.id)  # for the unique key to be used
    return db.session.scalars(
        select(Certificate).where(
            Certificate.issuer_id.in_(issuers),
            Certificate.book_year == year,
            Certificate.number == number,
        )
    ).all()


def replacing(certificate_id: UUID) -> Certificate | None:
    """The certificate that replaces another."""
    return db.session.scalar(select(Certificate).where(Certificate.replaces_id == certificate_id))


def with_document(digests: Collection[str]) -> CertificateDocument | None:
    """The kept document with one of some SHA-256 digests."""
    return db.session.scalar(
        select(CertificateDocument).where(CertificateDocument.sha256.in_(digests)).limit(1)
    )


def name_check(person_id: UUID) -> NameCheck | None:
    """The last word on how somebody's name is spelt, if it is about the name as it is now."""
    return db.session.scalar(
        select(NameCheck)
        .join(Person, Person.id == NameCheck.person_id)
        .where(NameCheck.person_id == person_id, NameCheck.name == Person.full_name)
        .order_by(NameCheck.at.desc(), NameCheck.id.desc())
        .limit(1)
    )


def name_checks(person_ids: Collection[UUID]) -> dict[UUID, NameCheck]:
    """Person → the last word on their name, if it is about the name as it is now."""
    rows = db.session.scalars(
        select(NameCheck)
        .join(Person, Person.id == NameCheck.person_id)
        .where(NameCheck.person_id.in_(person_ids), NameCheck.name == Person.full_name)
        .order_by(NameCheck.at, NameCheck.id)
    )
    return {row.person_id: row for row in rows}


def within(actor: Actor, permission: str, day: date) -> ColumnElement[bool]:
    """The condition that a certificate lies within reach on a day.

    It does where its holder sits now, where its team lies now (units merge and split), and, for
    one issued to somebody on no roster, for who may look at the whole province.
    """
    reach = actor.reach(permission)
    units = subtree(reach.unit_ids, day)
    if reach.everywhere:
        return true()
    if reach.unit_ids and not db.session.scalar(_provinces_outside(units)):
        return true()  # the usual look at everything: no condition, so lists read only their page
    seated = (
        select(Membership.person_id)
        .join(TeamPlacement, TeamPlacement.team_id == Membership.team_id)
        .where(Membership.on(day), TeamPlacement.on(day), within_reach(actor, permission, day))
    )
    teams = select(TeamPlacement.team_id).where(
        TeamPlacement.on(day), within_reach(actor, permission, day)
    )
    is_whole = exists().where(
        Unit.id.in_(reach.unit_ids), Unit.level.in_((Level.NATION, Level.PROVINCE))
    )
    # Each way by its own index, then put together: as one OR all 460,000 would be looked at.
    ways = (
        Certificate.commune_id.in_(units),
        Certificate.team_id.in_(teams),
        Certificate.person_id.in_(seated),
        and_(Certificate.commune_id.is_(None), is_whole),
    )
    return Certificate.id.in_(union(*(select(Certificate.id).where(way) for way in ways)))


def _provinces_outside(units: Select[UUID]) -> Select[UUID]:
    """A province that lies outside of some units."""
    return select(Unit.id).where(Unit.level == Level.PROVINCE, Unit.id.not_in(units)).limit(1)


def get_certificate(actor: Actor, permission: str, certificate_id: UUID, day: date) -> Certificate:
    """A certificate the actor may look at. Raises Missing."""
    found = db.session.scalar(
        select(Certificate).where(Certificate.id == certificate_id, within(actor, permission, day))
    )
    if found is None:
        raise Missing
    return found
