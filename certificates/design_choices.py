"""Which designs terms may be given: those of the gallery, and the newest version of each own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from certificates import designs
from certificates.template_models import TemplateVersion
from lms.core.access import Actor
from lms.core.db import db

FROM_GALLERY = "gallery:"


def offered(version_id: UUID | None = None) -> dict[str, str]:
    """Value of the form → words; the version in use (`version_id`) comes first."""
    own = {
        str(one.id): words_of(one.id) for one in designs.newest_versions() if one.template.is_own
    }
    gallery = {f"{FROM_GALLERY}{one.name}": str(one.words) for one in designs.GALLERY}
    in_use = {str(version_id): words_of(version_id)} if version_id else {}
    for design in designs.GALLERY:  # in use as it is in the gallery: offer it once
        if version_id and designs.is_current(design, version_id):
            del gallery[f"{FROM_GALLERY}{design.name}"]
    return {**in_use, **own, **gallery}


def chosen(value: str, *, by: Actor, at: datetime) -> TemplateVersion:
    """The version a value stands for. Raises Missing."""
    if value.startswith(FROM_GALLERY):
        return designs.found_design(value.removeprefix(FROM_GALLERY), by=by, at=at)
    return designs.get_version(UUID(value))


def words_of(version_id: UUID) -> str:
    """`Own name, version 3`; a design of the gallery by its words alone."""
    version = db.session.get_one(TemplateVersion, version_id)
    design = designs.BY_NAME.get(version.template.design)
    if design is not None and not version.template.is_own:
        return str(design.words)
    return str(_("%(name)s, version %(number)s", name=version.template.name, number=version.number))
