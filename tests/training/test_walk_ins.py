"""Those without a name on the list: counted apart, matched once, never twice, never rewritten."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Frozen, Refused
from lms.people.signin import actor_of
from lms.requirements import duties
from lms.requirements.check import differences
from lms.roles import ROLES
from lms.training import operations, planning, queries, walk_ins
from lms.training.documents import minutes_pdf
from lms.training.hall_models import WalkIn
from lms.training.models import Attendance, TrainingClass, Venue
from lms.training.rules import annex_digest, likeness
from lms.training.walk_in_operations import count_heads, match_walk_in, note_walk_in, turn_away
from tests.cast import Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import DAY
from tests.training.test_registers import THEN, come, names, planned

SignedIn = Callable[[str], Visitor]
At = Callable[[datetime], None]


def hall(held: TrainingClass, number: int = 0) -> Venue:
    return queries.venues_of(held.id)[number]


def note(
    cast: Cast, held: TrainingClass, name: str, *, request: str = "", why: str = "", number: int = 0
) -> WalkIn:
    note_walk_in(
        held, hall(held, number), name, note=why, request_id=request or name, by=cast.actor("hoa"),
        at=THEN,
    )  # fmt: skip
    query = select(WalkIn).where(WalkIn.name == name).order_by(WalkIn.id.desc())
    return db.session.scalars(query).all()[0]


def count(cast: Cast, held: TrainingClass, people: int, request: str = "", why: str = "") -> bool:
    return count_heads(
        held, hall(held), people, note=why, request_id=request or str(people),
        by=cast.actor("hoa"), at=THEN,
    )  # fmt: skip


def match(cast: Cast, held: TrainingClass, row: WalkIn, who: str) -> bool:
    return match_walk_in(held, row, cast.persons[who], by=cast.actor("hoa"), at=THEN)


def acting(cast: Cast, who: str) -> Actor:
    return actor_of(cast.person(who), today(), ROLES)


def counted(cast: Cast) -> tuple[int, int, int, int]:
    totals = queries.totals(acting(cast, "tung"), 2026)
    return totals.attendances, totals.people, totals.unmatched, totals.counted


def test_a_walk_in_counts_apart_until_it_is_matched(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    come(cast, held, "an")
    row = note(cast, held, "chị Lan")
    assert counted(cast) == (1, 1, 1, 0)
    assert match(cast, held, row, "lan") is True
    assert counted(cast) == (2, 2, 0, 0)
    (line,) = walk_ins.walk_ins_of(held.id)
    assert line.person_name == "Hoàng Thị Lan"
    found = {one.person.full_name: one.reason for one in queries.attendees(held)}
    assert found["Hoàng Thị Lan"] == "khớp từ “chị Lan”"
    assert differences(duties.get_year(2026), DAY) == []


def test_a_walk_in_sent_twice_counts_once(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    note(cast, held, "Ông Páo", request="a")
    note(cast, held, "Ông Páo", request="a")
    assert counted(cast)[2] == 1
    note(cast, held, "Bà Sú", request="a")  # went back and typed another name
    note(cast, held, "Ông Páo", request="b")  # a namesake
    assert counted(cast)[2] == 3


def test_whoever_is_in_the_register_is_not_counted_again(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    come(cast, held, "lan")
    row = note(cast, held, "Lan")
    assert match(cast, held, row, "lan") is False
    assert counted(cast) == (1, 1, 0, 0)
    settled = walk_ins.settlement_of(row.id)
    assert settled is not None
    assert settled.reason == "đã có trong danh sách"


def test_a_walk_in_is_settled_once(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    row, guest = note(cast, held, "Lan"), note(cast, held, "Khách xa")
    match(cast, held, row, "lan")
    with pytest.raises(Refused):
        match(cast, held, row, "an")
    with pytest.raises(Refused):
        turn_away(held, guest, " ", by=cast.actor("hoa"), at=THEN)
    turn_away(held, guest, "Người Cao Bằng", by=cast.actor("hoa"), at=THEN)
    with pytest.raises(Refused):
        turn_away(held, guest, "lại nữa", by=cast.actor("hoa"), at=THEN)
    assert names(held) == ["Hoàng Thị Lan"]
    assert counted(cast) == (1, 1, 0, 0)


def test_a_struck_attendance_is_not_brought_back_by_a_match(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    come(cast, held, "lan")
    operations.correct(
        held, cast.persons["lan"], stands=False, reason="nhầm", by=cast.actor("hoa"), at=THEN
    )
    row = note(cast, held, "Lan")
    with pytest.raises(Refused, match="bị gạch"):
        match(cast, held, row, "lan")
    assert walk_ins.settlement_of(row.id) is None


def test_the_latest_count_of_a_hall_holds(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    assert [count(cast, held, 35), count(cast, held, 35), count(cast, held, 30)] == [
        True, False, True,
    ]  # fmt: skip
    count_heads(held, hall(held, 1), 5, note="", request_id="x", by=cast.actor("hoa"), at=THEN)
    assert counted(cast) == (0, 0, 0, 35)
    with pytest.raises(Refused):
        count(cast, held, -1)


def test_nobody_walks_into_a_class_to_come_or_called_off(app: Flask, cast: Cast) -> None:
    held, before = planned(cast), datetime(2026, 3, 31, 3, tzinfo=UTC)
    with pytest.raises(Refused):
        note_walk_in(
            held, hall(held), "Lan", note="", request_id="x", by=cast.actor("hoa"), at=before
        )
    with pytest.raises(Refused):
        note(cast, held, "2")
    planning.cancel_class(held, "mưa", by=cast.actor("hoa"), at=THEN)
    with pytest.raises(Refused):
        count(cast, held, 3)


def test_a_signed_register_covers_them_and_takes_only_explained_ones(
    app: Flask, cast: Cast
) -> None:
    held = planned(cast)
    row = note(cast, held, "Lan")
    count(cast, held, 35)
    signing = operations.sign_register(held, by=cast.actor("hoa"), at=THEN)  # nobody by name
    lines = [("walk-in", str(row.id), "Lan"), ("count", str(hall(held).id), "35")]
    assert (signing.attendances, signing.annex_sha256) == (0, annex_digest(lines))
    db.session.flush()
    with pytest.raises(Refused):
        note(cast, held, "Ấn")
    note(cast, held, "Ấn", why="ký trên phiếu giấy")
    with pytest.raises(Refused):
        count(cast, held, 36)
    assert match(cast, held, row, "lan") is True  # matching explains itself
    row.name = "Ai đó"
    with pytest.raises(Frozen):
        db.session.flush()


def test_suggestions_are_alike_within_reach_and_near_first(app: Flask, cast: Cast) -> None:
    held = planned(cast, "province")
    row = note(cast, held, "hoang lan")
    shown = walk_ins.suggestions(acting(cast, "hoa"), held, row, cast.units["na-sam"])
    assert [one.person.full_name for one in shown] == ["Hoàng Thị Lan"]
    away = note(cast, held, "Vi Khách")
    unit = cast.units["na-sam"]
    assert walk_ins.suggestions(acting(cast, "hoa"), held, away, unit) == []
    (shown_one,) = walk_ins.suggestions(acting(cast, "minh"), held, away, unit)
    assert shown_one.team.name == "Tổ CNSCĐ khối 3"
    found = walk_ins.suggestions(acting(cast, "minh"), held, row, unit, "văn")
    assert {one.person.full_name for one in found} == {"Lộc Văn Ấn", "Nông Văn Hùng"}


@pytest.mark.parametrize(
    ("written", "name", "alike"),
    [
        ("hoang thi lan", "hoang thi lan", Fraction(1)),
        ("hoang lan", "hoang thi lan", Fraction(2, 3)),
        ("lan", "hoang thi lan", Fraction(1, 3)),
        ("hoang thi lann", "hoang thi lan", Fraction(5, 6)),
        ("hoang thi hue", "hoang thi lan", Fraction(0)),
        ("", "hoang thi lan", Fraction(0)),
    ],
)
def test_names_are_alike_by_the_words_they_share(written: str, name: str, alike: Fraction) -> None:
    assert likeness(written, name) == alike


WORDS = st.lists(st.text("abnghio", min_size=1, max_size=5), min_size=1, max_size=4).map(" ".join)


@given(WORDS, WORDS)
def test_likeness_is_a_share(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


def test_the_minutes_name_each_kind_apart(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    come(cast, held, "an")
    note(cast, held, "Ông Páo")
    count(cast, held, 35)
    with app.test_request_context():
        bodies = {minutes_pdf(held, {}, "Sở Khoa học và Công nghệ") for _ in range(2)}
    assert len(bodies) == 1


def test_an_officer_writes_down_and_matches(cast: Cast, signed_in: SignedIn, at: At) -> None:
    held = planned(cast)
    db.session.commit()
    at(THEN)
    hoa, base = signed_in("hoa"), f"/training/classes/{held.id}"
    page = hoa.get(f"{base}/venues/{hall(held).id}")
    path = page.link("Người chưa có trong danh sách")
    hoa.get(path)
    assert "Bạn hãy ghi tên" in hoa.press("Ghi lại", 422).words
    page = hoa.press("Ghi lại", name="Hoàng Lan", note="thôn Nà Pàn")
    assert "Đã ghi 1 người" in page.words
    assert "Bạn hãy gõ số người" in hoa.press("Ghi số đếm", 422, people="").words
    page = hoa.press("Ghi số đếm", people="35", why="trưởng thôn đếm")
    assert "Đếm được 35 người" in page.words
    page = hoa.get(base)
    assert "Chưa khớp 1 Chỉ đếm 35" in page.words
    page = hoa.get(page.link("Hoàng Lan"))
    assert "Hoàng Thị Lan" in page.words
    assert "Bạn hãy chọn đó là ai" in hoa.press("Đúng là người này", 422).words
    settlements = hoa.page.form_with("Đúng là người này").action
    hoa.send(settlements, 404, person=str(cast.persons["khach"]))  # of another commune
    hoa.get(base)
    page = hoa.send(settlements, person=str(cast.persons["lan"]))
    assert "Đã tính vào danh sách lớp" in page.words
    assert "Lượt có tên trong tổ 1" in hoa.get(base).words
    hoa.send(settlements, 409, person=str(cast.persons["an"]))
    assert "35 người chỉ đếm" in hoa.get("/training/classes?year=2026").words


def test_a_guest_is_turned_away_on_the_page(cast: Cast, signed_in: SignedIn, at: At) -> None:
    held = planned(cast)
    row = note(cast, held, "Khách xa")
    other = note(cast, held, "Người phố", number=1)
    db.session.commit()
    at(THEN)
    hoa, base = signed_in("hoa"), f"/training/classes/{held.id}/walk-ins"
    hoa.get(f"{base}/{row.id}?q=lan")
    assert "Hãy ghi lý do" in hoa.press("Không phải người của tổ", 422).words
    page = hoa.press("Không phải người của tổ", reason="Người Cao Bằng")
    assert "Người Cao Bằng" in page.words
    hoa.get(f"{base}/{other.id}")  # her class, so every hall of it
    stranger = planned(cast, "dong-kinh")
    away = note(cast, stranger, "Lạ", number=1)
    db.session.commit()
    hoa.get(f"/training/classes/{stranger.id}/walk-ins/{away.id}", 404)
    hoa.get(f"/training/classes/{held.id}/walk-ins/{away.id}", 404)
    assert db.session.scalars(select(Attendance)).all() == []
