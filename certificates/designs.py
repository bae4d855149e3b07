"""The gallery: designs that come with the product, each the beginning of an office's own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from certificates.template_models import Paper, Template, TemplateVersion
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db

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


GALLERY = (Design("classic", _("Red and gold, A4 across"), Paper.A4_LANDSCAPE),)
BY_NAME = {design.name: design for design in GALLERY}


def found_design(name: str, *, by: Actor, at: datetime) -> TemplateVersion:
    """The first version of a template begun from a design of the gallery; entered once."""
    found = db.session.scalar(
        select(TemplateVersion)
        .join(Template, Template.id == TemplateVersion.template_id)
        .where(Template.design == name)
        .order_by(TemplateVersion.number.desc(), TemplateVersion.id)
        .limit(1)
    )
    if found is not None:
        return found
    design = BY_NAME[name]
    template = Template(name=str(design.words), design=name, paper=design.paper)
    db.session.add(template)
    return add_version(template, design.html, design.css, "", by=by, at=at)


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
        sha256=hashlib.sha256(f"{html}\0{css}".encode()).hexdigest(),
        note=note,
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    record("template.version_added", row, by=by, at=at, label=template.name)
    return row
