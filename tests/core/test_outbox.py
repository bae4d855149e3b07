"""Messages wait, are claimed, go out at most once, are tried again for a day; quiet at night."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.core import posting
from lms.core.clock import ZONE
from lms.core.db import db, new_id
from lms.core.gateway import GatewaySender
from lms.core.letters import Channel, Letter, NotSent, Sender, Trouble
from lms.core.mail import MailSender
from lms.core.outbox import Draft, Message, MessageState, put
from lms.core.posting import send_waiting
from lms.core.senders import FileSender, NoSender, sender_of
from lms.core.sending_times import TRIED_FOR, Quiet, next_try, read_clock
from lms.settings import Settings, WrongSetting
from tests.core.servers import gateway, mail_server

NIGHT = Quiet(time(21), time(7))
NEVER = Quiet(time(0), time(0))
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
DAY = date(2026, 11, 24)
MOMENTS = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CLOCKS = st.times()


@given(MOMENTS, CLOCKS, CLOCKS)
def test_the_first_moment_is_never_quiet_nor_earlier_nor_a_day_later(
    at: datetime, since: time, until: time
) -> None:
    quiet = Quiet(since, until)
    first = quiet.first_moment(at)
    assert not quiet.holds(first)
    assert timedelta() <= first - at < timedelta(days=1)
    assert (first == at) == (not quiet.holds(at))


@given(MOMENTS)
def test_the_night_runs_over_midnight(at: datetime) -> None:
    hour = at.astimezone(ZONE).hour
    assert NIGHT.holds(at) == (hour >= 21 or hour < 7)
    assert not NEVER.holds(at)


def test_the_ends_of_the_night() -> None:
    for clock, quiet in (("20:59", False), ("21:00", True), ("06:59", True), ("07:00", False)):
        at = datetime.combine(DAY, read_clock(clock), ZONE)
        assert NIGHT.holds(at) is quiet, clock
    late = datetime(2026, 11, 24, 23, tzinfo=ZONE)
    assert NIGHT.first_moment(late) == datetime(2026, 11, 25, 7, tzinfo=ZONE)


@given(st.integers(1, 40), st.integers(0, 200))
def test_it_is_tried_for_a_day_and_no_longer(attempts: int, waited: int) -> None:
    at = NOON + timedelta(minutes=10 * waited)
    again = next_try(attempts, at, NOON)
    if again is not None:
        assert timedelta(minutes=10) <= again - at <= timedelta(hours=4)
        assert again - NOON <= TRIED_FOR


def a_draft(channel: Channel = Channel.MAIL, address: str = "lan@example.vn") -> Draft:
    return Draft(
        new_id(), None, channel, address, "due", DAY, "Còn 30 ngày", "Chào chị Lan,\n.\nHọc nhé.",
        "due", {"name": "Lan"},
    )  # fmt: skip


def waiting(*drafts: Draft) -> list[UUID]:
    put(drafts or [a_draft()], not_before=NOON, at=NOON)
    db.session.commit()
    return [row.id for row in db.session.query(Message).order_by(Message.id)]


def run(sender: Sender, at: datetime = NOON, quiet: Quiet = NEVER, limit: int = 99) -> None:
    send_waiting(sender, quiet, clock=lambda: at, limit=limit)


def states() -> list[tuple[str, str | None]]:
    db.session.expire_all()
    rows = db.session.query(Message).order_by(Message.id)
    return [(str(row.state), row.last_error and str(row.last_error)) for row in rows]


def mailer(port: int, **more: object) -> MailSender:
    plain = MailSender("127.0.0.1", port, "so@example.vn", "none", "", "", seconds=1)
    return replace(plain, **more)  # type: ignore[arg-type]


class Counting:
    """Counts what it is given, and fails as told."""

    channels = (Channel.MAIL,)

    def __init__(self, *troubles: NotSent | None) -> None:
        self.troubles = list(troubles)
        self.taken: list[Letter] = []

    def send(self, letter: Letter) -> None:
        """Take a letter."""
        self.taken.append(letter)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble


DOWN = NotSent(Trouble.UNREACHABLE, permanent=False)


def test_a_second_run_writes_no_second_message(app: Flask) -> None:
    draft = a_draft()
    assert put([draft], not_before=NOON, at=NOON) == 1
    assert put([draft, a_draft()], not_before=NOON, at=NOON) == 1
    assert db.session.query(Message).count() == 2


def test_it_goes_out_once(app: Flask) -> None:
    waiting()
    sender = Counting()
    run(sender)
    run(sender, NOON + timedelta(hours=1))
    assert len(sender.taken) == 1
    assert states() == [("sent", None)]


def test_not_before_its_time_and_not_at_night(app: Flask) -> None:
    waiting()
    sender = Counting()
    run(sender, NOON - timedelta(minutes=1))
    run(sender, datetime(2026, 11, 24, 23, tzinfo=ZONE), NIGHT)
    assert sender.taken == []
    assert states() == [("waiting", None)]


def test_a_run_stops_when_the_night_begins(app: Flask) -> None:
    waiting(a_draft(), a_draft())
    evening = datetime(2026, 11, 24, 20, 59, tzinfo=ZONE)
    moments = iter([evening] * 3 + [evening + timedelta(minutes=2)] * 9)
    sender = Counting()
    send_waiting(sender, NIGHT, clock=lambda: next(moments), limit=9)
    assert len(sender.taken) == 1


def test_no_more_than_the_limit(app: Flask) -> None:
    waiting(a_draft(), a_draft())
    run(sender := Counting(), limit=1)
    assert len(sender.taken) == 1


def test_without_an_address_it_is_kept_to_be_told(app: Flask) -> None:
    waiting(a_draft(Channel.PAPER, ""))
    run(sender := Counting())
    assert (sender.taken, states()) == ([], [("held", "no_address")])


def test_without_a_channel_it_is_kept(app: Flask) -> None:
    waiting()
    run(NoSender())
    assert states() == [("held", "no_channel")]


def test_trouble_is_tried_again_for_a_day_then_given_up(app: Flask) -> None:
    waiting()
    sender = Counting(*[DOWN] * 99)
    at = NOON
    while at < NOON + timedelta(hours=30):
        run(sender, at)
        at += timedelta(minutes=10)
    assert states() == [("given_up", "unreachable")]
    assert 8 <= len(sender.taken) <= 14
    run(sender, at)
    assert states() == [("given_up", "unreachable")]


def test_a_refusal_is_final(app: Flask) -> None:
    waiting()
    sender = Counting(NotSent(Trouble.REFUSED, permanent=True))
    run(sender)
    run(sender, NOON + timedelta(hours=1))
    assert (len(sender.taken), states()) == (1, [("failed", "refused")])


def test_a_run_ends_when_the_other_side_is_down(app: Flask) -> None:
    waiting(*(a_draft() for _ in range(6)))
    run(sender := Counting(*[DOWN] * 9))
    assert len(sender.taken) == posting.ENOUGH_TROUBLE


def test_killed_while_sending_it_is_never_sent_again(app: Flask) -> None:
    waiting()

    class Killed(BaseException):
        """As if the power went."""

    class Dies(Counting):
        def send(self, letter: Letter) -> None:
            """Send, then die before anybody can write it down."""
            super().send(letter)
            raise Killed

    with pytest.raises(Killed):
        run(first := Dies())
    assert states() == [("sending", None)]
    run(second := Counting())
    run(second, NOON + timedelta(hours=2))
    assert (len(first.taken), second.taken) == (1, [])
    assert states() == [("given_up", "broken_off")]


def test_while_a_sender_waits_nothing_of_the_database_is_held(app: Flask) -> None:
    """A mail server that hangs may hold a run up, never a page that writes."""
    waiting()

    class Waits(Counting):
        def send(self, letter: Letter) -> None:
            """Look whether a transaction is open."""
            assert not db.session().in_transaction()
            super().send(letter)

    run(sender := Waits())
    assert len(sender.taken) == 1


def test_two_processes_never_take_the_same_one(app: Flask) -> None:
    (one,) = waiting()
    assert [posting.claim(one, at=NOON), posting.claim(one, at=NOON)] == [True, False]


def test_what_lay_too_long_is_not_sent(app: Flask) -> None:
    waiting()
    run(sender := Counting(), NOON + timedelta(hours=25))
    assert (sender.taken, states()) == ([], [("given_up", "too_late")])


def test_a_file_a_message_whole_and_always_the_same(app: Flask, tmp_path: Path) -> None:
    mail, phone = waiting(a_draft(), a_draft(Channel.PHONE, "+84912345678"))
    run(FileSender(tmp_path / "outbox", "so@example.vn"))
    names = sorted(path.name for path in (tmp_path / "outbox").iterdir())
    assert names == sorted([f"20261124-{mail}.eml", f"20261124-{phone}.txt"])
    text = (tmp_path / "outbox" / f"20261124-{mail}.eml").read_bytes()
    read = email.message_from_bytes(text, policy=email.policy.default)
    assert (read["To"], read["Subject"]) == ("lan@example.vn", "Còn 30 ngày")
    assert "Học nhé." in read.get_content()
    assert states() == [("sent", None)] * 2


def test_a_folder_that_cannot_be_written_is_tried_again(app: Flask, tmp_path: Path) -> None:
    waiting()
    (tmp_path / "outbox").write_text("in the way")
    run(FileSender(tmp_path / "outbox", "so@example.vn"))
    assert states() == [("waiting", "unreachable")]


def test_mail_arrives_whole(app: Flask) -> None:
    waiting()
    with mail_server() as server:
        run(mailer(server.port))
    read = email.message_from_bytes(server.taken[0], policy=email.policy.default)
    assert read["To"] == "lan@example.vn"
    assert "Chào chị Lan," in read.get_content()
    assert states() == [("sent", None)]


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ({"replies": {"RCPT": "550 nobody"}}, ("failed", "refused")),
        ({"replies": {"RCPT": "450 busy"}}, ("waiting", "refused_for_now")),
        ({"replies": {"MAIL": "550 not you"}}, ("waiting", "refused_for_now")),
        ({"replies": {"DATA": "451 later"}}, ("waiting", "refused_for_now")),
        ({"replies": {"TEXT": "554 spam"}}, ("failed", "refused")),
        ({"replies": {"TEXT": "452 full"}}, ("waiting", "refused_for_now")),
        ({"hangs_at": "EHLO"}, ("waiting", "unreachable")),
        ({"hangs_at": "RCPT"}, ("waiting", "unreachable")),
        ({"hangs_at": "TEXT"}, ("failed", "unclear")),
    ],
)
def test_what_a_mail_server_says(
    app: Flask, says: dict[str, object], state: tuple[str, str]
) -> None:
    """Whatever it says: run again and again, never a second copy of what it may have taken."""
    waiting()
    with mail_server(**says) as server:
        run(mailer(server.port))
        assert states() == [state]
        server.replies, server.hangs_at = {}, ""
        for hours in range(1, 30):
            run(mailer(server.port), NOON + timedelta(hours=hours))
    assert len(server.taken) <= (2 if "TEXT" in str(says.get("replies")) else 1)


def test_no_mail_server_at_all(app: Flask) -> None:
    waiting()
    run(mailer(1))
    assert states() == [("waiting", "unreachable")]


def test_a_wrong_password_of_ours_is_not_the_persons_fault(app: Flask) -> None:
    waiting()
    with mail_server() as server:  # offers no AUTH
        run(mailer(server.port, user="so", password="x"))
        assert states() == [("waiting", "unreachable")]
        run(mailer(server.port, tls="starttls"), NOON + timedelta(hours=1))
    assert states()[0][0] == "waiting"


def test_a_gateway_gets_what_zalo_needs(app: Flask) -> None:
    (one,) = waiting(a_draft(Channel.PHONE, "+84912345678"))
    with gateway() as there:
        run(GatewaySender(f"http://127.0.0.1:{there.port}/send", "abc", seconds=1))
    ((headers, body),) = there.taken
    assert headers["Authorization"] == "Bearer abc"
    assert headers["Idempotency-Key"] == body["id"] == str(one)
    assert (body["to"], body["template"]) == ("+84912345678", "due")
    assert body["parameters"] == {"name": "Lan"}
    assert states() == [("sent", None)]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, ("failed", "refused")),
        (429, ("waiting", "refused_for_now")),
        (503, ("waiting", "refused_for_now")),
        (0, ("failed", "unclear")),
    ],
)
def test_what_a_gateway_answers(app: Flask, status: int, state: tuple[str, str]) -> None:
    waiting(a_draft(Channel.PHONE, "+84912345678"))
    with gateway(status) as there:
        run(GatewaySender(f"http://127.0.0.1:{there.port}", "", seconds=1))
    assert states() == [state]


def test_a_gateway_that_is_not_there(app: Flask) -> None:
    waiting(a_draft(Channel.PHONE, "+84912345678"))
    run(GatewaySender("http://127.0.0.1:1/", "", seconds=1))
    assert states() == [("waiting", "unreachable")]


def test_the_settings_name_the_sender() -> None:
    named = {
        "none": NoSender, "file": FileSender, "smtp": MailSender, "gateway": GatewaySender,
    }  # fmt: skip
    for name, kind in named.items():
        assert isinstance(sender_of(Settings(sender=name)), kind)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "pigeon"},
        {"sender": "smtp"},
        {"sender": "gateway"},
        {"sender": "gateway", "gateway_url": "ftp://a"},
        {"mail_tls": "maybe"},
        {"quiet_from": "at nine"},
    ],
)
def test_settings_that_cannot_send_are_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSetting, match="LMS_"):
        Settings(**wrong).check()  # type: ignore[arg-type]


def test_the_command_says_what_came_of_it(
    app: Flask, at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(a_draft(), a_draft(Channel.PAPER, ""))
    at(NOON)
    monkeypatch.setitem(app.extensions, "sender", Counting())
    out = app.test_cli_runner().invoke(args=["outbox", "send", "--limit", "5"]).output
    assert "sent      1" in out
    assert sum(state == MessageState.SENT for state, _ in states()) == 1
