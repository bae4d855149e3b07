"""Whom a correction changes, by name where the actor may look; the others are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.access import Actor
from lms.core.db import chunks, db
from lms.people.models import Person
from lms.people.queries import canonical, roster, within_reach
from quizzes.permissions import QuizPermission
from quizzes.rules.correcting import Change, Outcome

SHOWN = 100  # names of one kind on a page


@dataclass(frozen=True)
class Named:
    """A change with the name and the team of whose it is."""

    change: Change
    name: str
    team: str


@dataclass(frozen=True)
class Changed:
    """The changes of one outcome: how many, names to show, and how many more there are."""

    outcome: Outcome
    total: int
    people: Sequence[Named]

    @property
    def others(self) -> int:
        """Those outside the actor’s reach, on no roster, or beyond what a page shows."""
        return self.total - len(self.people)


def changed(changes: Sequence[Change], *, actor: Actor, day: date) -> list[Changed]:
    """The changes by outcome, in the order of names."""
    names = _names({change.person_id for change in changes}, actor, day)
    return [_of(outcome, changes, names) for outcome in Outcome]


def _of(
    outcome: Outcome, changes: Sequence[Change], names: dict[UUID, tuple[str, str, str]]
) -> Changed:
    some = [change for change in changes if change.outcome is outcome]
    known = [(names[one.person_id], one) for one in some if one.person_id in names]
    known.sort(key=lambda pair: pair[0])
    people = [Named(change, name, team) for (_order, name, team), change in known[:SHOWN]]
    return Changed(outcome, len(some), people)


def _names(person_ids: set[UUID], actor: Actor, day: date) -> dict[UUID, tuple[str, str, str]]:
    """Entry → (order, name, team) of the person it is, on a roster within reach."""
    found: dict[UUID, tuple[str, str, str]] = {}
    for some in chunks(list(person_ids)):
        same = canonical(some)
        rows = db.session.execute(
            roster(day).where(
                Person.id.in_(set(same.values())),
                within_reach(actor, QuizPermission.STATISTICS, day),
            )
        )
        people = {p.id: (p.sort_key, p.full_name, team.name) for p, _member, team in rows}
        found |= {entry: people[one] for entry, one in same.items() if one in people}
    return found
