"""What a corrected key changes. Pure, so that a dry run and the real thing cannot differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from quizzes.items import KINDS
from quizzes.items.kind import Posted
from quizzes.rules.marking import Earned
from quizzes.wording import Wording

# How a key is written in a form: as somebody would answer, or as the author writes it. The key of
# steps is the order they are written in: changing that is another question.
AS_ANSWERED = frozenset(
    {"single_choice", "picture_choice", "multiple_response", "true_false", "matching", "fill_blank"}
)
AS_WRITTEN = frozenset({"number", "short_answer"})
CORRECTABLE = AS_ANSWERED | AS_WRITTEN


class Outcome(StrEnum):
    """What a correction does to the result of an attempt."""

    PASSES = "passes"
    KEPT = "kept"
    SCORE = "score"


@dataclass(frozen=True)
class Result:
    """What an attempt had, or has: whole marks, passed or not, exact credits if they were kept."""

    score: int
    out_of: int
    passed: bool
    credits: Sequence[str]


@dataclass(frozen=True)
class Change:
    """An attempt whose marks a correction changes: what it had, what the corrected key gives.

    `passed` is what counts from then on: a pass once told is kept.
    """

    attempt_id: UUID
    person_id: UUID
    quiz_version_id: UUID
    before: Result
    score: int
    would_pass: bool
    credits: Sequence[str]

    @property
    def passed(self) -> bool:
        """Whether the attempt counts as passed."""
        return self.before.passed or self.would_pass

    @property
    def outcome(self) -> Outcome:
        """Passes now, keeps its pass, or only another score."""
        if self.would_pass == self.before.passed:
            return Outcome.SCORE
        return Outcome.PASSES if self.would_pass else Outcome.KEPT


def key_of(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The key chosen in a form for a wording that stays as it is; None when incomplete."""
    kind = KINDS[wording.kind]
    if wording.kind in AS_ANSWERED:
        return kind.read(form, wording)
    if wording.kind in AS_WRITTEN:
        key: dict[str, Any] = kind.written(form)["key"]
        return key
    return None


def resolved(pairs: Sequence[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """Version → the one whose key counts, from approved corrections (wrong, right) in their order.

    The right one may have been corrected in its turn; a later correction of the same wins.
    """
    step = dict(pairs)
    found = {}
    for wrong in step:
        right, seen = step[wrong], {wrong}
        while right in step and right not in seen:
            seen.add(right)
            right = step[right]
        found[wrong] = right
    return found


def leading_to(pairs: Sequence[tuple[UUID, UUID]], wrong: UUID) -> set[UUID]:
    """The versions that were marked by the key of `wrong`: itself, and those corrected to it."""
    found = {wrong}
    while more := {before for before, after in pairs if after in found} - found:
        found |= more
    return found


def corrected(was: Sequence[str], anew: Mapping[int, Fraction], pass_mark: int) -> Earned:
    """What an attempt earns: its credits, those at some places (from 1) marked anew."""
    places = enumerate(was, 1)
    return Earned(
        tuple(anew[place] if place in anew else exact(one) for place, one in places), pass_mark
    )


@lru_cache(maxsize=1024)
def exact(credit: str) -> Fraction:
    """A credit as marks keep it; there are few different ones."""
    return Fraction(credit)


def written(earned: Earned) -> list[str]:
    """Exact credits as marks keep them."""
    return [str(one) for one in earned.credits]


def differs(before: Result, earned: Earned) -> bool:
    """Whether marks change; where no credits were kept, the whole marks tell."""
    return (
        written(earned) != list(before.credits)
        if before.credits
        else (earned.score != before.score)
    )
