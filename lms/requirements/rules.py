"""Pure definitions of the yearly duty: one, for page, export, command and check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class EvidenceKind(StrEnum):
    """What can count towards the duty."""

    CLASS = "class"
    MODULE = "module"


@dataclass(frozen=True)
class Evidence:
    """One thing a person did on a day."""

    kind: EvidenceKind
    on: date


@dataclass(frozen=True)
class Duty:
    """What a year asks for: so many classes, or so many modules."""

    joined_before: date
    needed_classes: int
    needed_modules: int


class State(StrEnum):
    """Where a person on the roster stands in a year."""

    MET = "met"
    DUE = "due"
    NOT_BOUND = "not_bound"


@dataclass(frozen=True)
class Tally:
    """What a person did in a year, and when that was enough."""

    attendances: int
    completions: int
    met_on: date | None


@dataclass(frozen=True)
class Coverage:
    """How far some people are: everybody on the roster is in exactly one of the first three."""

    met: int = 0
    due: int = 0
    not_bound: int = 0
    attendances: int = 0
    completions: int = 0

    @property
    def members(self) -> int:
        """Everybody on the roster."""
        return self.met + self.due + self.not_bound

    @property
    def bound(self) -> int:
        """The denominator: everybody the duty binds."""
        return self.met + self.due

    @property
    def rate(self) -> Fraction | None:
        """Met ÷ bound; None when the duty binds nobody."""
        return Fraction(self.met, self.bound) if self.bound else None


def tally(evidence: Iterable[Evidence], duty: Duty) -> Tally:
    """Count what was done and find the day on which either way was completed."""
    days = {kind: sorted(one.on for one in found) for kind, found in _by_kind(evidence).items()}
    reached = [
        days[kind][needed - 1]
        for kind, needed in (
            (EvidenceKind.CLASS, duty.needed_classes),
            (EvidenceKind.MODULE, duty.needed_modules),
        )
        if len(days[kind]) >= needed
    ]
    return Tally(
        len(days[EvidenceKind.CLASS]), len(days[EvidenceKind.MODULE]), min(reached, default=None)
    )


def _by_kind(evidence: Iterable[Evidence]) -> dict[EvidenceKind, list[Evidence]]:
    found: dict[EvidenceKind, list[Evidence]] = {kind: [] for kind in EvidenceKind}
    for one in evidence:
        found[one.kind].append(one)
    return found


def state(*, joined_in_time: bool, met: bool) -> State:
    """The standing of somebody on the roster.

    Whoever joined on or after the duty's day is bound next year, and is counted apart this year
    even when already trained, so that late joiners neither spoil nor polish the figure.
    """
    if not joined_in_time:
        return State.NOT_BOUND
    return State.MET if met else State.DUE


def coverage(groups: Iterable[tuple[State, int, int, int]]) -> Coverage:
    """Add up groups of people alike: (state, people, attendances, completions)."""
    people = dict.fromkeys(State, 0)
    attendances = completions = 0
    for one, number, attended, completed in groups:
        people[one] += number
        attendances += attended
        completions += completed
    return Coverage(
        people[State.MET], people[State.DUE], people[State.NOT_BOUND], attendances, completions
    )


def total(parts: Sequence[Coverage]) -> Coverage:
    """The sum of parts that share nobody."""
    return Coverage(
        sum(part.met for part in parts),
        sum(part.due for part in parts),
        sum(part.not_bound for part in parts),
        sum(part.attendances for part in parts),
        sum(part.completions for part in parts),
    )
