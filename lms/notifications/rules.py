"""Pure: which reminder falls on which day, what goes into the one message of a day, which way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lms.core.letters import Channel
from lms.requirements.rules import State

BEFORE_DUE = (60, 30, 14, 7)  # days
BEFORE_END = (14,)  # days before a certificate's year is over
BEFORE_CLASS = (7, 3)  # days before a class, for those who may still come
COMING = 14  # days that a leader's digest looks ahead
WEEK = 7
OPEN = frozenset({State.DUE, State.ON_THE_WAY, State.OVERDUE})


class Kind(StrEnum):
    """Why somebody is written to. The order is that of urgency: the first names the message."""

    CLASS = "class"
    OVERDUE = "overdue"
    DUE = "due"
    EXPIRING = "expiring"
    CERTIFICATE = "certificate"
    INVITATION = "invitation"
    TEAM = "team"
    COMMUNE = "commune"
    CONTENT = "content"


URGENCY = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Occasion:
    """One reason to write to somebody: what its text says, and the path it leads to."""

    kind: Kind
    facts: dict[str, str | int] = field(default_factory=dict)
    path: str = "/"


def about_duty(state: State, last_day: date, day: date) -> Kind | None:
    """Whether a duty is a reason to write on a day.

    60, 30, 14 and 7 days before the last day; once it is over, on the day after and every week.
    Whoever is trained, exempt, not bound or out of reach is left alone.
    """
    left = (last_day - day).days
    if state is State.OVERDUE:
        return Kind.OVERDUE if left < 0 and -left % WEEK == 1 else None
    return Kind.DUE if state in OPEN and left in BEFORE_DUE else None


def next_before(last_day: date, day: date) -> date | None:
    """The next day, from a day on, on which a duty's last day is a reason to write."""
    days = (last_day - timedelta(days=left) for left in BEFORE_DUE)
    return next((one for one in days if one >= day), None)


def next_after(last_day: date, day: date) -> date:
    """The next day, from a day on, on which a duty that is over is a reason to write."""
    first = last_day + timedelta(days=1)
    weeks = max(0, -(-(day - first).days // WEEK))
    return first + timedelta(days=WEEK * weeks)


def next_digest(day: date) -> date:
    """The next day, from a day on, of the digests."""
    return day + timedelta(days=-day.weekday() % WEEK)


def about_certificate(valid_to: date, day: date) -> Kind | None:
    """Whether a certificate that holds until a day is a reason to write."""
    return Kind.EXPIRING if (valid_to - day).days in BEFORE_END else None


def about_class(held_on: date, day: date, *, booked: bool, state: State | None) -> Kind | None:
    """Whether a class is a reason to write to somebody whose unit has a hall of it.

    The day before, to those with a seat; 7 and 3 days before, an invitation to those without one
    who are still to be trained.
    """
    left = (held_on - day).days
    if booked:
        return Kind.CLASS if left == 1 else None
    return Kind.INVITATION if state in OPEN and left in BEFORE_CLASS else None


def is_digest_day(day: date) -> bool:
    """Whether leaders and communes get their digest: on Mondays."""
    return day.weekday() == 0


def in_one(occasions: Iterable[Occasion]) -> list[Occasion]:
    """The reasons of a day as one message: the most urgent first, it gives the subject."""
    return sorted(occasions, key=lambda one: URGENCY[one.kind])


def way_to(channels: Sequence[Channel], phone: str | None, mail: str | None) -> tuple[Channel, str]:
    """The first way the sender knows for which there is an address; else paper."""
    addresses = {Channel.PHONE: phone, Channel.MAIL: mail}
    for channel in channels:
        if address := addresses.get(channel):
            return channel, address
    return Channel.PAPER, ""
