"""What somebody earns who only guesses: the random guess score of each kind. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import comb

from quizzes.wording import Wording


def _one_of_options(wording: Wording) -> Fraction:
    return Fraction(1, len(wording.options))


def _one_of_choices(wording: Wording) -> Fraction:
    return Fraction(1, len(wording.choices))


def _ticks(wording: Wording) -> Fraction:
    """The mean credit of all sets of ticks but the empty one."""
    right = len(wording.key["options"])
    wrong = len(wording.options) - right
    earned = sum(
        comb(right, r) * comb(wrong, w) * max(0, r - w)
        for r in range(right + 1)
        for w in range(wrong + 1)
    )
    sets: int = 2 ** len(wording.options) - 1
    return Fraction(earned, right * sets)


GUESSES: Mapping[str, Callable[[Wording], Fraction]] = {
    "single_choice": _one_of_options,
    "picture_choice": _one_of_options,
    "true_false": lambda wording: Fraction(1, 2),
    "multiple_response": _ticks,
    "matching": _one_of_choices,
    "fill_blank": _one_of_choices,
    # In a random order, two steps that belong together follow each other with 1/n.
    "ordering": _one_of_options,
}


def guess(wording: Wording) -> Fraction | None:
    """Random guess score: the mean credit of answers drawn by lot, as Moodle defines it.

    None for kinds where words or numbers are typed: nobody guesses those.
    """
    reckon = GUESSES.get(wording.kind)
    return reckon(wording) if reckon else None
