"""Every question about certificates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from certificates.models import Certificate, Certification
from courses.models import EnrolmentAttempt, ModuleCompletion
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.people.queries import same_people


def certification_of(module_id: UUID) -> Certification | None:
    """What completing a module earns."""
    return db.session.scalar(select(Certification).where(Certification.module_id == module_id))


def get_completion(enrolment_id: UUID) -> ModuleCompletion:
    """The completion of an enrolment. Raises Missing."""
    found = db.session.get(ModuleCompletion, enrolment_id)
    if found is None:
        raise Missing
    return found


def find_certificate(enrolment_id: UUID) -> Certificate | None:
    """The certificate an enrolment earned."""
    return db.session.scalar(select(Certificate).where(Certificate.enrolment_id == enrolment_id))


def of_attempt(attempt_id: UUID) -> Certificate | None:
    """The certificate an attempt's enrolment earned."""
    return db.session.scalar(
        select(Certificate)
        .join(EnrolmentAttempt, EnrolmentAttempt.enrolment_id == Certificate.enrolment_id)
        .where(EnrolmentAttempt.attempt_id == attempt_id)
    )


def own(actor: Actor) -> Sequence[Certificate]:
    """The actor's certificates, the newest first."""
    return of_person(actor.person_id)


def of_person(person_id: UUID) -> Sequence[Certificate]:
    """A person's certificates, the newest first."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.person_id.in_(same_people(person_id)))
        .order_by(Certificate.issued_at.desc())
    ).all()


def of_enrolments(enrolment_ids: Collection[UUID]) -> dict[UUID, Certificate]:
    """Enrolment → the certificate it earned."""
    rows = db.session.scalars(
        select(Certificate).where(Certificate.enrolment_id.in_(enrolment_ids))
    )
    return {row.enrolment_id: row for row in rows}


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
