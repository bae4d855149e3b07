"""Dates out of order: registers, completions, certificates, rosters, outside courses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

from lms.core.clock import local_day
from lms.requirements.signs.rules.pace import Learnt
from lms.requirements.signs.rules.sign import LIMITS, Kind, Limits, Sign, Trace, in_order
from lms.training.rules import Slot, overlap


@dataclass(frozen=True)
class Register:
    """A class with who was entered when."""

    class_id: UUID
    held_on: date
    entries: Sequence[tuple[UUID, datetime]]


@dataclass(frozen=True)
class Held:
    """When and where a class was held."""

    class_id: UUID
    slot: Slot
    place: str


@dataclass(frozen=True)
class Issued:
    """A certificate: when it was issued and earned, and the two days printed on it."""

    certificate_id: UUID
    person_id: UUID
    issued_at: datetime
    issued_on: date
    completed_at: datetime
    completed_on: date


@dataclass(frozen=True)
class Claimed:
    """An outside course: when it is said to have ended, when it was entered."""

    claim_id: UUID
    person_id: UUID
    done_on: date
    entered_at: datetime


@dataclass(frozen=True)
class Met:
    """The first day a person met a duty, and their first day on any roster."""

    person_id: UUID
    met_on: date
    first_day: date


def entered_early(rows: Iterable[Register]) -> list[Sign]:
    """Attendances entered before the day of the class."""
    found = []
    for row in rows:
        early = [(p, at) for p, at in row.entries if local_day(at) < row.held_on]
        if early:
            figures = (("people", len(early)), ("held", row.held_on))
            found.append(_of_register(Kind.EARLY_REGISTER, row, early, figures))
    return found


def entered_late(rows: Iterable[Register], limits: Limits = LIMITS) -> list[Sign]:
    """Attendances entered long after the class (and so, if it was signed then, after that too)."""
    found = []
    for row in rows:
        late = [(p, at) for p, at in row.entries if local_day(at) - row.held_on > limits.late]
        if late:
            days = max((local_day(at) - row.held_on).days for _person, at in late)
            figures = (("people", len(late)), ("held", row.held_on), ("days", days))
            found.append(_of_register(Kind.LATE_REGISTER, row, late, figures))
    return found


def _of_register(
    kind: Kind,
    row: Register,
    entries: Sequence[tuple[UUID, datetime]],
    figures: tuple[tuple[str, int | date], ...],
) -> Sign:
    traces = [Trace(person_id, row.class_id, at) for person_id, at in entries]
    return Sign(kind, row.held_on, in_order(traces), figures)


def own_register(class_id: UUID, held_on: date, person_id: UUID, signed_at: datetime) -> Sign:
    """A register kept and signed by one person alone, who stands in it."""
    trace = Trace(person_id, class_id, signed_at)
    return Sign(Kind.OWN_REGISTER, held_on, (trace,), (("held", held_on),))


def apart(classes: Iterable[Held]) -> list[tuple[Held, Held]]:
    """Pairs of classes nobody can attend both: surely at the same time, in different places.

    A class whose beginning nobody entered may have been at another time, so it makes no pair.
    """
    by_day: dict[date, list[Held]] = {}
    for one in sorted(classes, key=lambda one: str(one.class_id)):
        if one.slot.begins is not None:
            by_day.setdefault(one.slot.day, []).append(one)
    return [
        (one, other)
        for held in by_day.values()
        for one, other in combinations(held, 2)
        if one.place != other.place and overlap(one.slot, other.slot)
    ]


def in_two_places(pair: tuple[Held, Held], people: Iterable[UUID]) -> Sign:
    """People who stand in the registers of two such classes."""
    both = sorted(set(people), key=str)
    traces = [Trace(person_id, held.class_id) for person_id in both for held in pair]
    figures = (("people", len(both)), ("held", pair[0].slot.day))
    return Sign(Kind.TWO_PLACES, pair[0].slot.day, in_order(traces), figures)


def before_beginning(rows: Iterable[Learnt]) -> list[Sign]:
    """Modules completed before they were begun, or before the last lesson was read."""
    return [
        Sign(
            Kind.BEFORE_BEGINNING,
            local_day(row.completed_at),
            (Trace(row.person_id, row.enrolment_id, row.completed_at),),
            (("completed", local_day(row.completed_at)), ("last", local_day(last))),
        )
        for row in rows
        if (last := max(row.began_at, row.last_read or row.began_at)) > row.completed_at
    ]


def certificate_days(rows: Iterable[Issued]) -> list[Sign]:
    """Certificates issued or dated before they were earned, or dated before they were issued."""
    return [
        Sign(
            Kind.CERTIFICATE_DAYS,
            row.issued_on,
            (Trace(row.person_id, row.certificate_id, row.issued_at),),
            (
                ("printed", row.issued_on),
                ("issued", local_day(row.issued_at)),
                ("passed", local_day(row.completed_at)),
            ),
        )
        for row in rows
        if row.issued_at < row.completed_at
        or row.issued_on < max(row.completed_on, local_day(row.completed_at))
        or row.issued_on < local_day(row.issued_at)
    ]


def before_roster(rows: Iterable[Met]) -> list[Sign]:
    """People who met a duty before their first day on any roster."""
    return [
        Sign(
            Kind.BEFORE_ROSTER,
            row.met_on,
            (Trace(row.person_id, row.person_id),),
            (("met", row.met_on), ("first", row.first_day)),
        )
        for row in rows
        if row.met_on < row.first_day
    ]


def claimed_ahead(rows: Iterable[Claimed]) -> list[Sign]:
    """Outside courses that ended, it is said, after the day they were entered."""
    return [
        Sign(
            Kind.CLAIM_AHEAD,
            row.done_on,
            (Trace(row.person_id, row.claim_id, row.entered_at),),
            (("done", row.done_on), ("entered", local_day(row.entered_at))),
        )
        for row in rows
        if row.done_on > local_day(row.entered_at)
    ]
