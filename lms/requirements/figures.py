"""Every number of coverage by its name, and whom or what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal

from courses.models import Enrolment, Module, ModuleCompletion
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.keyset import Page, Turn, page_of
from lms.people.models import Membership, Person
from lms.requirements.evidence import PERSON, class_days, module_moments, recognised
from lms.requirements.groups import Ground
from lms.requirements.models import Claim
from lms.requirements.rules import EvidenceKind, State, state
from lms.requirements.seats import Seats, digit_of, facts_in
from lms.requirements.ways import helped
from lms.training.models import TrainingClass


class Figure(StrEnum):
    """A number of a coverage table; the states are figures too."""

    RATE = "rate"
    MEMBERS = "members"
    BOUND = "bound"
    TO_REACH = "to_reach"
    MET = "met"
    ON_THE_WAY = "on_the_way"
    DUE = "due"
    OVERDUE = "overdue"
    UNREACHABLE = "unreachable"
    EXEMPT = "exempt"
    NOT_BOUND = "not_bound"
    ATTENDANCES = "attendances"
    COMPLETIONS = "completions"
    RECOGNISED = "recognised"
    HOURS = "hours"
    ASSISTED = "assisted"


LEFT = frozenset({State.ON_THE_WAY, State.DUE, State.OVERDUE, State.UNREACHABLE})
OWED = LEFT | {State.MET}
# The figures that count people → the states those people stand in.
PEOPLE: Mapping[Figure, frozenset[State]] = {
    Figure.RATE: OWED,
    Figure.MEMBERS: frozenset(State),
    Figure.BOUND: OWED,
    Figure.TO_REACH: LEFT,
    **{Figure(one.value): frozenset({one}) for one in State},
}
# The figures that count what was done: one person may have done several.
DEEDS: Mapping[Figure, frozenset[EvidenceKind]] = {
    Figure.ATTENDANCES: frozenset({EvidenceKind.CLASS}),
    Figure.COMPLETIONS: frozenset({EvidenceKind.MODULE}),
    Figure.RECOGNISED: frozenset({EvidenceKind.OUTSIDE}),
    Figure.HOURS: frozenset({EvidenceKind.CLASS, EvidenceKind.OUTSIDE}),
    Figure.ASSISTED: frozenset({EvidenceKind.MODULE}),
}


@dataclass(frozen=True)
class Deed:
    """One thing somebody did: what it is called, the day, how long it took."""

    person_id: UUID
    kind: EvidenceKind
    title: str
    on: date
    minutes: int
    what_id: UUID

    def name_of(self) -> UUID:
        """A name of this one thing, for the address of the page after it."""
        return UUID(int=self.person_id.int ^ self.what_id.int)


def people_behind(ground: Ground, figure: Figure) -> list[UUID]:
    """The ids of the people a figure counts, in the order of names; each judged alone."""
    seats = Seats(ground.duty, ground.day)
    rows = db.session.execute(
        seats.select([Membership.person_id, *seats.flags])
        .join(Person, Person.id == Membership.person_id)
        .where(ground.condition)
        .order_by(Person.sort_key, Person.id)
    )
    wanted = PEOPLE[figure]
    return [row[0] for row in rows if state(facts_in(row[1:])) in wanted]


def page_behind(ground: Ground, figure: Figure, turn: Turn) -> Page[UUID]:
    """A page of them. Of a nation nobody goes through everybody: SQL looks their state up."""
    seats = Seats(ground.duty, ground.day)
    wanted = [digit_of(one) for one in PEOPLE[figure]]
    query = (
        seats.select([Membership.person_id])
        .join(Person, Person.id == Membership.person_id)
        .where(ground.condition, seats.state.in_(wanted))
    )
    page = page_of(query, [Person.sort_key, Person.id], turn)
    return page.of([row[0] for row in page.rows])


def number_assisted(ground: Ground) -> int:
    """How many modules were passed while somebody helped."""
    rows = _of_people(ground, _passed(ground, Figure.ASSISTED)).order_by(None)
    query = rows.with_only_columns(func.count(func.distinct(ModuleCompletion.enrolment_id)))
    return db.session.scalar(query) or 0


def deeds_behind(ground: Ground, figure: Figure) -> list[Deed]:
    """What a figure counts, the newest first: in the whole year, as the figure does.

    A class or module counts once for a person, even when two merged entries both have it.
    """
    found: dict[tuple[UUID, UUID], Deed] = {}
    for kind in sorted(DEEDS[figure]):
        rows = _of_people(ground, _SELECTS[kind](ground, figure))
        for person_id, what_id, when, title, minutes in db.session.execute(rows):
            on = when if kind is not EvidenceKind.MODULE else local_day(when)
            found[person_id, what_id] = Deed(person_id, kind, title, on, minutes, what_id)
    # The id last, so that no page of the list repeats what stood on another.
    return sorted(found.values(), key=lambda one: (one.on, one.title, one.person_id), reverse=True)


def _of_people(ground: Ground, rows: Select[Any]) -> Select[Any]:
    seats = Seats(ground.duty, ground.day).select([Membership.person_id])
    return rows.where(PERSON.in_(seats.where(ground.condition)))


def _attended(ground: Ground, _figure: Figure) -> Select[Any]:
    held = TrainingClass
    return class_days(ground.year).with_only_columns(
        PERSON, held.id, held.held_on, held.title, held.hours * 60
    )


def _passed(ground: Ground, figure: Figure) -> Select[Any]:
    """Modules by their code; helped ones one by one, as `queries.assisted` counts them."""
    year = ground.year
    rows, what = module_moments(year), Enrolment.module_id
    if figure is Figure.ASSISTED:
        rows, what = helped(year, year.closes), ModuleCompletion.enrolment_id
    at = ModuleCompletion.completed_at
    return rows.with_only_columns(PERSON, what, at, Module.code, literal(0)).order_by(at.desc())


def _recognised(ground: Ground, _figure: Figure) -> Select[Any]:
    return recognised(ground.year).with_only_columns(
        PERSON, Claim.id, Claim.done_on, Claim.title, Claim.minutes
    )


_SELECTS = {
    EvidenceKind.CLASS: _attended,
    EvidenceKind.MODULE: _passed,
    EvidenceKind.OUTSIDE: _recognised,
}
