"""Checking in oneself: fresh codes only, bound to the phone, open for a while, counted once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.db import db
from lms.training import operations, queries
from lms.training.models import Attendance, TrainingClass, Way
from lms.training.rules import Slot, is_fresh, is_under_way, window_of
from tests.cast import Cast
from tests.conftest import Visitor
from tests.training.test_registers import HELD, planned

SignedIn = Callable[[str], Visitor]
At = Callable[[datetime], None]
BEGIN = datetime(2026, 4, 1, 1, tzinfo=UTC)  # 8:00 in Lạng Sơn


def test_a_code_is_good_for_a_minute_and_never_from_the_future() -> None:
    window = window_of(BEGIN)
    good = [s for s in range(-60, 180) if is_fresh(window, BEGIN + timedelta(seconds=s))]
    assert (good[0], good[-1]) == (0, 89)


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-61, False), (-60, True), (0, True), (240, True), (241, False)]
)
def test_one_checks_in_from_an_hour_before_to_the_end(minutes: int, is_open: bool) -> None:
    moment = BEGIN + timedelta(minutes=minutes)
    assert is_under_way(Slot(HELD, time(8), 4), moment) is is_open
    assert is_under_way(Slot(HELD, None, 4), moment)
    assert not is_under_way(Slot(date(2026, 4, 2), None, 4), moment)


def the_code(signed_in: SignedIn, held: TrainingClass, cast: Cast) -> str:
    """What the wall shows: the address inside the code."""
    halls = {one.unit_id: one.id for one in queries.venues_of(held.id)}
    minh = signed_in("minh")
    path = f"/training/classes/{held.id}/venues/{halls[cast.units['na-sam']]}/code"
    reply = minh.client.get(path)
    assert reply.headers["Refresh"] == "20"
    assert "data:image/svg" in reply.get_data(as_text=True)
    from lms.training.checking_in import _codes

    with minh.client.application.test_request_context():
        return str(_codes().dumps([halls[cast.units["na-sam"]].hex, window_of(BEGIN)]))


def test_a_scan_survives_the_sign_in_and_counts_once(
    app: Flask, cast: Cast, signed_in: SignedIn, visitor: Visitor, at: At
) -> None:
    held = planned(cast)
    db.session.commit()
    at(BEGIN)
    code = the_code(signed_in, held, cast)
    page = visitor.get(f"/training/check-ins/{code}")
    assert "Đăng nhập" in page.title
    at(BEGIN + timedelta(minutes=10))  # found the PIN at last
    page = visitor.press("Đăng nhập", name="lan", secret=cast.secret)
    assert "Hoàng Thị Lan có mặt không?" in page.words
    page = visitor.press("Tôi có mặt")
    assert "Hoàng Thị Lan đã có trong danh sách" in page.words
    (row,) = db.session.scalars(select(Attendance)).all()
    assert (row.person_id, row.way, row.recorded_by) == (
        cast.persons["lan"], Way.SELF, "Hoàng Thị Lan",
    )  # fmt: skip


def test_old_forged_and_forwarded_codes_open_nothing(
    app: Flask, cast: Cast, signed_in: SignedIn, at: At
) -> None:
    held = planned(cast)
    db.session.commit()
    at(BEGIN)
    code = the_code(signed_in, held, cast)
    lan, hung = signed_in("lan"), signed_in("hung")
    ticket = lan.client.get(f"/training/check-ins/{code}").headers["Location"]
    assert "có mặt không" in lan.get(ticket).words
    hung.get(ticket, 404)  # the phone that scanned holds the other half
    hung.get(f"/training/check-ins/{code[:-2]}xx", 404)
    at(BEGIN + timedelta(seconds=120))
    assert "đã đổi" in hung.get(f"/training/check-ins/{code}", 404).words
    at(BEGIN + timedelta(minutes=16))
    assert "quá lâu" in lan.get(ticket, 404).words
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 0


def test_a_signed_register_takes_no_check_in(
    app: Flask, cast: Cast, signed_in: SignedIn, at: At
) -> None:
    held = planned(cast)
    at(BEGIN)
    operations.record_attendances(held, [cast.persons["an"]], by=cast.actor("minh"), at=BEGIN)
    operations.sign_register(held, by=cast.actor("minh"), at=BEGIN)
    db.session.commit()
    code = the_code(signed_in, held, cast)
    lan = signed_in("lan")
    lan.get(f"/training/check-ins/{code}")
    page = lan.press("Tôi có mặt", 409)
    assert "đã khóa" in page.words
