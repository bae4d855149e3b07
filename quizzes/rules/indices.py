"""Figures of one item: facility, spread, discrimination, discriminative efficiency. Pure.

Definitions are Moodle’s (docs.moodle.org/dev/Quiz_statistics_calculations); tests compare them with
Moodle’s own figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

Marks = Sequence[float]
TINY = 1e-12  # spread below this is rounding


def mean(marks: Marks) -> float:
    """The facility index of an item: mean mark / greatest mark (here 1)."""
    return fsum(marks) / len(marks)


def deviation(marks: Marks) -> float:
    """Standard deviation of a sample: √(Σ(x − x̄)² / (n − 1))."""
    middle = mean(marks)
    return sqrt(fsum((x - middle) ** 2 for x in marks) / (len(marks) - 1))


def covariance(xs: Marks, ys: Marks) -> float:
    """Σ(x − x̄)(y − ȳ) / (n − 1)."""
    x_mean, y_mean = mean(xs), mean(ys)
    products = ((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return fsum(products) / (len(xs) - 1)


def discrimination(marks: Marks, rests: Marks) -> float | None:
    """Corrected discrimination index: correlation of an item with the attempt’s *other* marks.

    r = C(x, T − x) / √(V(x)·V(T − x)); Moodle’s “discrimination index”, the corrected
    point-biserial of textbooks (Henrysson 1963). None when either side has no spread.
    """
    spread = deviation(marks) * deviation(rests)
    if spread < TINY:
        return None
    return max(-1.0, min(1.0, covariance(marks, rests) / spread))


def efficiency(marks: Marks, rests: Marks) -> float | None:
    """Discriminative efficiency: C(x, T − x) / C_max.

    C_max is the covariance had the best marks gone to the best attempts: both sides sorted. A hard
    or easy item cannot correlate highly; this takes that out. None when C_max is 0.
    """
    most = covariance(sorted(marks), sorted(rests))
    return None if most < TINY else covariance(marks, rests) / most
