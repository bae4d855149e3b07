"""Questions about one certificate: its documents, its editions, the decision that listed it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from certificates.batch_models import IssueBatch
from certificates.models import Certificate, CertificateDocument
from lms.core.db import db


def documents_of(certificate_id: UUID) -> Sequence[CertificateDocument]:
    """Every document of a certificate, the newest first."""
    return db.session.scalars(
        select(CertificateDocument)
        .where(CertificateDocument.certificate_id == certificate_id)
        .order_by(CertificateDocument.step.desc())
    ).all()


def editions(certificate: Certificate) -> Sequence[Certificate]:
    """The editions of a certificate, the first one first; itself among them."""
    return db.session.scalars(
        select(Certificate)
        .where(
            Certificate.person_id == certificate.person_id,
            Certificate.certification_id == certificate.certification_id,
            Certificate.year == certificate.year,
        )
        .order_by(Certificate.edition)
    ).all()


def replacement_of(certificate_id: UUID) -> Certificate | None:
    """The certificate that took the place of another one."""
    return db.session.scalar(select(Certificate).where(Certificate.replaces_id == certificate_id))


def batch_of(certificate: Certificate) -> IssueBatch | None:
    """The decision that listed its holder, when it was issued so."""
    if certificate.batch_id is None:
        return None
    return db.session.get(IssueBatch, certificate.batch_id)
