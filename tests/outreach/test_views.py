"""The pages of the log, walked as a leader, an officer and the department do."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.sheets import read_book
from lms.outreach.models import VisitEntry
from lms.outreach.rules import page_code
from tests.cast import Cast
from tests.conftest import Visitor
from tests.outreach.test_sums import a_visit

SignedIn = Callable[[str], Visitor]
NOVEMBER = datetime(2026, 11, 30, 3, tzinfo=UTC)


def newest() -> UUID:
    found = db.session.scalar(select(VisitEntry.id).order_by(VisitEntry.id.desc()).limit(1))
    assert found
    return found


def test_a_leader_enters_corrects_and_strikes_a_visit(
    signed_in: SignedIn, cast: Cast, at: Callable[[datetime], None]
) -> None:
    at(NOVEMBER)
    hung = signed_in("hung")
    page = hung.get(hung.get("/").link("Ghi lần đi"))
    form = page.form_with("Lưu")
    assert (form.fields["visited_on"], form.fields["place"]) == ("2026-11-30", "Thôn Nà Pàn")
    typed = {"visited_on": "02/11/2026", "topic": "qr", "households": "1.200", "note": "Bà Hoa"}
    page = hung.press("Lưu", 422, **{**typed, "products": "x"})
    assert "Xin gõ số nguyên" in page.words
    page = hung.press("Lưu", 422, **{**typed, "products": "", "note": "gọi 0912345678"})
    assert "Số này quá lớn" in page.words
    assert "Xin bỏ số điện thoại" in page.words
    assert page.form_with("Lưu").fields["households"] == "1.200"
    typed = {**typed, "households": "52", "products": ""}
    page = hung.press("Lưu", 422, **typed)
    assert "Hơn 40 lượt hộ" in page.words
    assert "Hình như có tên người" in page.words
    form = page.form_with("Lưu")
    (tick,) = (a["value"] for a in page.all("input") if a.get("name") == "confirmed")
    page = hung.press("Lưu", 200, confirmed=tick)
    assert "Đã ghi: 02/11/2026, Thôn Nà Pàn, 52 lượt hộ." in page.words
    hung.send(form.action, 200, **{**form.fields, "confirmed": tick})  # a second press
    assert db.session.scalar(select(func.count()).select_from(VisitEntry)) == 1
    page = hung.get(f"/outreach/teams/{cast.teams['na-pan']}/visit-form")
    assert page.form_with("Lưu").fields["topic"] == "qr"
    again = {"visited_on": "2026-11-02", "households": "52", "topic": "qr", "note": ""}
    assert "cùng ngày, cùng việc" in hung.press("Lưu", 422, **again).words

    page = hung.get(f"/outreach/visits/{newest()}")
    page = hung.get(page.link("Sửa dòng này"))
    hung.press("Lưu", 422, households="25")  # without a reason
    page = hung.press("Lưu", 200, households="25", note="", reason="Gõ ngược số")
    assert "Lý do sửa: Gõ ngược số" in page.words
    assert "tháng trước: 0 (+25)" in hung.get(f"/outreach/teams/{cast.teams['na-pan']}").words
    hung.get(f"/outreach/visits/{newest()}")
    page = hung.press("Không tính dòng này nữa", 200, why="Ghi nhầm tổ")
    assert "Dòng này không còn được tính. Ghi nhầm tổ" in page.words
    page = hung.get(f"/outreach/teams/{cast.teams['na-pan']}")
    assert "Chưa ghi lần đi nào" in page.words
    sheet = hung.client.get(page.link("In sổ giấy tháng 11"))
    assert sheet.data.startswith(b"%PDF-")


def test_officers_enter_from_paper_and_read_sums_with_the_lines_behind(
    signed_in: SignedIn, cast: Cast, at: Callable[[datetime], None]
) -> None:
    at(NOVEMBER)
    a_visit(cast, visited_on=date(2026, 10, 5))
    foreign = a_visit(cast, "khoi-3", households=7).id
    db.session.commit()
    hoa = signed_in("hoa")
    page = hoa.get(hoa.get("/requirements/2026/coverage").link("Đi từng nhà"))
    page = hoa.get(page.link("Tổ CNSCĐ thôn Nà Pàn"))
    hoa.get(page.link("Ghi lần đi"))
    code = page_code(cast.teams["na-pan"], date(2026, 11, 1))
    typed = {"visited_on": "2026-11-09", "households": "8", "accounts": "2"}
    page = hoa.press("Lưu", 422, **typed, paper_code="7KQ2-M9XD")
    assert "Mã này không phải của trang sổ" in page.words
    page = hoa.press("Lưu", 200, **typed, paper_code=f"{code[:4].lower()} {code[4:]}")
    assert "từ sổ giấy" in hoa.get(page.link("Xem lại hoặc sửa")).words
    page = hoa.get(f"/outreach/2026?unit={cast.units['na-sam']}")
    assert "8 lượt hộ tháng trước: 12 (−4)" in page.words
    assert "0 trong 3 người" in page.words
    page = hoa.get(page.link("Xem các lần đi"))
    assert "09/11/2026" in page.words
    for outside in (
        f"/outreach/visits/{foreign}", f"/outreach/visits/{foreign}/correction-form",
        f"/outreach/2026?unit={cast.units['dong-kinh']}", "/outreach/2027",
        f"/outreach/2026/visits?unit={cast.units['province']}",
    ):  # fmt: skip
        hoa.get(outside, 404)
    signed_in("hung").get(f"/outreach/visits/{foreign}", 404)

    tung = signed_in("tung")
    page = tung.get("/outreach/2026?month=0")
    assert "3 lần đi 27 lượt hộ" in page.words
    assert "Chưa tổ nào ghi lần đi" in tung.get("/outreach/2026?month=2").words
    for path, words in (
        ("sums.xlsx?month=10", "Xã Na Sầm 1 12 2 3"), ("sums.csv?by=month", "Tháng 10/2026 2 19"),
        ("visits.csv?month=0", "05/10/2026 Tổ CNSCĐ khối 3 Thôn Nà Pàn Mã QR 7"),
    ):  # fmt: skip
        reply = tung.client.get(f"/outreach/2026/{path}")
        (rows,) = (one.rows for one in read_book(reply.data, f"x.{path[5:].split('?')[0][-4:]}"))
        assert any(words in " ".join(row) for row in rows), (path, rows)
    logged = select(func.count()).where(AuditEvent.action == "outreach.exported")
    assert db.session.scalar(logged) == 3


def test_without_a_training_year_nothing_stands_beside(
    app: Flask, signed_in: SignedIn, cast: Cast, at: Callable[[datetime], None]
) -> None:
    at(datetime(2027, 1, 9, 3, tzinfo=UTC))
    page = signed_in("tung").get("/outreach/")
    assert "chưa có năm bồi dưỡng" in page.words
    assert "Phường Đông Kinh" in page.words
