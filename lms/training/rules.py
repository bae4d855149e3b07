"""Pure decisions about classes: clashes in a plan, what a signed register holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID

from lms.core.clock import ZONE


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


WINDOW_SECONDS = 30
WINDOWS_GOOD = 3  # the one shown and the two before: 60 to 90 seconds to scan
OPENS_BEFORE = timedelta(hours=1)


def window_of(at: datetime) -> int:
    """The number of the half minute a moment lies in."""
    return int(at.timestamp()) // WINDOW_SECONDS


def is_fresh(window: int, at: datetime) -> bool:
    """Whether a code drawn in a window may still be scanned; none from the future may."""
    return 0 <= window_of(at) - window < WINDOWS_GOOD


def is_under_way(slot: Slot, at: datetime) -> bool:
    """Whether one may check in: on the day, from an hour before the beginning to the end."""
    here = at.astimezone(ZONE)
    if slot.begins is None:
        return here.date() == slot.day
    begin = datetime.combine(slot.day, slot.begins, ZONE)
    return begin - OPENS_BEFORE <= here <= begin + timedelta(hours=slot.hours)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


def register_digest(lines: Iterable[tuple[UUID, str, str]]) -> str:
    """SHA-256 of a register: one line `person id, name, way` each, in the order of ids."""
    text = "\n".join("\t".join((str(who), name, way)) for who, name, way in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()


def annex_digest(lines: Iterable[tuple[str, ...]]) -> str:
    """SHA-256 of what is signed beside the names: one line `kind, …` each, in order of the text."""
    text = "\n".join(sorted("\t".join(line) for line in lines))
    return hashlib.sha256(text.encode()).hexdigest()


def likeness(written: str, name: str) -> Fraction:
    """How alike two folded names are, 0 to 1: the words they share, counting near misses half.

    `ma thi hoa` and `hoa` share one word of three. A word is nearly the same with one letter more,
    less or different. The given name (the last word) must be shared at least nearly: it is what
    people write down when they write in a hurry.
    """
    ours, theirs = written.split(), name.split()
    if not ours or not theirs or not _closeness(ours[-1], theirs[-1]):
        return Fraction(0)
    shared = sum((max(_closeness(one, other) for other in theirs) for one in ours), Fraction(0))
    return min(Fraction(1), shared / max(len(ours), len(theirs)))


def _closeness(one: str, other: str) -> Fraction:
    if one == other:
        return Fraction(1)
    return Fraction(1, 2) if _differ_by_one(one, other) else Fraction(0)


def _differ_by_one(one: str, other: str) -> bool:
    """Whether one letter was added, lost or changed."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or len(short) < 2:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if start is None:
        return True
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]
