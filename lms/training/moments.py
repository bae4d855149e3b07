"""When the quizzes of a class are sat. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

DAYS_AFTER = 30  # a quiz sat much later measures something else than the class


class Moment(StrEnum):
    """When a quiz of a class is sat."""

    BEFORE = "before"
    AFTER = "after"

    def is_open(self, held_on: date, day: date) -> bool:
        """Before: until the day of the class; after: from that day on, for a month."""
        if self is Moment.BEFORE:
            return day <= held_on
        return held_on <= day <= held_on + timedelta(days=DAYS_AFTER)

    def may_be_chosen(self, held_on: date, day: date) -> bool:
        """Whether there is still a day on which it can be sat."""
        last = held_on if self is Moment.BEFORE else held_on + timedelta(days=DAYS_AFTER)
        return day <= last
