"""Pure decisions about what comes from a phone: when it happened, and whether it counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

MOST_EVENTS = 50  # in one sending; the phone sends the rest with the next one
MOST_ANSWERS = 200
LONGEST_ANSWER = 8_000  # letters of the fields of one answer
OLDEST = timedelta(days=60)  # what lies longer on a phone counts from when it arrives, less this


class Kind(StrEnum):
    """What was done without network."""

    READING = "reading"
    ATTEMPT = "attempt"


class Fate(StrEnum):
    """What came of it."""

    TAKEN = "taken"
    USED = "used"  # these questions were answered before, on this phone or another
    WITHDRAWN = "withdrawn"  # the version was taken back before it was begun
    UNREAD = "unread"  # lessons are still to be read
    BARRED = "barred"  # no try was left, or the quiz was closed, when it was begun
    UNKNOWN = "unknown"  # no such lesson or questions for this person


COUNTED = frozenset({Fate.TAKEN})


@dataclass(frozen=True)
class Answer:
    """The fields of an answer's form and when it was given."""

    fields: str
    at: datetime


@dataclass(frozen=True)
class Sent:
    """One thing a phone sends; its moments are by the server's clock already."""

    id: UUID
    kind: Kind
    subject: UUID
    began_at: datetime
    happened_at: datetime
    answers: Mapping[int, Answer] = field(default_factory=dict)


class Malformed(Exception):
    """A sending that no page of ours made."""


def read_events(body: Any, received_at: datetime) -> list[tuple[Sent, dict[str, Any]]]:
    """The events of a sending, each with what the phone said. Raises Malformed.

    `now` is the phone's clock at sending: how far it is off from ours is taken off every moment.
    """
    try:
        skew = received_at - _moment(body["now"])
        events = body["events"][:MOST_EVENTS]
        return [(_event(one, skew), one) for one in events]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise Malformed(str(error)) from None


def _event(one: Mapping[str, Any], skew: timedelta) -> Sent:
    answers = one.get("answers") or {}
    if len(answers) > MOST_ANSWERS or len(json.dumps(answers)) > MOST_ANSWERS * LONGEST_ANSWER:
        raise ValueError("too many answers")
    ended = _moment(one["at"]) + skew
    return Sent(
        id=UUID(one["id"]),
        kind=Kind(one["kind"]),
        subject=UUID(one["subject"]),
        began_at=_moment(one.get("began", one["at"])) + skew,
        happened_at=ended,
        answers={int(place): _answer(given, skew) for place, given in answers.items()},
    )


def _answer(given: Mapping[str, Any], skew: timedelta) -> Answer:
    return Answer(str(given["fields"])[:LONGEST_ANSWER], _moment(given["at"]) + skew)


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def settled(moment: datetime, *, not_before: datetime, received_at: datetime) -> datetime:
    """When something happened: never before it was possible, after it arrived, or too long ago."""
    return min(max(moment, not_before, received_at - OLDEST), received_at)


def fate_of_attempt(
    began_at: datetime,
    *,
    is_used: bool,
    withdrawn_at: datetime | None,
    has_unread: bool,
    may_start: bool,
) -> Fate:
    """Whether a test sat without network counts; of several reasons the first one is told.

    A version withdrawn while the test was being sat lets it count: it was begun in good faith.
    """
    if is_used:
        return Fate.USED
    if withdrawn_at is not None and withdrawn_at <= began_at:
        return Fate.WITHDRAWN
    if has_unread:
        return Fate.UNREAD
    return Fate.TAKEN if may_start else Fate.BARRED
