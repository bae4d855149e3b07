"""Pure decisions about classes: clashes in a plan, what a signed register holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID


@dataclass(frozen=True)
class Slot:
    """When a class takes place; no beginning means some time of that day."""

    day: date
    begins: time | None
    hours: int


def overlap(one: Slot, other: Slot) -> bool:
    """Whether two classes may take place at the same time."""
    if one.day != other.day:
        return False
    if one.begins is None or other.begins is None:
        return True
    first, second = sorted((one, other), key=lambda slot: slot.begins or time())
    assert first.begins is not None  # noqa: S101 - told to the type checker
    assert second.begins is not None  # noqa: S101 - told to the type checker
    gap = _since_midnight(second.begins) - _since_midnight(first.begins)
    return gap < timedelta(hours=first.hours)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


def register_digest(lines: Iterable[tuple[UUID, str, str]]) -> str:
    """SHA-256 of a register: one line `person id, name, way` each, in the order of ids."""
    text = "\n".join("\t".join((str(who), name, way)) for who, name, way in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()


def seats_left(capacities: Sequence[int], taken: int) -> int:
    """Free seats in all halls; below zero when too many come."""
    return sum(capacities) - taken
