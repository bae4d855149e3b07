"""What people gained between a quiz before a class and one after it. Pure.

Marks are shares of everything that could be earned, exact, from 0 to 1: two quizzes of different
length can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

FULL = Fraction(1)
# Hake's three regions of the class gain.
MEDIUM, HIGH = Fraction(3, 10), Fraction(7, 10)


@dataclass(frozen=True)
class Result:
    """What one person earned before and after; None where they did not sit the quiz."""

    before: Fraction | None
    after: Fraction | None

    @property
    def is_whole(self) -> bool:
        """Whether both are there, so that something can be said."""
        return self.before is not None and self.after is not None


def raw_gain(before: Fraction, after: Fraction) -> Fraction:
    """after − before."""
    return after - before


def normalised_gain(before: Fraction, after: Fraction) -> Fraction | None:
    """The part of what was still missing that was gained: g = (after − before) / (full − before).

    R. R. Hake, “Interactive-engagement versus traditional methods”, American Journal of Physics 66
    (1998), 64–74. Hake’s quotient has no bound below for a loss, so a loss is measured by what
    there was to lose, (after − before) / before, from −1 to 0: J. D. Marx and K. Cummings,
    “Normalized change”, American Journal of Physics 75 (2007), 87–91. Nothing (None) for who had
    everything both times: there was nothing to gain.
    """
    if after < before:
        return (after - before) / before
    return None if before == FULL else (after - before) / (FULL - before)


@dataclass(frozen=True)
class Summary:
    """What a class gained. Averages are over those who sat both quizzes.

    `average_gain` is the average of the people's normalised gains; `class_gain` is Hake's ⟨g⟩, the
    normalised gain of the two averages. They differ where people started from different heights.
    """

    both: int
    only_before: int
    only_after: int
    before: Fraction | None
    after: Fraction | None
    average_gain: Fraction | None
    class_gain: Fraction | None
    better: int
    same: int
    worse: int
    full_before: int

    @property
    def is_high(self) -> bool:
        """Hake's region of a high class gain: 0.7 and more."""
        return self.class_gain is not None and self.class_gain >= HIGH

    @property
    def is_medium(self) -> bool:
        """Hake's region between 0.3 and 0.7."""
        return self.class_gain is not None and MEDIUM <= self.class_gain < HIGH


def summary(results: Sequence[Result]) -> Summary:
    """Count a class; who sat only one of the two quizzes is counted apart and in no average."""
    pairs = [
        (one.before, one.after)
        for one in results
        if one.before is not None and one.after is not None
    ]
    before = _average([pair[0] for pair in pairs])
    after = _average([pair[1] for pair in pairs])
    gains = [normalised_gain(*pair) for pair in pairs]
    return Summary(
        both=len(pairs),
        only_before=sum(one.before is not None and one.after is None for one in results),
        only_after=sum(one.before is None and one.after is not None for one in results),
        before=before,
        after=after,
        average_gain=_average([gain for gain in gains if gain is not None]),
        class_gain=None if before is None or after is None else normalised_gain(before, after),
        better=sum(raw_gain(*pair) > 0 for pair in pairs),
        same=sum(raw_gain(*pair) == 0 for pair in pairs),
        worse=sum(raw_gain(*pair) < 0 for pair in pairs),
        full_before=sum(pair[0] == FULL for pair in pairs),
    )


def _average(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None
