"""Verbs of files in lessons: pictures made small, recordings and films kept as they are sent."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from courses.authoring.models import ModuleMedium, Use
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.files import FILMS, RECORDINGS, keep_file, kind_of
from lms.core.names import fold
from lms.core.pictures import made_small

KINDS = {Use.PICTURE: frozenset({"image/webp"}), Use.AUDIO: RECORDINGS, Use.VIDEO: FILMS}
LARGEST_MB = {Use.PICTURE: 12, Use.AUDIO: 6, Use.VIDEO: 20}
LONGEST_NAME = 40


@dataclass(frozen=True)
class Fitted:
    """A file as it is kept for texts, and under which name."""

    body: bytes
    name: str
    width: int = 0
    height: int = 0


def keep_medium(
    module_id: UUID, use: Use, body: bytes, file_name: str, *, by: Actor, at: datetime
) -> ModuleMedium:
    """Keep a file for the texts of a module; the same file again is the same medium."""
    fit = fitted(use, body, file_name)
    known = find_medium(module_id, fit.name)
    if known is not None:
        return known
    stored = keep_file(fit.body, by=by, at=at, kinds=KINDS[use])
    row = ModuleMedium(
        module_id=module_id, name=fit.name, use=use, file_id=stored.id, file=stored,
        width=fit.width, height=fit.height, by_id=by.id, by_name=by.name, at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def fitted(use: Use, body: bytes, file_name: str) -> Fitted:
    """A file made fit to be kept: what was fitted once stays as it is. Refused if it cannot be."""
    if len(body) > LARGEST_MB[use] * 1_000_000:
        raise Refused(_("This file is larger than %(most)s MB.", most=LARGEST_MB[use]))
    if use is Use.PICTURE:
        small = made_small(body)
        name = name_of(file_name, small.body, "webp")
        return Fitted(small.body, name, small.width, small.height)
    return Fitted(body, name_of(file_name, body, _ending(body, use)))


def name_of(file_name: str, body: bytes, ending: str) -> str:
    """`nut-cai-dat-3f2a9c1b.webp`: told from the file's own name and made unique by what it is."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(file_name.rpartition(".")[0] or file_name)).strip("-")
    stem = re.sub(r"-[0-9a-f]{8}$", "", stem)[:LONGEST_NAME].strip("-") or "tep"
    return f"{stem}-{hashlib.sha256(body).hexdigest()[:8]}.{ending}"


def find_medium(module_id: UUID, name: str) -> ModuleMedium | None:
    """A file of a module by its name."""
    return db.session.scalar(
        select(ModuleMedium).where(ModuleMedium.module_id == module_id, ModuleMedium.name == name)
    )


def _ending(body: bytes, use: Use) -> str:
    found = kind_of(body, KINDS[use])
    if found is None and use is Use.AUDIO:
        raise Refused(_("Please choose a recording: MP3, M4A, OGG or WebM."))
    if found is None:
        raise Refused(_("Please choose a film: MP4 or WebM."))
    return found[1]
