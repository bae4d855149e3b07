"""The filters of the catalogue: what a module is for one learner, and how many fit. Pure.

Each filter is one word in the address: `?topic=safety&length=short&state=done&show=needed`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NEW_FOR = timedelta(days=30)  # how long something published counts as new
SHORT_UNTIL, MIDDLE_UNTIL = 15, 30  # minutes


class Show(StrEnum):
    """What concerns the learner."""

    NEEDED = "needed"
    NEW = "new"


class State(StrEnum):
    """How far the learner is."""

    NOT_BEGUN = "not-begun"
    UNDER_WAY = "under-way"
    DONE = "done"


class Length(StrEnum):
    """How long it takes."""

    SHORT = "short"
    MIDDLE = "middle"
    LONG = "long"


Traits = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Facts:
    """What the filters look at of a module."""

    topic: str
    minutes: int
    is_compulsory: bool
    published_at: datetime | None
    state: State


def traits(facts: Facts, at: datetime) -> Traits:
    """The words of each filter that a module answers to."""
    is_new = facts.published_at is not None and at - facts.published_at < NEW_FOR
    is_needed = facts.is_compulsory and facts.state is not State.DONE
    show = {Show.NEEDED: is_needed, Show.NEW: is_new}
    return {
        "show": [name for name, holds in show.items() if holds],
        "state": [facts.state],
        "length": [length(facts.minutes)],
        "topic": [facts.topic],
    }


def length(minutes: int) -> Length:
    """How long so many minutes are."""
    if minutes <= SHORT_UNTIL:
        return Length.SHORT
    return Length.MIDDLE if minutes <= MIDDLE_UNTIL else Length.LONG


def fits(one: Traits, chosen: Mapping[str, str]) -> bool:
    """Whether a module answers to every filter chosen."""
    return all(value in one[name] for name, value in chosen.items())


def counts(
    modules: Sequence[Traits], chosen: Mapping[str, str], values: Mapping[str, Collection[str]]
) -> dict[str, dict[str, int]]:
    """How many modules each filter would leave, with the other filters as they are."""
    return {
        name: {value: sum(fits(one, {**chosen, name: value}) for one in modules) for value in known}
        for name, known in values.items()
    }
