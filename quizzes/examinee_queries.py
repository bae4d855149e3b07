"""Whose paper it is, who is asked: people within reach, found by some letters of their name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.access import Actor
from lms.core.db import db
from lms.core.names import fold
from lms.people.models import Person, Team
from lms.people.queries import roster, within_reach

MOST_SHOWN = 12


@dataclass(frozen=True)
class Found:
    """Somebody on a roster, with the team."""

    person: Person
    team: Team


def named_like(actor: Actor, permission: str, wanted: str, day: date) -> list[Found]:
    """People within reach on a day whose name holds these letters (any marks), in order."""
    letters = fold(wanted)
    if not letters:
        return []
    rows = db.session.execute(
        roster(day)
        .where(
            within_reach(actor, permission, day),
            Person.folded.contains(letters, autoescape=True),
        )
        .order_by(Person.folded != letters, Person.sort_key, Person.id)
        .limit(MOST_SHOWN)
    )
    return [Found(person, team) for person, _seat, team in rows]


def found_person(actor: Actor, permission: str, person_id: UUID, day: date) -> Found | None:
    """One person within reach on a day; None when they are not."""
    row = db.session.execute(
        roster(day).where(Person.id == person_id, within_reach(actor, permission, day))
    ).first()
    return Found(row[0], row[2]) if row else None


def only_one(found: list[Found], wanted: str) -> Found | None:
    """The one person who is called exactly so; None when there is a choice to make."""
    exact = [one for one in found if one.person.folded == fold(wanted)]
    return exact[0] if len(exact) == 1 else None


def name_of(person_id: UUID) -> str:
    """The name of somebody who was chosen before."""
    return db.session.get_one(Person, person_id).full_name
