"""Which day is a reason to write, one message a day, which way; all pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.letters import Channel
from lms.notifications.rules import (
    BEFORE_DUE,
    OPEN,
    URGENCY,
    Kind,
    Occasion,
    about_certificate,
    about_class,
    about_duty,
    in_one,
    is_digest_day,
    next_after,
    next_before,
    next_digest,
    way_to,
)
from lms.requirements.rules import State

LAST = date(2026, 12, 31)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
KINDS = st.lists(st.sampled_from(Kind), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("state", "day", "kind"),
    [
        (State.DUE, date(2026, 11, 1), Kind.DUE),
        (State.ON_THE_WAY, date(2026, 12, 1), Kind.DUE),
        (State.DUE, date(2026, 12, 2), None),
        (State.DUE, date(2026, 12, 24), Kind.DUE),
        (State.DUE, LAST, None),
        (State.OVERDUE, date(2027, 1, 1), Kind.OVERDUE),
        (State.OVERDUE, date(2027, 1, 2), None),
        (State.OVERDUE, date(2027, 1, 8), Kind.OVERDUE),
        (State.MET, date(2026, 12, 1), None),
        (State.EXEMPT, date(2026, 12, 1), None),
        (State.NOT_BOUND, date(2026, 12, 1), None),
        (State.UNREACHABLE, date(2026, 12, 1), None),
    ],
)
def test_a_duty(state: State, day: date, kind: Kind | None) -> None:
    assert about_duty(state, LAST, day) is kind


@given(st.sampled_from(State), DAYS, DAYS)
def test_only_who_is_still_to_be_trained_is_reminded(
    state: State, last_day: date, day: date
) -> None:
    if about_duty(state, last_day, day) is not None:
        assert state in OPEN


@given(DAYS, DAYS)
def test_the_next_day_is_one_and_none_lies_between(last_day: date, day: date) -> None:
    before = next_before(last_day, day)
    until = before or last_day
    between = [day + timedelta(days=n) for n in range(max(0, (until - day).days))]
    assert all(about_duty(State.DUE, last_day, one) is None for one in between)
    assert before is None or about_duty(State.DUE, last_day, before) is Kind.DUE
    after = next_after(last_day, day)
    assert after >= day
    assert about_duty(State.OVERDUE, last_day, after) is Kind.OVERDUE
    assert after - timedelta(days=7) < max(day, last_day + timedelta(days=1))
    digest = next_digest(day)
    assert is_digest_day(digest)
    assert timedelta() <= digest - day < timedelta(days=7)


def test_as_many_reminders_as_the_rule_says() -> None:
    year = [LAST - timedelta(days=n) for n in range(365)]
    told = [day for day in year if about_duty(State.DUE, LAST, day)]
    assert len(told) == len(BEFORE_DUE)


def test_a_class() -> None:
    held = date(2026, 12, 10)
    eve, week = held - timedelta(days=1), held - timedelta(days=7)
    assert about_class(held, eve, booked=True, state=State.DUE) is Kind.CLASS
    assert about_class(held, eve, booked=True, state=State.MET) is Kind.CLASS
    assert about_class(held, week, booked=True, state=State.DUE) is None
    assert about_class(held, week, booked=False, state=State.DUE) is Kind.INVITATION
    assert about_class(held, week, booked=False, state=State.MET) is None
    assert about_class(held, eve, booked=False, state=State.DUE) is None
    assert about_class(held, held, booked=True, state=State.DUE) is None


def test_a_certificate() -> None:
    assert about_certificate(LAST, date(2026, 12, 17)) is Kind.EXPIRING
    assert about_certificate(LAST, date(2026, 12, 18)) is None


@given(KINDS)
def test_one_message_keeps_every_reason_and_the_most_urgent_leads(kinds: list[Kind]) -> None:
    ordered = in_one(Occasion(kind) for kind in kinds)
    assert sorted(one.kind for one in ordered) == sorted(kinds)
    assert ordered[0].kind is min(kinds, key=lambda kind: URGENCY[kind])


@given(
    st.lists(st.sampled_from([Channel.PHONE, Channel.MAIL]), unique=True),
    st.sampled_from([None, "+84912345678"]),
    st.sampled_from([None, "a@b.vn"]),
)
def test_paper_only_when_nothing_else_goes(
    channels: list[Channel], phone: str | None, mail: str | None
) -> None:
    channel, address = way_to(channels, phone, mail)
    known = {Channel.PHONE: phone, Channel.MAIL: mail}
    possible = [one for one in channels if known[one]]
    assert channel is (possible[0] if possible else Channel.PAPER)
    assert address == (known.get(channel) or "")
