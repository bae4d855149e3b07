"""Photographs of a class and of its signed sheets: kept by their SHA-256, never rewritten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.files import StoredFile, keep_file
from lms.core.names import tidy
from lms.training.hall_models import ClassPhoto
from lms.training.models import RegisterSigning, TrainingClass
from lms.training.planning import refuse_called_off, take_turns


@dataclass(frozen=True)
class Photo:
    """A photograph with its file; `later` when it came after the register was signed."""

    photo: ClassPhoto
    file: StoredFile
    later: bool


def photos_of(class_id: UUID) -> list[Photo]:
    """The photographs of a class in the order they came."""
    signed_at = db.session.scalar(
        select(RegisterSigning.at).where(RegisterSigning.class_id == class_id)
    )
    rows = db.session.execute(
        select(ClassPhoto, StoredFile)
        .join(StoredFile, StoredFile.id == ClassPhoto.file_id)
        .where(ClassPhoto.class_id == class_id)
        .order_by(ClassPhoto.id)
    )
    return [Photo(row, kept, signed_at is not None and row.at > signed_at) for row, kept in rows]


def get_photo(class_id: UUID, photo_id: UUID) -> Photo:
    """One photograph of a class. Raises Missing."""
    for one in photos_of(class_id):
        if one.photo.id == photo_id:
            return one
    raise Missing


def lines_of(class_id: UUID) -> list[tuple[str, ...]]:
    """What is signed of the photographs: the SHA-256 of each."""
    return [("photo", one.file.sha256) for one in photos_of(class_id)]


def keep_photo(held: TrainingClass, body: bytes, caption: str, *, by: Actor, at: datetime) -> bool:
    """Keep a photograph of a class; the same one sent twice is kept once. Whether it is new."""
    refuse_called_off(held)
    if held.held_on > local_day(at):
        raise Refused(_("This class is still to come: there is nothing to photograph yet."))
    take_turns(held)
    digest = hashlib.sha256(body).hexdigest()
    if digest in {one.file.sha256 for one in photos_of(held.id)}:
        return False
    kept = keep_file(body, by=by, at=at)
    row = ClassPhoto(class_id=held.id, file_id=kept.id, caption=tidy(caption), **entered(by, at))
    db.session.add(row)
    record("photo.kept", held, by=by, at=at, label=held.title, sha256=kept.sha256)
    db.session.flush()
    return True
