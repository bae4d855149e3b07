"""Every question about drafts, their files and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from courses.authoring.media import find_medium
from courses.authoring.models import ModuleMedium, VersionStep, Withdrawal
from courses.authoring.rules import State, state
from courses.models import ModuleVersion
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.markup_blocks import MEDIA, Medium


def state_of(version: ModuleVersion) -> State:
    """Where a version stands."""
    last = db.session.scalar(
        select(VersionStep.step)
        .where(VersionStep.version_id == version.id)
        .order_by(VersionStep.id.desc())
        .limit(1)
    )
    withdrawn = version.is_frozen and db.session.get(Withdrawal, version.id) is not None
    return state(last, published=version.is_frozen, withdrawn=withdrawn)


def media_of(module_id: UUID) -> Sequence[ModuleMedium]:
    """The files of a module, the newest last."""
    return db.session.scalars(
        select(ModuleMedium).where(ModuleMedium.module_id == module_id).order_by(ModuleMedium.id)
    ).all()


def media_for(module_id: UUID, *texts: str, endpoint: str = "media.learner") -> tuple[Medium, ...]:
    """The files texts may show, with their addresses; nothing is asked when they show none."""
    if not any(MEDIA in text for text in texts):
        return ()
    return tuple(
        Medium(
            row.name,
            url_for(endpoint, module_id=module_id, name=row.name),
            row.file.size,
            row.width,
            row.height,
        )
        for row in media_of(module_id)
    )


def get_medium(module_id: UUID, name: str) -> ModuleMedium:
    """A file of a module. Raises Missing."""
    found = find_medium(module_id, name)
    if found is None:
        raise Missing
    return found
