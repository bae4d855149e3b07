"""The roster on screen: finding, masked phones, logged looks, every change by its form."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.clock import today
from lms.core.db import db
from lms.people.operations import keeping
from lms.people.operations.keeping import Entry
from lms.people.queries import seat_of
from tests.cast import Cast
from tests.conftest import Visitor

LAN = "Hoàng Thị Lan"
DAY = datetime(2026, 11, 2, 3, tzinfo=UTC)
SignedIn = Callable[[str], Visitor]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("hoang thi l", {LAN}),
        ("LAN", {LAN}),
        ("oang", set()),  # the beginning of a word, not its middle
        ("0912345678", {LAN, "Lộc Văn Ấn"}),
        ("%", set()),
    ],
)
def test_people_are_found_by_the_beginning_of_words(
    signed_in: SignedIn, wanted: str, found: set[str]
) -> None:
    page = signed_in("tung").get(f"/people/roster?q={wanted.replace('%', '%25')}")
    names = {LAN, "Nông Văn Hùng", "Lộc Văn Ấn", "Vi Thị Khách"}
    assert {name for name in names if name in page.words} == found


def test_each_sees_their_own_people(signed_in: SignedIn) -> None:
    for who, sees_dong_kinh in (("tung", True), ("hoa", False), ("hung", False)):
        page = signed_in(who).get("/people/roster")
        assert (LAN in page.words, "Vi Thị Khách" in page.words) == (True, sees_dong_kinh)


def test_who_has_no_phone_and_who_has_left(signed_in: SignedIn, cast: Cast) -> None:
    tung = signed_in("tung")
    assert "Vi Thị Khách" in tung.get("/people/roster?show=no-phone").words
    keeping.leave(cast.person("an"), Entry(by=cast.actor("tung"), at=DAY, on=date(2026, 4, 1)))
    db.session.flush()
    assert "đã rời ngày 01/04/2026" in tung.get("/people/roster?show=left").words
    assert "Lộc Văn Ấn" not in tung.get("/people/roster").words
    assert "Lộc Văn Ấn" in tung.get(f"/people/persons/{cast.persons['an']}").words


def test_a_full_phone_is_shown_once_and_logged(signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    page = hoa.get(f"/people/persons/{cast.persons['lan']}")
    assert "912345678" not in page.html
    assert "+84912345678" in hoa.press("Hiện số đầy đủ (có ghi nhật ký)").words
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "phone.looked"))
    assert event is not None
    assert (event.actor_name, event.label) == ("Đặng Thị Hoa", LAN)


def test_others_people_are_not_there(signed_in: SignedIn, cast: Cast) -> None:
    khach = cast.persons["khach"]
    hoa = signed_in("hoa")
    hoa.get(f"/people/persons/{khach}", 404)
    hoa.get(f"/people/persons/{khach}/changes/role", 404)
    hoa.get(f"/people/teams/{cast.teams['khoi-3']}/member-form", 404)
    hung = signed_in("hung")
    hung.get(f"/people/persons/{cast.persons['lan']}")
    hung.get(f"/people/persons/{cast.persons['lan']}/changes/role", 404)


CHANGES: dict[str, dict[str, Any]] = {
    "role": {"role": "deputy"},
    "posts": {"posts": "teacher"},
    "phone": {"phone": "0977 000 111"},
    "correction": {"full_name": "Hoàng Thị Làn", "birth_year": "1981", "sex": "female"},
    "absence": {"reason": "working_away", "evidence": "Gia đình báo", "until": "2027-01-01"},
    "departure": {"cause": "left"},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_each_change_is_entered_by_its_form_and_told_in_the_story(
    signed_in: SignedIn, cast: Cast, kind: str
) -> None:
    hoa = signed_in("hoa")
    address = f"/people/persons/{cast.persons['lan']}/changes/{kind}"
    hoa.get(address)
    page = hoa.send(address, day="2026-04-01", why="Họp thôn", **CHANGES[kind])
    assert "Họp thôn" in page.words
    assert "01/04/2026" in page.words


def test_moving_and_coming_back(signed_in: SignedIn, cast: Cast) -> None:
    lan, team = cast.persons["lan"], str(cast.teams["khoi-3"])
    tung = signed_in("tung")
    address = f"/people/persons/{lan}/changes"
    assert team not in tung.get(f"{address}/team").html  # another commune: leave, then return there
    tung.send(f"{address}/departure", day="2026-04-01", cause="left")
    tung.get(f"{address}/return")
    tung.send(f"{address}/return", day="2026-05-01", role="member", team=str(cast.teams["na-pan"]))
    assert seat_of(lan, date(2026, 5, 1)) is not None
    assert seat_of(lan, date(2026, 4, 15)) is None


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    address = f"/people/persons/{cast.persons['lan']}/changes"
    hoa.get(f"{address}/phone")
    page = hoa.send(f"{address}/phone", 422, phone="12345", day="31/02/2026", why="Đổi số")
    assert "Đây không phải số điện thoại Việt Nam" in page.words
    assert "Đây không phải một ngày" in page.words
    assert 'value="Đổi số"' in page.html
    page = hoa.send(f"{address}/role", 409, role="member", day="2026-04-01")
    assert "Người này đã có vai trò đó rồi." in page.words
    page = hoa.send(f"{address}/role", 422, role="deputy", day="2999-01-01")
    assert "Ngày này chưa đến." in page.words
    hoa.get(f"{address}/return", 404)  # she is on the roster


def test_somebody_new(signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    team = cast.teams["na-pan"]
    hoa.get(f"/people/teams/{team}/member-form")
    page = hoa.send(f"/people/teams/{team}/members", 422, day="2026-04-01", role="member")
    assert "Bạn hãy gõ họ và tên." in page.words
    page = hoa.send(
        f"/people/teams/{team}/members",
        full_name="Bàn Văn Tư", birth_year="1990", sex="male", phone="0977000111",
        role="member", posts="teacher", day="2026-04-01", why="Chi bộ giới thiệu",
    )  # fmt: skip
    assert "Bàn Văn Tư" in page.title
    assert "•••• 111" in page.words


def test_teams_that_break_the_rule_and_a_new_rule(signed_in: SignedIn, cast: Cast) -> None:
    tung = signed_in("tung")
    page = tung.get("/people/composition")
    assert "2 tổ chưa đúng quy định" in page.words
    assert "chưa có tổ phó, từ ngày 01/07/2025" in page.words
    tung.get("/people/composition/rule-form")
    form = {"leader_posts": "village_head", "deputy_posts": "youth_secretary"}
    tung.send(
        "/people/composition/rules",
        least_members="3", legal_basis="Hướng dẫn 5", day=today().isoformat(), **form,
    )  # fmt: skip
    assert "Hướng dẫn 5" in tung.get("/people/composition").words


def test_the_roster_as_a_file(app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    reply = hoa.client.get("/people/roster.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(reply.data)).get_sheet_by_index(0).to_python()
    (lan,) = [row for row in rows if LAN in row]
    assert lan[8] == "0912345678"
    auditor_like = hoa.client.get("/people/roster.csv?q=lan").data.decode("utf-8-sig")
    assert auditor_like.count("\n") == 2
    labels = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.action == "roster.exported")
    ).all()
    assert len(labels) == 2


def test_the_list_asks_little(signed_in: SignedIn, queries: Callable[[int], Any]) -> None:
    tung = signed_in("tung")
    with queries(11):
        tung.get("/people/roster")
