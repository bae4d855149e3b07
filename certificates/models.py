"""Who issues, what for, the number book, and certificates with every fact frozen."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Identified, Model


class Issuer(Identified, Model):
    """An agency that issues certificates, as it is printed on them."""

    __tablename__ = "issuer"

    superior: Mapped[str]
    name: Mapped[str]
    place: Mapped[str]
    series: Mapped[str] = mapped_column(unique=True)
    signatory: Mapped[str]


class NumberBook(Model):
    """The last number an issuer gave in a year; numbers have no gaps and never return."""

    __tablename__ = "number_book"

    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class Certification(Identified, Model):
    """What earns a certificate: completing a module, vouched for by an issuer."""

    __tablename__ = "certification"

    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"), unique=True)
    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"))
    issuer: Mapped[Issuer] = relationship(lazy="joined")


class Certificate(Identified, Model):
    """One certificate: one person, one certification, one year. Everything printed is copied in.

    `token` (128 bits) is what the QR code carries; `code` is short, for typing by hand.
    `document` names the template it is printed with, so that a new design never changes it.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("person_id", "certification_id", "year"),
        UniqueConstraint("issuer_id", "year", "number"),
    )

    is_frozen = True

    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"))
    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    year: Mapped[int]
    number: Mapped[int]
    token: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    document: Mapped[str]
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    series: Mapped[str]
    issuer_superior: Mapped[str]
    issuer_name: Mapped[str]
    place: Mapped[str]
    signatory: Mapped[str]
    holder_name: Mapped[str]
    birth_year: Mapped[int | None]
    team_name: Mapped[str]
    unit_name: Mapped[str]
    programme: Mapped[str]
    began_on: Mapped[date]
    completed_on: Mapped[date]
    score: Mapped[int]
    out_of: Mapped[int]

    @property
    def number_text(self) -> str:
        """`000123/2026/GCN-SKHCN`: the number in the book."""
        return f"{self.number:06d}/{self.year}/{self.series}"
