"""Who issues, what for, the number book, and certificates with every fact frozen."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates import batch_models, template_models  # noqa: F401 — tables that keys lead to
from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Issuer(Identified, Model):
    """An agency that issues certificates, as it is printed on them."""

    __tablename__ = "issuer"

    superior: Mapped[str]
    name: Mapped[str]
    place: Mapped[str]
    series: Mapped[str] = mapped_column(unique=True)
    signatory: Mapped[str]
    crest_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))


class NumberBook(Model):
    """The last number an issuer gave in a year; numbers have no gaps and never return."""

    __tablename__ = "number_book"

    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class VoidNumber(Identified, Entered, Model):
    """A number of the book that no certificate bears: a spoiled form, and why."""

    __tablename__ = "void_number"
    __table_args__ = (UniqueConstraint("issuer_id", "year", "number"),)

    is_frozen = True

    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"))
    year: Mapped[int]
    number: Mapped[int]
    number_text: Mapped[str]
    reason: Mapped[str]


class Validity(StrEnum):
    """How long a certificate holds."""

    YEAR = "year"  # to the end of the year it is for
    MONTHS = "months"  # so many months from the day of issue
    OPEN = "open"  # without end


class Signing(StrEnum):
    """Who signs the document."""

    SEAL = "seal"  # the system, with the agency's key
    BY_HAND = "by-hand"  # on paper, or with the agency's own token: an empty signature field


class Certification(Identified, Model):
    """A programme that certificates vouch for; what it asks for is in its terms."""

    __tablename__ = "certification"

    code: Mapped[str] = mapped_column(unique=True)
    ended_at: Mapped[datetime | None]


class Terms(Identified, Entered, Model):
    """What a certification asks for and promises, from a moment on; the newest hold.

    `class_hours` 0: no class is asked for; `class_topic` "": a class about anything counts.
    `signatories`: a list of {"authority", "post", "name"}, one to three.
    """

    __tablename__ = "certification_terms"
    __table_args__ = (
        UniqueConstraint("certification_id", "number"),
        CheckConstraint("class_hours >= 0", name="hours_not_negative"),
    )

    is_frozen = True

    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"))
    number: Mapped[int]
    title: Mapped[str]
    class_hours: Mapped[int]
    class_topic: Mapped[str]
    validity: Mapped[Validity]
    months: Mapped[int | None]
    window_days: Mapped[int]
    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"))
    signatories: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    signing: Mapped[Signing]
    template_version_id: Mapped[UUID] = mapped_column(ForeignKey("certificate_template_version.id"))
    is_automatic: Mapped[bool]
    waits_for_name: Mapped[bool]
    certification: Mapped[Certification] = relationship(lazy="joined")
    issuer: Mapped[Issuer] = relationship(lazy="joined")
    modules: Mapped[list[TermsModule]] = relationship(lazy="selectin")

    @property
    def module_ids(self) -> frozenset[UUID]:
        """The modules that must all be completed."""
        return frozenset(one.module_id for one in self.modules)


class TermsModule(Model):
    """That terms ask for a module."""

    __tablename__ = "certification_terms_module"

    is_frozen = True

    terms_id: Mapped[UUID] = mapped_column(ForeignKey("certification_terms.id"), primary_key=True)
    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"), primary_key=True, index=True)


class Certificate(Identified, Model):
    """One certificate: a person, a certification, a year, an edition. All that is printed is here.

    `token` (128 bits) and `claim` (signed, for phones without network) are what the QR code
    carries; `code` is short, for typing by hand. `evidence` says what earned it. A correction is a
    new edition with a number of its own that `replaces` the old one.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("person_id", "certification_id", "year", "edition"),
        UniqueConstraint("issuer_id", "book_year", "number"),
        Index("ix_certificate_certification_id_id", "certification_id", "id"),
    )

    is_frozen = True

    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"))
    terms_id: Mapped[UUID] = mapped_column(ForeignKey("certification_terms.id"))
    template_version_id: Mapped[UUID] = mapped_column(ForeignKey("certificate_template_version.id"))
    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("issue_batch.id"), index=True)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    year: Mapped[int]
    edition: Mapped[int]
    book_year: Mapped[int]
    number: Mapped[int]
    number_text: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    claim: Mapped[str] = mapped_column(Text)
    key_id: Mapped[str]
    signing: Mapped[Signing]
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    window_days: Mapped[int]
    series: Mapped[str]
    issuer_superior: Mapped[str]
    issuer_name: Mapped[str]
    place: Mapped[str]
    signatories: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    crest_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    decision: Mapped[str]
    holder_name: Mapped[str]
    name_confirmed: Mapped[bool]
    birth_year: Mapped[int | None]
    team_id: Mapped[UUID | None] = mapped_column(index=True)  # no keys: what stood then
    team_name: Mapped[str]
    commune_id: Mapped[UUID | None] = mapped_column(index=True)
    unit_name: Mapped[str]
    programme: Mapped[str]
    programme_code: Mapped[str]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    began_on: Mapped[date]
    completed_on: Mapped[date]
    score: Mapped[int | None]
    out_of: Mapped[int | None]
    step: Mapped[CertificateStep | None] = relationship(
        lazy="joined", foreign_keys="CertificateStep.certificate_id", viewonly=True, uselist=False
    )


class Ended(StrEnum):
    """How a certificate came to its end before its time."""

    REVOKED = "revoked"
    REPLACED = "replaced"


class Reason(StrEnum):
    """Why it was revoked or replaced."""

    NAME = "name"  # misspelt
    UNIT = "unit"  # wrong team or commune
    FACTS = "facts"  # another printed fact was wrong
    NOT_EARNED = "not-earned"
    FRAUD = "fraud"
    OTHER = "other"


class CertificateStep(Identified, Entered, Model):
    """That a certificate was revoked or replaced: once, for good, by a decision.

    `public_text` is what the verify page says; `note` is for the office.
    """

    __tablename__ = "certificate_step"

    is_frozen = True

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), unique=True)
    kind: Mapped[Ended]
    reason: Mapped[Reason]
    decision_number: Mapped[str]
    public_text: Mapped[str]
    note: Mapped[str]


class Form(StrEnum):
    """What a kept document is."""

    SEALED = "sealed"  # signed by the system
    UNSIGNED = "unsigned"  # with an empty signature field
    RETURNED = "returned"  # signed by the agency with its own token, taken back in


class CertificateDocument(Identified, Entered, Model):
    """The PDF of a certificate as it is kept; never made again. A signed one follows the unsigned.

    `fields` is what the template was filled with, `made_with` the versions that made it, and
    `previous_sha256` the document this one follows.
    """

    __tablename__ = "certificate_document"
    __table_args__ = (UniqueConstraint("certificate_id", "step"),)

    is_frozen = True

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    step: Mapped[int]
    form: Mapped[Form]
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    previous_sha256: Mapped[str]
    unsigned_sha256: Mapped[str]
    signed_by: Mapped[str]
    level: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_with: Mapped[str]
