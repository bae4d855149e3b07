"""Every question about asking aloud: what a trainer has under way, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.people.models import Person
from quizzes.models import Attempt, Way


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
