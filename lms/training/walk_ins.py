"""Every question about those who came without a name on the list: written down, or only counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.names import fold
from lms.people.models import Person, Team
from lms.people.queries import ids_on_roster, roster, within_reach
from lms.training.hall_models import HeadCount, WalkIn, WalkInSettlement
from lms.training.models import TrainingClass
from lms.training.permissions import TrainingPermission
from lms.training.rules import likeness

LEAST_LIKE = Fraction(1, 3)
MOST_SHOWN = 12

UNMATCHED = ~exists().where(WalkInSettlement.walk_in_id == WalkIn.id)


def _latest() -> ColumnElement[bool]:
    """The condition that no later count of the same hall was entered."""
    later = aliased(HeadCount)
    return ~exists().where(later.venue_id == HeadCount.venue_id, later.id > HeadCount.id)


@dataclass(frozen=True)
class WalkInLine:
    """A walk-in with how it was settled, and the name of the person it turned out to be."""

    walk_in: WalkIn
    settlement: WalkInSettlement | None
    person_name: str | None


@dataclass(frozen=True)
class Suggestion:
    """Somebody a walk-in may be."""

    person: Person
    team: Team


def unmatched_in(class_ids: Any) -> int:
    """How many walk-ins of some classes are not matched yet."""
    query = select(func.count()).where(WalkIn.class_id.in_(class_ids), UNMATCHED)
    return db.session.scalar(query) or 0


def counted_in(class_ids: Any) -> int:
    """How many people were only counted in some classes: the latest count of each hall."""
    query = select(func.sum(HeadCount.people)).where(HeadCount.class_id.in_(class_ids), _latest())
    return db.session.scalar(query) or 0


def walk_ins_of(class_id: UUID, venue_id: UUID | None = None) -> list[WalkInLine]:
    """The walk-ins of a class (or of one hall), those not matched yet first."""
    query = (
        select(WalkIn, WalkInSettlement, Person.full_name)
        .outerjoin(WalkInSettlement, WalkInSettlement.walk_in_id == WalkIn.id)
        .outerjoin(Person, Person.id == WalkInSettlement.person_id)
        .where(WalkIn.class_id == class_id)
        .order_by(WalkInSettlement.walk_in_id.is_not(None), WalkIn.id)
    )
    if venue_id is not None:
        query = query.where(WalkIn.venue_id == venue_id)
    return [WalkInLine(*row) for row in db.session.execute(query)]


def head_counts_of(class_id: UUID) -> Sequence[HeadCount]:
    """The count of each hall that holds, the first hall first."""
    query = select(HeadCount).where(HeadCount.class_id == class_id, _latest())
    return db.session.scalars(query.order_by(HeadCount.venue_id)).all()


def lines_of(class_id: UUID) -> list[tuple[str, ...]]:
    """What is signed of them: every walk-in as it was written, the count of each hall."""
    return [
        *(("walk-in", str(one.walk_in.id), one.walk_in.name) for one in walk_ins_of(class_id)),
        *(("count", str(one.venue_id), str(one.people)) for one in head_counts_of(class_id)),
    ]


def get_walk_in(walk_in_id: UUID) -> WalkIn:
    """A walk-in; the page asks whether its hall is within reach. Raises Missing."""
    found = db.session.get(WalkIn, walk_in_id)
    if found is None:
        raise Missing
    return found


def settlement_of(walk_in_id: UUID) -> WalkInSettlement | None:
    """How a walk-in was settled."""
    return db.session.get(WalkInSettlement, walk_in_id)


def suggestions(
    actor: Actor, held: TrainingClass, walk_in: WalkIn, unit_id: UUID, wanted: str = ""
) -> list[Suggestion]:
    """Who a walk-in may be: people within reach on the day whose name is alike, the hall's first.

    With `wanted` those whose name holds these letters instead.
    """
    near = set(db.session.scalars(ids_on_roster([unit_id], held.held_on)))
    letters, written = fold(wanted), fold(walk_in.name)
    rows = db.session.execute(_names(actor, held, letters))
    scored = [
        (Fraction(1) if letters else likeness(written, folded), person_id in near, key, person_id)
        for person_id, folded, key in rows
    ]
    best = sorted(
        (one for one in scored if one[0] >= LEAST_LIKE),
        key=lambda one: (-one[0], not one[1], one[2]),
    )
    return _shown(held, [one[3] for one in best[:MOST_SHOWN]])


def _names(actor: Actor, held: TrainingClass, letters: str) -> Select[UUID, str, str]:
    """Bare columns of everybody within reach: whole rows of ten thousand would be slow."""
    return (
        roster(held.held_on)
        .where(
            within_reach(actor, TrainingPermission.RECORD, held.held_on),
            Person.folded.contains(letters, autoescape=True),
        )
        .with_only_columns(Person.id, Person.folded, Person.sort_key)
    )


def _shown(held: TrainingClass, ids: list[UUID]) -> list[Suggestion]:
    rows = db.session.execute(roster(held.held_on).where(Person.id.in_(ids)))
    found = {person.id: Suggestion(person, team) for person, _seat, team in rows}
    return [found[one] for one in ids if one in found]
