"""Pure: when a message may go out, and when one that did not get through is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from lms.core.clock import ZONE

TRIED_FOR = timedelta(hours=24)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(hours=4)


@dataclass(frozen=True)
class Quiet:
    """The hours of Việt Nam in which nobody is written to: `since <= clock < until`.

    They may run over midnight (21:00 to 07:00); equal ends mean that there are none.
    """

    since: time
    until: time

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies in the quiet hours."""
        clock = at.astimezone(ZONE).time().replace(tzinfo=None)
        if self.since <= self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until

    def first_moment(self, at: datetime) -> datetime:
        """The instant itself, or the end of the quiet hours it lies in."""
        if not self.holds(at):
            return at
        here = at.astimezone(ZONE)
        end = datetime.combine(here.date(), self.until, ZONE)
        return (end if end > here else end + timedelta(days=1)).astimezone(at.tzinfo)


def read_clock(text: str) -> time:
    """`21:00` as a time. Raises ValueError."""
    return time.fromisoformat(text.strip()).replace(tzinfo=None)


def next_try(attempts: int, at: datetime, not_before: datetime) -> datetime | None:
    """When to try again after so many attempts; None when it has been tried for 24 hours.

    10, 20, 40 … minutes, at most 4 hours: a mail server that is down for a night is waited for.
    """
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempts - 1, 10)))
    again = at + pause
    return again if again - not_before <= TRIED_FOR else None


def is_too_late(at: datetime, not_before: datetime) -> bool:
    """Whether a message lay so long that it no longer fits the day it was written for."""
    return at - not_before > TRIED_FOR
