"""The periods an office reports on: months, quarters, half and whole years. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.report_days import report_days


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
    opens, closes = report_days(year, last_month, length, decree=decree)
    return Period(opens, closes, kind, number, year)


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
