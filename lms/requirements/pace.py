"""Pure reckoning of a year's pace: what is needed, what happens, what is to be expected.

The forecast takes the people who met the duty in each of the last eight weeks: their mean goes
on until the last day, give or take 1.28 standard deviations of that sum (four in five such years).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import mean, pstdev
from typing import Generic, TypeVar

WEEK = 7
LOOKED_AT = 8  # weeks the forecast looks back
FOUR_IN_FIVE = 1.28

Row = TypeVar("Row")
Line = TypeVar("Line")


@dataclass(frozen=True)
class Point:
    """The end of a week (or today), and how many had met the duty by then."""

    day: date
    met: int


@dataclass(frozen=True)
class Pace:
    """People a week that are needed and that happen, and how many are expected on the last day."""

    to_reach: int
    weeks_left: float
    needed: int
    actual: float
    low: int
    high: int

    @property
    def enough(self) -> bool:
        """Whether the pace of the last weeks reaches everybody in time."""
        return self.to_reach == 0 or self.actual >= self.needed


def curve(met: Mapping[date, int], opens: date, until: date) -> list[Point]:
    """Week by week, how many had met the duty; the last point is `until` itself."""
    days = [opens + timedelta(days=WEEK * (n + 1) - 1) for n in range((until - opens).days // WEEK)]
    if not days or days[-1] != until:
        days.append(until)
    return [Point(day, sum(n for on, n in met.items() if on <= day)) for day in days]


def monthly(points: Sequence[Point]) -> list[Point]:
    """The last point of each month."""
    last = {(one.day.year, one.day.month): one for one in points}
    return list(last.values())


def even(day: date, opens: date, due: date, bound: int) -> int:
    """How many should be trained by a day at the even pace: bound × days gone ÷ days of all."""
    gone, span = (day - opens).days + 1, (due - opens).days + 1
    return ceil(bound * min(gone, span) / max(1, span))


def pace(met: Mapping[date, int], bound: int, today: date, due: date) -> Pace:
    """How fast people meet the duty against how fast they must."""
    done = sum(number for on, number in met.items() if on <= today)
    to_reach, days_left = max(0, bound - done), max(0, (due - today).days)
    weeks = days_left / WEEK
    recent = _recent(met, today)
    expected, spread = mean(recent) * weeks, FOUR_IN_FIVE * pstdev(recent) * sqrt(weeks)
    needed = ceil(to_reach / weeks) if weeks >= 1 else to_reach
    low, high = (min(bound, max(done, round(done + expected + s))) for s in (-spread, spread))
    return Pace(to_reach, weeks, needed, mean(recent), low, high)


def _recent(met: Mapping[date, int], today: date) -> list[int]:
    """People in each of the last weeks, the newest first."""
    weeks = [0] * LOOKED_AT
    for on, number in met.items():
        week = (today - on).days // WEEK
        if 0 <= week < LOOKED_AT:
            weeks[week] += number
    return weeks


def shortest(rows: Iterable[tuple[Row, int]], wanted: int) -> list[tuple[Row, int]]:
    """The fewest rows whose people together are at least as many as wanted: the greatest first."""
    found, sum_so_far = [], 0
    for row, people in sorted(rows, key=lambda one: -one[1]):
        if sum_so_far >= wanted or people == 0:
            break
        found.append((row, people))
        sum_so_far += people
    return found


@dataclass(frozen=True)
class Seats(Generic[Row, Line]):
    """A class to come: the seats left, and the lines of the table whose people may sit there."""

    row: Row
    seats: int
    lines: frozenset[Line]


def closing(
    classes: Sequence[Seats[Row, Line]], left: Mapping[Line, int], wanted: int
) -> tuple[list[tuple[Row, int]], list[tuple[Line, int]]]:
    """The shortest list that holds the people wanted: classes with seats first, then lines.

    Greedy: again and again the class that seats most of those still to reach, then the lines with
    most people left. Nobody is counted in two places.
    """
    open_classes, remaining = list(classes), dict(left)
    taken: list[tuple[Row, int]] = []
    while open_classes and sum(people for _row, people in taken) < wanted:
        best = max(open_classes, key=lambda one: _fits(one, remaining))
        if not (people := _fits(best, remaining)):
            break
        taken.append((best.row, people))
        open_classes.remove(best)
        _seat(best, remaining, people)
    still = wanted - sum(people for _row, people in taken)
    return taken, shortest(remaining.items(), still)


def _fits(one: Seats[Row, Line], remaining: Mapping[Line, int]) -> int:
    return min(one.seats, sum(remaining.get(line, 0) for line in one.lines))


def _seat(one: Seats[Row, Line], remaining: dict[Line, int], people: int) -> None:
    """Take people off the lines of a class, off the fullest first."""
    for line in sorted(one.lines & remaining.keys(), key=lambda n: -remaining[n]):
        seated = min(people, remaining[line])
        remaining[line] -= seated
        people -= seated


def polyline(points: Sequence[Point], opens: date, due: date, most: int) -> str:
    """The points of an SVG line in a box of 600 × 240, the origin at the top left."""
    span = max(1, (due - opens).days)
    places = [Point(opens, 0), *points]
    return " ".join(
        f"{600 * (one.day - opens).days / span:.1f},{240 - 240 * one.met / max(1, most):.1f}"
        for one in places
    )
