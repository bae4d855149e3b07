"""The months of a year, each with the day whose map it is drawn on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.core.report_days import report_days


@dataclass(frozen=True)
class Month:
    """A month and the day whose map it is drawn on: its last one, or today while it runs."""

    year: int
    number: int
    since: date
    until: date
    map_day: date


@dataclass(frozen=True)
class Days:
    """A year's months that have begun, and which of them is looked at; none: the whole year.

    In front of `counted` stands the December before, to compare January with.
    """

    year: int
    counted: Sequence[Month]
    month: Month | None

    @property
    def months(self) -> Sequence[Month]:
        """The months of the year."""
        return self.counted[1:]

    @property
    def asked(self) -> Sequence[Month]:
        """The months looked at."""
        return [self.month] if self.month else self.months

    @property
    def before(self) -> Month:
        """The month before the first one looked at."""
        return self.counted[self.counted.index(self.asked[0]) - 1]

    @property
    def since(self) -> date:
        """The first day looked at."""
        return self.asked[0].since

    @property
    def map_day(self) -> date:
        """The last day looked at: its map names the units."""
        return self.asked[-1].map_day

    @property
    def number(self) -> int:
        """For links: the number of the month, 0 for the whole year."""
        return self.month.number if self.month else 0


def months_of(year: int, today: date) -> list[Month]:
    """The months of a year that have begun, the December before in front: to compare with."""
    found = (_month(year, number, today) for number in range(13))
    return [one for one in found if one.since <= today]


def _month(year: int, number: int, today: date) -> Month:
    since, until = report_days(year, number, 1, decree=False)
    return Month(since.year, since.month, since, until, min(until, today))
