"""Months, quarters and years of reports, by the calendar or by the decree. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.report_days import report_days


class Grouping(StrEnum):
    """What the sums of classes are grouped by."""

    CLASS = "class"
    TOPIC = "topic"
    ORGANISER = "organiser"
    UNIT = "unit"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Closing(StrEnum):
    """When periods end: with the calendar, or on the 14th (NĐ 09/2019/NĐ-CP, điều 12)."""

    CALENDAR = "calendar"
    DECREE = "decree"


MONTHS = {Grouping.MONTH: 1, Grouping.QUARTER: 3, Grouping.YEAR: 12}
MOST = 400  # periods in one table


@dataclass(frozen=True)
class Period:
    """A month, quarter or year: its number within the year (1 for a year), first and last day."""

    length: Grouping
    year: int
    number: int
    since: date
    until: date

    @property
    def short(self) -> str:
        """`T3`, `III` or `2026`, for links."""
        if self.length is Grouping.YEAR:
            return str(self.year)
        roman = ("I", "II", "III", "IV")
        return roman[self.number - 1] if self.length is Grouping.QUARTER else f"T{self.number}"

    @property
    def title(self) -> str:
        """`Tháng 3/2026`, `Quý I/2026` or `Năm 2026`, as offices write them."""
        if self.length is Grouping.YEAR:
            return f"Năm {self.year}"
        kind = "Quý" if self.length is Grouping.QUARTER else "Tháng"
        number = self.short if self.length is Grouping.QUARTER else str(self.number)
        return f"{kind} {number}/{self.year}"


def period(length: Grouping, year: int, number: int, closing: Closing) -> Period:
    """One period. By the decree it runs from the 15th of the month before to the 14th."""
    months = MONTHS[length]
    decree = closing is Closing.DECREE
    since, until = report_days(year, number * months, months, decree=decree)
    return Period(length, year, number, since, until)


def periods(length: Grouping, since: date, until: date, closing: Closing) -> list[Period]:
    """The periods that have a day from `since` to `until`, the ends cut off to these days."""
    return [
        Period(one.length, one.year, one.number, max(one.since, since), min(one.until, until))
        for one in _all(length, since.year, until.year + 1, closing)
        if one.since <= until and one.until >= since
    ][:MOST]


def of_year(year: int, closing: Closing) -> list[Period]:
    """The year itself, its quarters and its months: ready links."""
    return [
        period(length, year, number, closing)
        for length in (Grouping.YEAR, Grouping.QUARTER, Grouping.MONTH)
        for number in range(1, 12 // MONTHS[length] + 1)
    ]


def year_of(day: date, closing: Closing) -> int:
    """The year of report a day lies in."""
    end = period(Grouping.YEAR, day.year, 1, closing).until
    return day.year + (day > end)


def _all(length: Grouping, first: int, last: int, closing: Closing) -> Iterator[Period]:
    for year in range(first, last + 1):
        for number in range(1, 12 // MONTHS[length] + 1):
            yield period(length, year, number, closing)
