"""Every question about asking aloud: what a trainer has under way, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import StoredFile
from lms.people.models import Person
from quizzes.models import Attempt, AttemptItem, ItemMedium, Way


@dataclass(frozen=True)
class Asked:
    """An attempt a trainer asks aloud, and who answers."""

    attempt: Attempt
    person: Person


def get_asked(actor: Actor, attempt_id: UUID) -> Asked:
    """An attempt this very trainer asks. Raises Missing."""
    row = db.session.execute(_asked(actor).where(Attempt.id == attempt_id)).first()
    if row is None:
        raise Missing
    return Asked(*row)


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


def under_way(actor: Actor) -> Sequence[Asked]:
    """What this trainer has begun and not handed in, the newest first."""
    rows = db.session.execute(
        _asked(actor).where(~Attempt.submission.has()).order_by(Attempt.id.desc())
    )
    return [Asked(*row) for row in rows]


def _asked(actor: Actor) -> Select[Attempt, Person]:
    return (
        select(Attempt, Person)
        .join(Person, Person.id == Attempt.person_id)
        .where(Attempt.way == Way.ORAL, Attempt.keeper_id == actor.person_id)
    )
