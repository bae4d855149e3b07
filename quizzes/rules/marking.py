"""What answers earn. Pure, so that marking can be repeated at any time with the same result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from quizzes.items import KINDS
from quizzes.wording import Wording


@dataclass(frozen=True)
class Earned:
    """What an attempt earned: the credit of each item in order, exact, from 0 to 1."""

    credits: tuple[Fraction, ...]
    pass_mark: int

    @cached_property
    def total(self) -> Fraction:
        """All credits together, in marks; whole ones are added first, as that is quick."""
        whole = sum(one.numerator for one in self.credits if one.denominator == 1)
        return sum((one for one in self.credits if one.denominator > 1), Fraction(whole))

    @property
    def score(self) -> int:
        """Whole marks: a part of a mark is not shown as one."""
        return int(self.total)

    @property
    def passed(self) -> bool:
        """Whether the exact total reaches the pass mark."""
        return self.total >= self.pass_mark


def mark(
    items: Sequence[Wording], answers: Mapping[int, Mapping[str, Any]], pass_mark: int
) -> Earned:
    """Mark the answers (position from 1 → answer) to the items in their order."""
    earned = (
        KINDS[item.kind].credit(item, answers.get(position))
        for position, item in enumerate(items, 1)
    )
    return Earned(tuple(earned), pass_mark)


@dataclass(frozen=True)
class Given:
    """One answer as it reached the server; `number` says in which order they came."""

    number: int
    position: int
    request_id: str
    answer: Mapping[str, Any]


def standing_answers(given: Sequence[Given]) -> dict[int, Mapping[str, Any]]:
    """The answer that counts at each position, however pages, tabs and phones got mixed up.

    A request that says again what it said last is a retry and changes nothing. With another answer
    it is a new one: a page taken out of the browser's memory sends its old id. Of different answers
    the last to arrive counts.
    """
    found: dict[int, Mapping[str, Any]] = {}
    said: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for one in sorted(given, key=lambda one: one.number):
        if said.get(one.request_id) != (one.position, one.answer):
            said[one.request_id] = (one.position, one.answer)
            found[one.position] = one.answer
    return found
