import io
from collections.abc import Callable
from dataclasses import replace

from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.requirements import duties, operations
from lms.requirements.operations import Wording
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark
from tests.requirements.test_queries import a_class, the_duty

COVERAGE = "/requirements/2026/coverage"


def test_from_the_province_down_to_the_evidence(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan")
    db.session.commit()
    tung = signed_in("tung")
    page = tung.get(COVERAGE)
    assert "1 trong 4 người đã được bồi dưỡng" in page.words
    page = tung.get(page.link("Xã Na Sầm</a>"))
    page = tung.get(page.link("Tổ CNSCĐ thôn Nà Pàn</a>"))
    assert "•••• 678" in page.words
    assert "912345678" not in page.html
    page = tung.get(page.link("Hoàng Thị Lan</a>"))
    assert "Lớp 4 giờ" in page.words
    assert "01/04/2026" in page.words


def test_home_says_what_is_still_owed(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    page = signed_in("lan").get("/")
    assert "bạn còn cần: đạt 1 học phần hoặc dự 1 lớp" in page.words
    a_class(cast, "lan")
    db.session.commit()
    assert "Bạn đã đạt yêu cầu bồi dưỡng năm" in signed_in("lan").get("/").words


def test_the_catalogue_names_the_modules_asked_for(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    duty = the_duty()
    rule = replace(duty.rule, compulsory=("M0", "M3"))
    words = Wording("x", "x")
    since, by = duties.get_year(2026).opens, Actor(None, "t")
    operations.change_requirement(duty.requirement, since, rule, words, by=by, at=MARCH)
    a_mark(cast, module="m3")
    page = signed_in("lan").get("/courses/")
    assert "Trong đó phải có các học phần: Nhập môn" in page.words
    a_mark(cast, module="m0")
    assert "bạn còn cần" not in signed_in("lan").get("/courses/").words


def test_a_commune_officer_sees_only_their_commune(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    hoa = signed_in("hoa")
    page = hoa.get(COVERAGE)
    assert "Xã Na Sầm" in page.title
    for unit in ("province", "dong-kinh"):
        hoa.get(f"{COVERAGE}?unit={cast.units[unit]}", 404)
        assert hoa.client.get(f"{COVERAGE}.xlsx?unit={cast.units[unit]}").status_code == 404
    hoa.get(f"/requirements/2026/teams/{cast.teams['khoi-3']}", 404)
    hoa.get(f"/requirements/2026/persons/{cast.persons['khach']}", 404)
    assert "Vi Thị Khách" not in hoa.get(f"{COVERAGE}?q=khach").words


def test_a_leader_sees_only_their_team(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    hung = signed_in("hung")
    page = hung.get(COVERAGE)
    assert "Tổ CNSCĐ thôn Nà Pàn" in page.title
    hung.get(f"/requirements/2026/persons/{cast.persons['lan']}")
    hung.get(f"/requirements/2026/teams/{cast.teams['khoi-3']}", 404)
    hung.get(f"/requirements/2026/persons/{cast.persons['khach']}", 404)


def test_search_needs_no_marks_and_finds_people(signed_in: Callable[[str], Visitor]) -> None:
    tung = signed_in("tung")
    page = tung.get(f"{COVERAGE}?q=na+sam")
    assert "Xã Na Sầm" in page.words
    assert "Phường Đông Kinh" not in page.words
    assert "Lộc Văn Ấn" in tung.get(f"{COVERAGE}?q=loc+an").words
    assert "Không tìm thấy" in tung.get(f"{COVERAGE}?q=%25").words


def test_lists_sort_both_ways_and_say_so(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    a_class(cast, "lan")
    db.session.commit()
    tung = signed_in("tung")
    for sort, first in (("rate", "Phường Đông Kinh"), ("-rate", "Xã Na Sầm")):
        page = tung.get(f"{COVERAGE}?sort={sort}")
        names = [name for name in ("Xã Na Sầm", "Phường Đông Kinh") if name in page.html]
        assert min(names, key=page.html.index) == first
    states = [a["aria-sort"] for a in page.all("th") if "aria-sort" in a]
    assert [state for state in states if state != "none"] == ["descending"]
    tung.get(f"{COVERAGE}?sort=password")


def test_exports_have_the_form_and_are_logged(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan")
    db.session.commit()
    tung = signed_in("tung")
    reply = tung.client.get(f"{COVERAGE}.xlsx")
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="boi-duong-2026-')
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(reply.data)).get_sheet_by_index(0)
    cells = [[cell for cell in row if cell != ""] for row in sheet.to_python()]
    assert [
        1.0,
        "Xã Na Sầm",
        "06124",
        3.0,
        3.0,
        1.0,
        1 / 3,
        2.0,
        0.0,
        0.0,
        0.0,
        1.0,
        0.0,
        0.0,
        4.0,
    ] in [[1.0, *row[1:]] for row in cells if row]
    assert any("KẾT QUẢ BỒI DƯỠNG" in str(cell) for row in cells for cell in row)
    body = tung.client.get(f"{COVERAGE}.csv").data.decode("utf-8-sig")
    assert "Xã Na Sầm,06124,3,3,1,33.3%" in body
    by_tung = AuditEvent.actor_name == "Lương Thanh Tùng"
    events = db.session.scalars(select(AuditEvent.action).where(by_tung))
    assert list(events).count("coverage.exported") == 2


def test_paper_and_json_hold_the_same_rows(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    a_class(cast, "lan")
    db.session.commit()
    tung = signed_in("tung")
    found = tung.client.get(f"{COVERAGE}.json").json
    assert found["about"]["duty"] == "bat-buoc"
    assert found["about"]["rule_version"] == 1
    by_title = {row["title"]: row for row in found["rows"]}
    na_sam = by_title["Xã Na Sầm"]
    assert (na_sam["bound"], na_sam["met"], na_sam["attendances"]) == (3, 1, 1)
    assert (found["total"]["bound"], found["total"]["rate"]) == (4, 0.25)
    reply = tung.client.get(f"{COVERAGE}.pdf")
    assert reply.mimetype == "application/pdf"
    words = " ".join(PdfReader(io.BytesIO(reply.data)).pages[0].extract_text().split())
    assert "KẾT QUẢ BỒI DƯỠNG" in words
    assert "Xã Na Sầm" in words
    assert "(15)" in words
    assert "33,3%" in words
    assert "NGƯỜI LẬP BIỂU" in words


def test_unknown_years_and_units_are_not_there(signed_in: Callable[[str], Visitor]) -> None:
    tung = signed_in("tung")
    for path in ("/requirements/1999/coverage", f"{COVERAGE}?unit=x", f"{COVERAGE}.doc"):
        tung.get(path, 404)


def test_a_former_name_leads_to_the_commune_of_today(signed_in: Callable[[str], Visitor]) -> None:
    page = signed_in("tung").get("/requirements/2026/coverage?q=thị trấn na sầm")
    assert "Thị trấn Na Sầm, Huyện Văn Lãng nay là: Xã Na Sầm" in page.words
