"""When published content is to be read again. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

SOON = 14  # days before it is due


def due_on(since: date, months: int) -> date:
    """The same day so many months later; the last of a shorter month: 30/11 and 3 is 28/02."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))


def comes_due(due: date, day: date) -> bool:
    """Whether it is due, or will be within a fortnight."""
    return due <= day + timedelta(days=SOON)


def is_day_to_write(due: date, day: date) -> bool:
    """Whether to remind of it on a day: a fortnight before, then, and every fortnight after."""
    return comes_due(due, day) and (day - due).days % SOON == 0
