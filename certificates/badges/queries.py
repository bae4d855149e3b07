"""What the status list of a number book is made of: two questions, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from certificates.models import Certificate, CertificateStep, NumberBook
from lms.core.db import db


def last_number(issuer_id: UUID, book_year: int) -> int:
    """The last number an issuer gave in a year; 0 when it gave none."""
    found = db.session.get(NumberBook, (issuer_id, book_year))
    return found.last_number if found else 0


def ended_numbers(issuer_id: UUID, book_year: int) -> Sequence[int]:
    """The numbers of a book whose certificates were revoked or replaced."""
    return db.session.scalars(
        select(Certificate.number)
        .join(CertificateStep, CertificateStep.certificate_id == Certificate.id)
        .where(Certificate.issuer_id == issuer_id, Certificate.book_year == book_year)
        .order_by(Certificate.number)
    ).all()
