"""One plain judgement of an item from its figures. Pure; every threshold with its reason."""

from __future__ import annotations

from enum import StrEnum
from math import sqrt

from quizzes.rules.distractors import Chosen
from quizzes.rules.statistics import ENOUGH, FEWEST, ItemFigures

# Moodle’s documentation calls 95 % and more “extremely easy”: it tells nobody apart.
EASY = 0.95
# … and below 35 % “difficult”: in training that everybody should pass, such an item fails its use.
HARD = 0.35
# Ebel & Frisbie (Essentials of Educational Measurement): below .20 an item tells too little.
TELLS_APART = 0.20
# Moodle’s documentation: below 5 % not even “very weak”. What one knows does not matter here.
TELLS_NOTHING = 0.05
# A wrong answer that this share of the best gave is no slip of a few.
DRAWS_THE_BEST = 0.25


class Verdict(StrEnum):
    """What an author should know first."""

    TOO_FEW = "too_few"
    LOOK_AT_KEY = "look_at_key"
    BELOW_GUESSING = "below_guessing"
    MISLEADING = "misleading"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    WEAK = "weak"
    GOOD = "good"


# The first few are what an author looks at first.
URGENCY = (
    Verdict.LOOK_AT_KEY,
    Verdict.BELOW_GUESSING,
    Verdict.MISLEADING,
    Verdict.TOO_HARD,
    Verdict.WEAK,
    Verdict.TOO_EASY,
    Verdict.GOOD,
    Verdict.TOO_FEW,
)


def judge(figures: ItemFigures, guess: float | None = None) -> Verdict:
    """The one thing to say of an item.

    A correlation counts as negative only beyond its standard error, about 1/√n: near 0 it is chance
    which side of it a sample falls.
    """
    if figures.people < FEWEST or figures.facility is None:
        return Verdict.TOO_FEW
    tells = figures.discrimination
    if tells is not None and tells < -1 / sqrt(figures.people):
        return Verdict.LOOK_AT_KEY
    if figures.facility >= EASY:
        return Verdict.TOO_EASY
    if guess and figures.facility < guess:
        return Verdict.BELOW_GUESSING
    if figures.facility < HARD:
        return Verdict.TOO_HARD
    if tells is None or tells >= TELLS_APART:
        return Verdict.GOOD
    is_sure = figures.people >= ENOUGH  # with few people, hardly anything looks the same as nothing
    return Verdict.MISLEADING if is_sure and tells < TELLS_NOTHING else Verdict.WEAK


def draws_the_best(one: Chosen) -> bool:
    """Whether a wrong answer attracts those who know most: its words, or the key, may be wrong."""
    return one.top >= DRAWS_THE_BEST and one.top >= one.bottom
