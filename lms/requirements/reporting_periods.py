"""The periods of an office's reports: months, quarters, half and whole years, by either rule. Pure.

By the calendar, or as in NĐ 09/2019/NĐ-CP (điều 12): from the 15th of the month before to the 14th
of the last month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CLOSES_ON = 14  # of the last month, by the decree


class Kind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


LAST_MONTHS = {
    Kind.MONTH: range(1, 13),
    Kind.QUARTER: (3, 6, 9, 12),
    Kind.HALF: (6,),
    Kind.NINE_MONTHS: (9,),
    Kind.YEAR: (12,),
}
LENGTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.NINE_MONTHS: 9, Kind.YEAR: 12}


@dataclass(frozen=True)
class Period:
    """The first and the last day of a report; `number` counts months or quarters."""

    opens: date
    closes: date
    kind: Kind | None = None
    number: int = 1
    year: int = 0


def period(year: int, kind: Kind, last_month: int, *, decree: bool) -> Period:
    """The period of a kind that ends with a month of a year."""
    length = LENGTHS[kind]
    number = last_month // length if kind in {Kind.MONTH, Kind.QUARTER} else 1
    first, after = _first(year, last_month - length + 1), _first(year, last_month + 1)
    if decree:
        back = _first(year, last_month - length)
        return Period(
            back.replace(day=CLOSES_ON + 1),
            date(year, last_month, CLOSES_ON),
            kind, number, year,
        )  # fmt: skip
    return Period(first, after - timedelta(days=1), kind, number, year)


def _first(year: int, month: int) -> date:
    """The first day of a month; month 0 is last December, 13 next January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def periods_of(year: int, *, decree: bool) -> list[Period]:
    """The periods an office reports on in a year, the longest first."""
    kinds = (Kind.YEAR, Kind.NINE_MONTHS, Kind.HALF, Kind.QUARTER, Kind.MONTH)
    return [period(year, kind, m, decree=decree) for kind in kinds for m in LAST_MONTHS[kind]]


def named(opens: date, closes: date) -> Period:
    """A period with its name, if it is one that offices report on."""
    for decree in (False, True):
        for one in periods_of(closes.year, decree=decree):
            if (one.opens, one.closes) == (opens, closes):
                return one
    return Period(opens, closes)
