"""Designs of certificates: HTML and CSS in versions that never change."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Paper(StrEnum):
    """What a certificate is printed on."""

    A4_LANDSCAPE = "a4-landscape"
    A4_PORTRAIT = "a4-portrait"
    A5 = "a5"
    CARD = "card"


class Template(Identified, Model):
    """A design; `design` names the one of our gallery it is, and is empty for an office's own."""

    __tablename__ = "certificate_template"

    name: Mapped[str]
    design: Mapped[str]
    paper: Mapped[Paper]

    @property
    def is_own(self) -> bool:
        """Whether an office keeps it: then it may get new versions."""
        return not self.design


class TemplateVersion(Identified, Entered, Model):
    """One version of a design: Jinja in a sandbox with declared fields, and plain CSS."""

    __tablename__ = "certificate_template_version"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    is_frozen = True

    template_id: Mapped[UUID] = mapped_column(ForeignKey("certificate_template.id"))
    number: Mapped[int]
    html: Mapped[str] = mapped_column(Text)
    css: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    note: Mapped[str]
    template: Mapped[Template] = relationship(lazy="joined")
