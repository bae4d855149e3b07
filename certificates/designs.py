"""The gallery: designs that come with the product, each the beginning of an office's own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask_babel import gettext as _say
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from certificates.template_models import Paper, Template, TemplateVersion
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.names import tidy

FOLDER = Path(__file__).parents[1] / "templates" / "documents" / "certificates"


@dataclass(frozen=True)
class Design:
    """One design of the gallery: its file name, what it is called, and the paper it is for."""

    name: str
    words: Any
    paper: Paper

    @property
    def html(self) -> str:
        """Its page."""
        return (FOLDER / f"{self.name}.html").read_text()

    @property
    def css(self) -> str:
        """Its style."""
        return (FOLDER / f"{self.name}.css").read_text()


GALLERY = (
    Design("classic", _("Red and gold, A4 across"), Paper.A4_LANDSCAPE),
    Design("plain", _("Calm teal, A4 across"), Paper.A4_LANDSCAPE),
    Design("portrait", _("Lotus, A4 upright"), Paper.A4_PORTRAIT),
    Design("a5", _("Small form, A5 across"), Paper.A5),
    Design("card", _("Card for the wallet, front and back"), Paper.CARD),
)
BY_NAME = {design.name: design for design in GALLERY}


def found_design(name: str, *, by: Actor, at: datetime) -> TemplateVersion:
    """The version of a design of the gallery as it is today; entered once. Raises Missing."""
    design = BY_NAME.get(name)
    if design is None:
        raise Missing
    newest = _newest_of_gallery(name)
    if newest is not None and newest.sha256 == digest(design.html, design.css):
        return newest
    template = newest.template if newest else Template(design=name)
    template.name, template.paper = str(design.words), design.paper
    db.session.add(template)
    return add_version(template, design.html, design.css, "", by=by, at=at)


def is_current(design: Design, version_id: UUID) -> bool:
    """Whether a version is a design of the gallery as it is today."""
    version = db.session.get_one(TemplateVersion, version_id)
    return version.template.design == design.name and version.sha256 == digest(
        design.html, design.css
    )


def _newest_of_gallery(name: str) -> TemplateVersion | None:
    return db.session.scalar(
        select(TemplateVersion)
        .join(Template, Template.id == TemplateVersion.template_id)
        .where(Template.design == name)
        .order_by(TemplateVersion.number.desc(), TemplateVersion.id)
        .limit(1)
    )


def newest_versions() -> Sequence[TemplateVersion]:
    """The newest version of every template, by name."""
    newest = select(func.max(TemplateVersion.number)).where(
        TemplateVersion.template_id == Template.id
    )
    return db.session.scalars(
        select(TemplateVersion)
        .join(Template, Template.id == TemplateVersion.template_id)
        .where(TemplateVersion.number == newest.correlate(Template).scalar_subquery())
        .order_by(Template.name, Template.id)
    ).all()


def versions_of(template_id: UUID) -> Sequence[TemplateVersion]:
    """Every version of a template, the newest first. Raises Missing."""
    found = db.session.scalars(
        select(TemplateVersion)
        .where(TemplateVersion.template_id == template_id)
        .order_by(TemplateVersion.number.desc())
    ).all()
    if not found:
        raise Missing
    return found


def get_version(version_id: UUID) -> TemplateVersion:
    """One version. Raises Missing."""
    found = db.session.get(TemplateVersion, version_id)
    if found is None:
        raise Missing
    return found


def begin_own(name: str, design: Design, *, by: Actor, at: datetime) -> TemplateVersion:
    """An office's own design, begun as a copy of one of the gallery. Refused: a name twice."""
    taken = db.session.scalar(
        select(Template.id).where(Template.name == tidy(name), Template.design == "")
    )
    if taken is not None:
        raise Refused(_say("There is a design of this name already. Please choose another name."))
    template = Template(name=tidy(name), design="", paper=design.paper)
    db.session.add(template)
    return add_version(template, design.html, design.css, "", by=by, at=at)


def save_version(
    template: Template, html: str, css: str, note: str, *, by: Actor, at: datetime
) -> TemplateVersion:
    """Keep a design as its next version; the same text sent again changes nothing.

    Refused for a design of the gallery: an own one is begun from it.
    """
    if not template.is_own:
        raise Refused(_say("This design comes with the product. Begin your own from it."))
    newest = versions_of(template.id)[0]
    if newest.sha256 == digest(html, css):
        return newest
    return add_version(template, html, css, tidy(note), by=by, at=at)


def digest(html: str, css: str) -> str:
    """What tells two versions apart."""
    return hashlib.sha256(f"{html}\0{css}".encode()).hexdigest()


def add_version(
    template: Template, html: str, css: str, note: str, *, by: Actor, at: datetime
) -> TemplateVersion:
    """A new version of a template; certificates issued with another keep theirs."""
    db.session.flush()
    last = db.session.scalar(
        select(TemplateVersion.number)
        .where(TemplateVersion.template_id == template.id)
        .order_by(TemplateVersion.number.desc())
        .limit(1)
    )
    row = TemplateVersion(
        template_id=template.id,
        number=(last or 0) + 1,
        html=html,
        css=css,
        sha256=digest(html, css),
        note=note,
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    record("template.version_added", row, by=by, at=at, label=template.name)
    return row
