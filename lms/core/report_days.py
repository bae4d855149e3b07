"""The days of an office's periods of report. Pure.

By the calendar, or as in NĐ 09/2019/NĐ-CP (điều 12): from the 15th of the month before a period to
the 14th of its last month.
"""

from __future__ import annotations

from datetime import date, timedelta

CLOSES_ON = 14  # of the last month, by the decree


def report_days(year: int, last_month: int, months: int, *, decree: bool) -> tuple[date, date]:
    """First and last day of the period of so many months that ends with a month of a year."""
    if decree:
        before = _first_of(year, last_month - months)
        return before.replace(day=CLOSES_ON + 1), date(year, last_month, CLOSES_ON)
    after = _first_of(year, last_month + 1)
    return _first_of(year, last_month - months + 1), after - timedelta(days=1)


def _first_of(year: int, month: int) -> date:
    """The first day of a month; 0 is December of the year before, 13 January of the next."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
