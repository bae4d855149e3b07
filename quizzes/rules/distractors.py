"""Who gave which answer: the table that shows what misleads. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import ceil

EDGE = 0.27  # the share at both ends that tells best
Rows = Sequence[tuple[Sequence[Hashable], float]]


@dataclass(frozen=True)
class Chosen:
    """How often an answer was given, and its share among the best and the weakest attempts."""

    answer: Hashable
    people: int
    share: float
    top: float
    bottom: float


def distractors(rows: Rows) -> list[Chosen]:
    """The table of answers: (answers of a person, marks with the other items) → who chose what.

    Best and weakest are the 27 % at either end (Kelley 1939, “The selection of upper and lower
    groups for the validation of test items”) of the marks earned with the *other* items; whoever
    has the mark at the edge is in, so that order decides nothing.
    """
    if not rows:
        return []
    ordered = sorted(mark for _answers, mark in rows)
    edge = ceil(EDGE * len(ordered))
    low, high = ordered[edge - 1], ordered[-edge]
    ends = (
        _counted(rows),
        _counted([row for row in rows if row[1] >= high]),
        _counted([row for row in rows if row[1] <= low]),
    )
    (every, people), (top, best), (bottom, weakest) = ends
    return [
        Chosen(one, n, n / people, top.get(one, 0) / best, bottom.get(one, 0) / weakest)
        for one, n in sorted(every.items(), key=lambda pair: -pair[1])
    ]


def _counted(rows: Rows) -> tuple[dict[Hashable, int], int]:
    found: dict[Hashable, int] = defaultdict(int)
    for answers, _mark in rows:
        for answer in answers:
            found[answer] += 1
    return found, len(rows)
