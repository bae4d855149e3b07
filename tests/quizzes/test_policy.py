"""The pure rules of limits: who may start, until when, what is in time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.policy import (
    GRACE_SECONDS,
    STUCK_AFTER,
    Bar,
    Extra,
    Policy,
    Timing,
    Try,
    chance,
    deadline,
    fails_in_a_row,
    is_stuck,
    timing,
    wait_over_at,
)

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
MOMENTS = st.integers(-10_000, 10_000).map(lambda seconds: NOON + seconds * SECOND)
COUNTS = st.none() | st.integers(1, 6)
POLICIES = st.builds(
    Policy,
    seconds_allowed=st.none() | st.integers(1, 7200),
    hard_limit=st.booleans(),
    opens_at=st.none() | MOMENTS,
    closes_at=st.none() | MOMENTS,
    tries_before_wait=COUNTS,
    wait_hours=st.integers(1, 72),
    most_tries=COUNTS,
)
TRIES = st.lists(st.builds(Try, MOMENTS, st.booleans()), max_size=8).map(
    lambda tries: sorted(tries, key=lambda one: one.handed_in_at)
)
EXTRAS = st.builds(Extra, st.integers(0, 60), st.integers(0, 3), st.none() | MOMENTS)


def failed(number: int) -> list[Try]:
    return [Try(NOON + hour * HOUR, passed=False) for hour in range(number)]


@given(TRIES, MOMENTS)
def test_without_limits_everybody_may_always_start(tries: list[Try], at: datetime) -> None:
    found = chance(Policy(), tries, Extra(), at)
    assert (found.may_start, found.again_at, found.tries_left) == (True, None, None)
    assert deadline(Policy(), Extra(minutes=5), at) is None


@given(POLICIES, TRIES, EXTRAS, MOMENTS)
def test_who_is_told_when_again_may_start_then(
    policy: Policy, tries: list[Try], extra: Extra, at: datetime
) -> None:
    """The moment named is a promise: nothing but another named moment or the end stands there."""
    found = chance(policy, tries, extra, at)
    assert (found.again_at is not None) == (found.bar in {Bar.NOT_OPEN, Bar.WAITING})
    if found.again_at is not None:
        assert found.again_at > at
        assert chance(policy, tries, extra, found.again_at).bar is not found.bar


@given(POLICIES, TRIES, EXTRAS, MOMENTS)
def test_the_limit_of_tries_is_never_jumped(
    policy: Policy, tries: list[Try], extra: Extra, at: datetime
) -> None:
    found = chance(policy, tries, extra, at)
    if policy.most_tries is not None and found.may_start:
        assert len(tries) < policy.most_tries + extra.tries
        assert found.tries_left == policy.most_tries + extra.tries - len(tries)


@given(POLICIES, EXTRAS, MOMENTS)
def test_no_attempt_ends_after_the_quiz_closes_or_before_its_time(
    policy: Policy, extra: Extra, at: datetime
) -> None:
    ends = deadline(policy, extra, at)
    if policy.closes_at is not None:
        assert ends is not None
        assert ends <= policy.closes_at
    elif policy.seconds_allowed is not None:
        whole = policy.seconds_allowed + 60 * extra.minutes
        assert ends == at + whole * SECOND


@given(st.none() | MOMENTS, st.booleans(), MOMENTS, st.integers(0, 5000))
def test_what_is_not_taken_stays_so(
    ends: datetime | None, hard: bool, at: datetime, later: int
) -> None:
    order = list(Timing)
    first = timing(ends, hard_limit=hard, at=at)
    second = timing(ends, hard_limit=hard, at=at + later * SECOND)
    assert order.index(first) <= order.index(second)
    assert hard or first is not Timing.NOT_TAKEN


@pytest.mark.parametrize(
    ("seconds", "hard", "expected"),
    [
        (0, True, Timing.IN_TIME),
        (1, True, Timing.LATE),
        (GRACE_SECONDS, True, Timing.LATE),
        (GRACE_SECONDS + 1, True, Timing.NOT_TAKEN),
        (GRACE_SECONDS + 1, False, Timing.LATE),
        (10**6, False, Timing.LATE),
    ],
)
def test_grace(seconds: int, hard: bool, expected: Timing) -> None:
    assert timing(NOON, hard_limit=hard, at=NOON + seconds * SECOND) is expected


def test_fails_are_counted_since_the_last_pass() -> None:
    passed = Try(NOON - HOUR, passed=True)
    assert fails_in_a_row([]) == 0
    assert fails_in_a_row([*failed(4), passed, *failed(2)]) == 2


def test_every_round_of_fails_waits_and_extra_tries_end_the_wait() -> None:
    policy = Policy(tries_before_wait=2, wait_hours=24)
    assert [wait_over_at(policy, failed(n), Extra()) for n in (0, 1, 3)] == [None] * 3
    assert wait_over_at(policy, failed(2), Extra()) == NOON + 25 * HOUR
    assert wait_over_at(policy, failed(4), Extra()) == NOON + 27 * HOUR
    spoken = Extra(tries=1, tries_at=NOON + 2 * HOUR)
    assert wait_over_at(policy, failed(2), spoken) is None
    assert wait_over_at(policy, failed(4), spoken) == NOON + 27 * HOUR


def test_who_is_stuck() -> None:
    at = NOON + 10 * HOUR

    def stuck(policy: Policy, tries: list[Try]) -> bool:
        return is_stuck(tries, chance(policy, tries, Extra(), at))

    assert not stuck(Policy(), failed(STUCK_AFTER - 1))
    assert stuck(Policy(), failed(STUCK_AFTER))
    assert stuck(Policy(most_tries=1), failed(1))
    assert stuck(Policy(tries_before_wait=1), failed(1))
    assert not stuck(Policy(most_tries=1), [Try(NOON, passed=True)])
    assert not stuck(Policy(closes_at=NOON), failed(1))
