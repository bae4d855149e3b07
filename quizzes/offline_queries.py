"""Questions about what phones took along."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import StoredFile
from lms.people.queries import same_people
from quizzes.models import ItemMedium
from quizzes.offline_models import OfflineKit, OfflineKitItem, OfflineKitUse


def get_kit(actor: Actor, kit_id: UUID) -> OfflineKit:
    """A kit of one's own. Raises Missing for any other."""
    found = db.session.scalar(
        select(OfflineKit).where(
            OfflineKit.id == kit_id, OfflineKit.person_id.in_(same_people(actor.person_id))
        )
    )
    if found is None:
        raise Missing
    return found


def unused_kit(quiz_version_id: UUID, person_id: UUID) -> OfflineKit | None:
    """The kit a person has for a version and has not used yet: nobody draws until they like it."""
    return db.session.scalar(
        select(OfflineKit)
        .where(
            OfflineKit.quiz_version_id == quiz_version_id,
            OfflineKit.person_id.in_(same_people(person_id)),
            OfflineKit.id.not_in(select(OfflineKitUse.kit_id)),
        )
        .order_by(OfflineKit.id.desc())
        .limit(1)
    )


def items_of_kit(kit_id: UUID) -> Sequence[OfflineKitItem]:
    """What a kit asks, in order."""
    return db.session.scalars(
        select(OfflineKitItem)
        .where(OfflineKitItem.kit_id == kit_id)
        .order_by(OfflineKitItem.position)
    ).all()


def attempt_of_kit(kit_id: UUID) -> UUID | None:
    """The attempt a kit became."""
    return db.session.scalar(select(OfflineKitUse.attempt_id).where(OfflineKitUse.kit_id == kit_id))


def media_of_kit(kit_id: UUID) -> Sequence[StoredFile]:
    """The pictures and recordings of a kit's questions."""
    return (
        db.session.scalars(
            select(StoredFile)
            .join(ItemMedium, ItemMedium.file_id == StoredFile.id)
            .join(OfflineKitItem, OfflineKitItem.item_version_id == ItemMedium.item_version_id)
            .where(OfflineKitItem.kit_id == kit_id)
        )
        .unique()
        .all()
    )


def get_kit_medium(kit_id: UUID, file_id: UUID) -> StoredFile:
    """One of them. Raises Missing for any other file."""
    found = next((one for one in media_of_kit(kit_id) if one.id == file_id), None)
    if found is None:
        raise Missing
    return found
