"""When something on a phone happened, and whether a test sat there counts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from courses.offline.rules import Fate, Kind, Malformed, fate_of_attempt, read_events, settled

NOON = datetime(2026, 3, 5, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ms(moment: datetime) -> float:
    return moment.timestamp() * 1000


def test_the_clock_of_the_phone_is_set_right() -> None:
    """It goes three hours late; what it calls an hour ago was an hour ago."""
    late = NOON - 3 * HOUR
    body = {
        "now": ms(late),
        "events": [
            {"id": str(uuid4()), "kind": "attempt", "subject": str(uuid4()), "at": ms(late - HOUR),
             "began": ms(late - 2 * HOUR), "answers": {"1": {"fields": "option=2", "at": ms(late)}}}
        ],
    }  # fmt: skip
    [(sent, said)] = read_events(body, NOON)
    assert sent.kind is Kind.ATTEMPT
    assert (sent.began_at, sent.happened_at) == (NOON - 2 * HOUR, NOON - HOUR)
    assert sent.answers[1].at == NOON
    assert said["id"] == str(sent.id)


def one(**changed: Any) -> dict[str, Any]:
    """A sending with one event."""
    event = {"id": str(uuid4()), "kind": "reading", "subject": str(uuid4()), "at": 0}
    return {"now": 0, "events": [{**event, **changed}]}


@pytest.mark.parametrize(
    "body",
    [None, {}, {"now": 0}, {"now": "x", "events": []}, one(id="no"), one(kind="gift"),
     one(at=1e99), one(answers={"x": {}}), one(answers={"1": {"fields": "a"}}), one(answers=[1])],
)  # fmt: skip
def test_what_is_malformed_is_refused_whole(body: Any) -> None:
    with pytest.raises(Malformed):
        read_events(body, NOON)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOON - 2 * HOUR, NOON - 2 * HOUR),
        (NOON - 9 * HOUR, NOON - 8 * HOUR),  # before the questions were given out
        (NOON + HOUR, NOON),  # in the future
    ],
)
def test_a_moment_lies_where_it_can_lie(moment: datetime, expected: datetime) -> None:
    assert settled(moment, not_before=NOON - 8 * HOUR, received_at=NOON) == expected


@pytest.mark.parametrize(
    ("facts", "fate"),
    [
        ({}, Fate.TAKEN),
        ({"is_used": True, "withdrawn_at": NOON - HOUR}, Fate.USED),
        ({"withdrawn_at": NOON - HOUR}, Fate.WITHDRAWN),
        ({"withdrawn_at": NOON + HOUR}, Fate.TAKEN),  # begun before it was withdrawn
        ({"has_unread": True}, Fate.UNREAD),
        ({"may_start": False}, Fate.BARRED),
    ],
)
def test_the_first_reason_is_told(facts: dict[str, Any], fate: Fate) -> None:
    plain: dict[str, Any] = {
        "is_used": False, "withdrawn_at": None, "has_unread": False, "may_start": True,
    }  # fmt: skip
    assert fate_of_attempt(NOON, **{**plain, **facts}) is fate
