"""How often and how long somebody may sit a quiz. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

GRACE_SECONDS = 60  # what arrives this late is still taken and marked late: networks are poor
WAIT_HOURS = 24
STUCK_AFTER = 3  # failed tests in a row; then the lessons again, and somebody calls


@dataclass(frozen=True)
class Policy:
    """The limits of a quiz version; all off by default (columns of QuizVersion)."""

    seconds_allowed: int | None = None
    hard_limit: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    tries_before_wait: int | None = None
    wait_hours: int = WAIT_HOURS
    most_tries: int | None = None

    def columns(self) -> dict[str, Any]:
        """The limits by the names of their columns."""
        return asdict(self)


@dataclass(frozen=True)
class Try:
    """An earlier test: when it was handed in, and whether it was passed."""

    handed_in_at: datetime
    passed: bool


@dataclass(frozen=True)
class Extra:
    """What was given to one person beyond the policy; `tries_at` is when tries were last given."""

    minutes: int = 0
    tries: int = 0
    tries_at: datetime | None = None


class Bar(StrEnum):
    """Why nobody may start a test now."""

    NOT_OPEN = "not_open"
    CLOSED = "closed"
    WAITING = "waiting"
    USED_UP = "used_up"


@dataclass(frozen=True)
class Chance:
    """Whether somebody may start a test now; if not, why, and when again if that is known."""

    bar: Bar | None
    again_at: datetime | None
    tries_left: int | None

    @property
    def may_start(self) -> bool:
        """Whether nothing stands in the way."""
        return self.bar is None


def chance(policy: Policy, tries: Sequence[Try], extra: Extra, at: datetime) -> Chance:
    """Whether a test may be started at a moment; `tries` are the earlier ones, oldest first.

    Of several reasons the one counts that time alone does not lift.
    """
    left = tries_left(policy, len(tries), extra)
    waits_until = wait_over_at(policy, tries, extra)
    if policy.closes_at is not None and at >= policy.closes_at:
        return Chance(Bar.CLOSED, None, left)
    if left == 0:
        return Chance(Bar.USED_UP, None, left)
    if policy.opens_at is not None and at < policy.opens_at:
        return Chance(Bar.NOT_OPEN, policy.opens_at, left)
    if waits_until is not None and at < waits_until:
        return Chance(Bar.WAITING, waits_until, left)
    return Chance(None, None, left)


def tries_left(policy: Policy, made: int, extra: Extra) -> int | None:
    """How many tests somebody may still start; None when there is no limit."""
    return None if policy.most_tries is None else max(0, policy.most_tries + extra.tries - made)


def fails_in_a_row(tries: Sequence[Try]) -> int:
    """How many of the latest tests were not passed, one after the other."""
    fails = 0
    for one in reversed(tries):
        if one.passed:
            break
        fails += 1
    return fails


def wait_over_at(policy: Policy, tries: Sequence[Try], extra: Extra) -> datetime | None:
    """Until when somebody waits after a round of failed tests; None when there is no wait.

    Tries given to a person after their last test end the wait: somebody has spoken with them.
    """
    fails = fails_in_a_row(tries)
    if not policy.tries_before_wait or not fails or fails % policy.tries_before_wait:
        return None
    last = tries[-1].handed_in_at
    if extra.tries_at is not None and extra.tries_at >= last:
        return None
    return last + timedelta(hours=policy.wait_hours)


def is_stuck(tries: Sequence[Try], found: Chance) -> bool:
    """Whether somebody needs a hand: failed time and again, or failed and may not go on now."""
    fails = fails_in_a_row(tries)
    return fails >= STUCK_AFTER or (fails > 0 and found.bar in {Bar.WAITING, Bar.USED_UP})


def deadline(policy: Policy, extra: Extra, started_at: datetime) -> datetime | None:
    """Until when an attempt may be answered: its time, but never after the quiz closes."""
    ends = [] if policy.closes_at is None else [policy.closes_at]
    if policy.seconds_allowed is not None:
        seconds = policy.seconds_allowed + 60 * extra.minutes
        ends.append(started_at + timedelta(seconds=seconds))
    return min(ends, default=None)


class Timing(StrEnum):
    """How something that arrives for an attempt lies to its deadline."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_TAKEN = "not_taken"


def timing(ends_at: datetime | None, *, hard_limit: bool, at: datetime) -> Timing:
    """Whether what arrives at a moment is in time, taken and marked late, or not taken.

    After a soft limit everything is taken. After a hard one, what comes within GRACE_SECONDS is.
    """
    if ends_at is None or at <= ends_at:
        return Timing.IN_TIME
    if not hard_limit or at <= ends_at + timedelta(seconds=GRACE_SECONDS):
        return Timing.LATE
    return Timing.NOT_TAKEN
