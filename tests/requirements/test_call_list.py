"""Whom to call this week: order, reasons, phones only where they may be looked at."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from lms.core.access import Actor, Grant
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.people.models import AbsenceReason
from lms.people.operations import keeping
from lms.people.operations.keeping import Entry
from lms.people.permissions import PeoplePermission
from lms.requirements import calling, cases, duties, operations
from lms.requirements.calling import TeamCalls
from lms.requirements.models import DispensationKind
from lms.requirements.operations import Wording
from lms.requirements.rules import Rule, State
from tests.cast import AT, Cast
from tests.conftest import Visitor
from tests.make import a_mark
from tests.requirements.test_queries import DAY, a_class, the_duty

PAGE = "/requirements/2026/call-list"


def the_list(cast: Cast, team: str = "na-pan", code: str = "", day: date = DAY) -> TeamCalls:
    year = duties.get_year(2026)
    duty = duties.get_duty(year, day, code)
    (found,) = calling.call_list(year, duty, day, calling.of_team(cast.teams[team]))
    return found


def away(cast: Cast, who: str, until: date | None = None) -> None:
    entry = Entry(by=cast.actor("hoa"), at=AT, on=date(2026, 2, 1), why="x")
    keeping.mark_absent(
        cast.person(who), AbsenceReason.ILL, entry, until=until, evidence="Gia đình báo"
    )
    db.session.flush()


def test_only_people_still_to_reach_are_called(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan")
    found = the_list(cast)
    assert [call.person.full_name for call in found.calls] == ["Lộc Văn Ấn", "Nông Văn Hùng"]
    assert [leader.full_name for leader, _phone in found.leaders] == ["Nông Văn Hùng"]


def test_the_most_urgent_first_and_out_of_reach_last(app: Flask, cast: Cast) -> None:
    both = Rule(due=date(2026, 6, 30), joined_before=date(2026, 10, 1), both_ways=True)
    year = duties.get_year(2026)
    operations.add_requirement(year, both, Wording("Cả hai", "x"), by=cast.actor("tung"), at=AT)
    code = duties.duties(year, DAY)[-1].code
    duty = duties.get_duty(year, DAY, code)
    a_class(cast, "lan")
    away(cast, "hung", until=date(2026, 12, 1))
    asked = cases.Asked(date(2026, 2, 1), date(2026, 12, 15), "x")
    case = cases.ask_dispensation(
        cast.person("lan"), duty, DispensationKind.EXTENSION, asked, by=cast.actor("hoa"), at=AT
    )
    db.session.flush()
    cases.decide(case, granted=True, reason="x", by=cast.actor("tung"), at=AT)
    calls = the_list(cast, code=code).calls
    assert [call.state for call in calls] == [State.OVERDUE, State.ON_THE_WAY, State.UNREACHABLE]
    lan = calls[1]
    assert lan.last_day == date(2026, 12, 15)
    assert (lan.still.classes, lan.still.modules) == (0, 1)
    hung = calls[2]
    assert hung.absence
    assert hung.absence.until
    assert [call.person.full_name for call in the_list(cast, code=code).reachable] == [
        "Lộc Văn Ấn", "Hoàng Thị Lan",
    ]  # fmt: skip


def test_long_lists_have_pages_of_whole_teams(app: Flask, cast: Cast) -> None:
    teams = [the_list(cast), the_list(cast, "khoi-3"), the_list(cast)]
    assert calling.page_of(teams, 1, most=4) == (teams[:2], True)
    assert calling.page_of(teams, 2, most=4) == (teams[2:], False)
    assert calling.page_of(teams, 3, most=4) == ([], False)
    assert calling.page_of(teams, 1, most=1)[0] == teams[:1]
    assert calling.page_of([], 1) == ([], False)


def test_phones_only_within_the_reach_of_the_permission(app: Flask, cast: Cast) -> None:
    teams = [the_list(cast), the_list(cast, "khoi-3")]
    grant = Grant("t", frozenset({PeoplePermission.PHONE_LOOK}), team_id=cast.teams["na-pan"])
    found = calling.teams_with_phones(Actor(None, "t", (grant,)), teams, DAY)
    assert found == {cast.teams["na-pan"]}
    assert calling.teams_with_phones(Actor(None, "t"), teams, DAY) == set()


def test_a_leader_lands_on_it_from_the_team(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_mark(cast, "lan")
    away(cast, "an", until=date(2027, 1, 31))
    db.session.commit()
    hung = signed_in("hung")
    page = hung.get("/requirements/coverage")
    assert page.words.index("Còn phải bồi dưỡng") < page.words.index("Hoàng Thị Lan")
    page = hung.get(page.link("Tuần này cần gọi ai"))
    assert "Còn 2 người phải bồi dưỡng" in page.words
    assert "Ốm lâu ngày" in page.words
    assert "đến ngày 31/01/2027" in page.words
    assert "đạt 1 học phần hoặc dự 1 lớp" in page.words
    assert "•••• 321" in page.words
    assert "987654321" not in page.html
    text = page.words.split("mời bà con học xong")[1]
    assert "Nông Văn Hùng" in text.split("Xin cảm ơn")[0]
    assert "Lộc Văn Ấn" not in text.split("Xin cảm ơn")[0]
    assert "Nông Văn Hùng" in hung.get(PAGE).words  # without a team: the own one


def test_on_paper_with_phones_and_logged(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    hoa = signed_in("hoa")
    reply = hoa.client.get(f"{PAGE}.pdf")
    assert reply.mimetype == "application/pdf"
    words = paper(reply)
    assert "Tổ CNSCĐ thôn Nà Pàn: 3 người" in words
    assert "0987654321" in words
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "call_list.exported")
    ).one()
    assert event.details == {"rows": 3, "phones": True}


def paper(reply: Any) -> str:
    pages = PdfReader(io.BytesIO(reply.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_reason_of_an_absence_stays_off_the_paper(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    away(cast, "an")
    db.session.commit()
    words = paper(signed_in("hung").client.get(f"{PAGE}.pdf"))
    assert "Không liên lạc được" in words
    assert "Ốm" not in words


def test_nobody_left_is_said_with_thanks(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    a_class(cast, "lan", "hung", "an")
    db.session.commit()
    hoa = signed_in("hoa")
    assert "Không còn ai cần gọi" in hoa.get(PAGE).words
    assert "Không còn ai cần gọi" in paper(hoa.client.get(f"{PAGE}.pdf"))


def test_outside_the_scope_it_is_not_there(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    for who in ("hoa", "hung"):
        visitor = signed_in(who)
        for path in (PAGE, f"{PAGE}.pdf"):
            reply = visitor.client.get(f"{path}?team={cast.teams['khoi-3']}")
            assert reply.status_code == 404, (who, path)
    hoa = signed_in("hoa")
    hoa.get(f"{PAGE}?unit={cast.units['dong-kinh']}", 404)
    tung = signed_in("tung")
    assert "Tiến độ" in tung.get(PAGE).title  # a province picks a commune first
    assert tung.client.get(f"{PAGE}.pdf").status_code == 404
    assert "Vi Thị Khách" in tung.get(f"{PAGE}?unit={cast.units['dong-kinh']}").words


def test_the_main_duty_is_meant_when_none_is_named(app: Flask, cast: Cast) -> None:
    assert the_duty().code == duties.MAIN
    assert [call.state for call in the_list(cast).calls] == [State.DUE] * 3
