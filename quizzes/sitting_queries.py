"""Questions about an attempt beside its answers: its media, the corrected keys it was marked by."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import StoredFile
from quizzes.models import AttemptItem, ItemMedium, ItemVersion
from quizzes.regrade_models import KeyCorrection, RegradedMark


def get_medium(attempt_id: UUID, file_id: UUID) -> StoredFile:
    """A picture or recording of an item drawn for an attempt. Raises Missing for any other."""
    found = db.session.scalar(
        select(StoredFile)
        .join(ItemMedium, ItemMedium.file_id == StoredFile.id)
        .join(AttemptItem, AttemptItem.item_version_id == ItemMedium.item_version_id)
        .where(AttemptItem.attempt_id == attempt_id, StoredFile.id == file_id)
        .limit(1)
    )
    if found is None:
        raise Missing
    return found


def corrections_of(attempt_id: UUID) -> dict[UUID, ItemVersion]:
    """The versions an attempt was marked by in the end, by the id of the version they correct."""
    rows = db.session.scalars(
        select(KeyCorrection)
        .join(RegradedMark, RegradedMark.correction_id == KeyCorrection.id)
        .where(RegradedMark.attempt_id == attempt_id)
        .order_by(RegradedMark.id)
    )
    return {row.wrong_id: row.right for row in rows}
