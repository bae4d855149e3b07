"""Registers on paper: printed, photographed, keyed, confirmed by a second person, counted once."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import func, select

from lms.core import codes
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Frozen, Refused
from lms.people.models import Membership, Team, TeamRole
from lms.people.operations.entering import enter_person, join_team
from lms.people.signin import actor_of
from lms.requirements import duties
from lms.requirements.check import differences
from lms.roles import ROLES
from lms.training import keying, operations, paper, queries, sheets
from lms.training import sheet_queries as questions
from lms.training.keying import Keyed
from lms.training.models import Attendance, TrainingClass, Venue, Way
from lms.training.sheet_document import sheets_pdf
from lms.training.sheet_models import SheetConfirmation, SheetKeying, SheetPage, SheetPhoto
from tests.cast import Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import DAY
from tests.training.test_registers import THEN, planned

SignedIn = Callable[[str], Visitor]
KEEP = "Lưu các chữ ký này"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a photograph of a page" * 9
SCAN = b"%PDF-1.4\n" + b"a scan of a page" * 9


def hall_of(cast: Cast, held: TrainingClass, unit: str = "na-sam") -> Venue:
    return next(one for one in queries.venues_of(held.id) if one.unit_id == cast.units[unit])


def a_page(cast: Cast) -> tuple[SheetPage, TrainingClass]:
    """The page of the hall of Na Sầm: An 1, Hùng 2, Lan 3."""
    held = planned(cast)
    pages, _new = sheets.print_sheets(held, hall_of(cast, held), by=cast.actor("hoa"), at=THEN)
    return pages[0], held


def keyed(*rows: int, signatures: int | None = None) -> Keyed:
    return Keyed(frozenset(rows), len(rows) if signatures is None else signatures)


def key(cast: Cast, page: SheetPage, held: TrainingClass, *rows: int) -> SheetKeying:
    return keying.key(page, held, keyed(*rows), by=cast.actor("hoa"), at=THEN)


def again(cast: Cast, page: SheetPage, held: TrainingClass, *rows: int) -> list[int]:
    return keying.key_again(page, held, keyed(*rows), by=cast.actor("minh"), at=THEN)


def names(held: TrainingClass) -> list[str]:
    return [one.person.full_name for one in queries.attendees(held)]


# What is pure


@given(st.text(alphabet=codes.ALPHABET, min_size=7, max_size=7), st.integers(0, 7), st.data())
def test_a_wrong_letter_of_a_code_is_found(letters: str, place: int, data: st.DataObject) -> None:
    code = codes.code_of(letters)
    assert codes.is_well_typed(code)
    assert codes.typed_code(codes.shown_code(code).lower()) == code
    other = data.draw(st.sampled_from(codes.ALPHABET).filter(lambda c: c != code[place]))
    assert not codes.is_well_typed(code[:place] + other + code[place + 1 :])


@given(st.integers(1, 300))
def test_every_name_has_its_row_and_walk_ins_have_five(people: int) -> None:
    pages = paper.spans(people)
    rows = [one.first + place for one in pages for place in range(len(one.people))]
    assert rows == list(range(1, people + 1))
    assert sum(one.rows for one in pages) - people >= paper.WALK_INS
    assert {one.rows for one in pages} == {paper.ROWS}


@given(st.sets(st.integers(1, 60)))
def test_numbers_typed_are_read_back(rows: set[int]) -> None:
    assert paper.numbers_of(", ".join(map(str, rows))) == rows


def test_ranges_and_slips_in_numbers() -> None:
    assert paper.numbers_of("1-3, 8 – 9; 12.") == {1, 2, 3, 8, 9, 12}
    assert paper.numbers_of("") == set()
    for text in ("1, hai", "5-1", "1-99999", "-3", "1234567"):
        with pytest.raises(paper.BadNumbers):
            paper.numbers_of(text)
    assert paper.differing([1, 2], [2, 3]) == [1, 3]
    assert paper.outside([1, 21, 40], 21, 19) == [1, 40]


# Printing


def test_an_unchanged_roster_keeps_its_pages_and_a_changed_one_makes_new_ones(
    app: Flask, cast: Cast
) -> None:
    held = planned(cast)
    hall, hoa = hall_of(cast, held), cast.actor("hoa")
    first, fresh = sheets.print_sheets(held, hall, by=hoa, at=THEN)
    assert fresh
    assert [len(page.person_ids) for page in first] == [3]
    assert sheets.print_sheets(held, hall, by=hoa, at=THEN) == (first, False)
    cast.person("lan").full_name = "Hoàng Thị Lan Anh"
    db.session.flush()
    second, fresh = sheets.print_sheets(held, hall, by=hoa, at=THEN)
    assert (fresh, second[0].edition) == (True, 2)
    assert second[0].code != first[0].code
    key(cast, first[0], held, 1)  # the old page stays good
    assert again(cast, first[0], held, 1) == []
    (one, *_rest) = questions.overview(acting(cast, "hoa"), held)
    assert one.open == 1
    assert [state.stage for state in one.newest + one.earlier] == ["printed", "confirmed"]


def acting(cast: Cast, who: str) -> Actor:
    return actor_of(cast.person(who), date(2026, 4, 1), ROLES)


def test_a_hall_without_a_roster_prints_nothing(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    hall = hall_of(cast, held)
    hall.unit_id = cast.units["province"]
    held.held_on = date(2025, 7, 1)
    for one in db.session.scalars(select(Membership)):
        one.since = date(2025, 8, 1)
    db.session.flush()
    with pytest.raises(Refused):
        sheets.print_sheets(held, hall, by=cast.actor("hoa"), at=THEN)


def test_a_printed_page_is_never_rewritten(app: Flask, cast: Cast) -> None:
    page, _held = a_page(cast)
    page.person_ids = []
    with pytest.raises(Frozen):
        db.session.flush()


# Keying and confirming


def test_two_keyings_that_agree_are_recorded_once(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    assert key(cast, page, held, 1, 3) is key(cast, page, held, 1, 3)  # pressed twice
    assert names(held) == []  # one person alone records nobody
    assert again(cast, page, held, 1, 3) == []
    assert again(cast, page, held, 1, 3) == []  # pressed twice
    assert names(held) == ["Lộc Văn Ấn", "Hoàng Thị Lan"]
    ways = {(one.way, one.venue_id) for one in queries.attendees(held)}
    assert ways == {(Way.SHEET, page.venue_id)}
    assert db.session.scalar(select(func.count()).select_from(SheetConfirmation)) == 1
    assert differences(duties.get_year(2026), DAY) == []


def test_what_two_people_read_differently_is_settled_row_by_row(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    key(cast, page, held, 1, 2)
    assert again(cast, page, held, 2, 3) == [1, 3]
    assert names(held) == []
    assert questions.state_of(page).stage is paper.Stage.DIFFERING
    minh = cast.actor("minh")
    with pytest.raises(Refused):
        keying.settle(page, held, {1: True}, by=minh, at=THEN)
    with pytest.raises(Refused):
        keying.settle(page, held, {1: True, 3: False}, by=cast.actor("hoa"), at=THEN)
    done = keying.settle(page, held, {1: False, 3: True}, by=minh, at=THEN)
    assert (done.rows, done.settled, done.recorded) == ([2, 3], [1, 3], 2)
    assert keying.settle(page, held, {1: True, 3: True}, by=minh, at=THEN) is done
    assert names(held) == ["Nông Văn Hùng", "Hoàng Thị Lan"]


def test_the_first_keyer_may_mend_the_keying_until_it_is_confirmed(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    key(cast, page, held, 1)
    again(cast, page, held, 2)
    key(cast, page, held, 2)
    assert questions.state_of(page).stage is paper.Stage.KEYED
    assert again(cast, page, held, 2) == []
    with pytest.raises(Refused):
        key(cast, page, held, 1)
    assert names(held) == ["Nông Văn Hùng"]


def test_nobody_confirms_their_own_keying(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    with pytest.raises(Refused):
        again(cast, page, held, 1)  # nobody has keyed it
    first = key(cast, page, held, 1)
    sheets.add_photo(page, PICTURE, by=cast.actor("hoa"), at=THEN)
    with pytest.raises(Refused):
        keying.key_again(page, held, keyed(1), by=cast.actor("hoa"), at=THEN)
    with pytest.raises(Refused):
        keying.confirm_as_keyed(page, held, first.id, by=cast.actor("hoa"), at=THEN)
    with pytest.raises(Refused):
        keying.key(page, held, keyed(2), by=cast.actor("minh"), at=THEN)


def test_agreeing_by_looking_needs_a_photograph_and_the_keying_that_was_seen(
    app: Flask, cast: Cast
) -> None:
    page, held = a_page(cast)
    minh = cast.actor("minh")
    seen = key(cast, page, held, 1)
    with pytest.raises(Refused):
        keying.confirm_as_keyed(page, held, seen.id, by=minh, at=THEN)
    photo = sheets.add_photo(page, PICTURE, by=cast.actor("hoa"), at=THEN)
    assert sheets.add_photo(page, PICTURE, by=cast.actor("hoa"), at=THEN) is photo
    newer = key(cast, page, held, 1, 2)
    with pytest.raises(Refused):
        keying.confirm_as_keyed(page, held, seen.id, by=minh, at=THEN)
    done = keying.confirm_as_keyed(page, held, newer.id, by=minh, at=THEN)
    assert keying.confirm_as_keyed(page, held, newer.id, by=minh, at=THEN) is done
    assert (done.rows, done.settled) == ([1, 2], [])
    with pytest.raises(Refused):
        keying.confirm_as_keyed(page, held, newer.id, by=cast.actor("tung"), at=THEN)


@pytest.mark.parametrize("wrong", [keyed(4), keyed(0, 1), keyed(1, 2, signatures=3)])
def test_wrong_numbers_and_wrong_counts_are_refused(app: Flask, cast: Cast, wrong: Keyed) -> None:
    page, held = a_page(cast)
    with pytest.raises(Refused):
        keying.key(page, held, wrong, by=cast.actor("hoa"), at=THEN)
    key(cast, page, held, 1)
    with pytest.raises(Refused):
        keying.key_again(page, held, wrong, by=cast.actor("minh"), at=THEN)
    assert db.session.scalar(select(func.count()).select_from(SheetKeying)) == 1


def test_a_sheet_is_not_keyed_before_the_class(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    with pytest.raises(Refused):
        keying.key(
            page, held, keyed(1), by=cast.actor("hoa"), at=datetime(2026, 3, 31, 9, tzinfo=UTC)
        )


def test_a_signed_register_takes_a_sheet_with_a_reason_only(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    operations.record_attendances(held, [cast.persons["lan"]], by=cast.actor("hoa"), at=THEN)
    operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    key(cast, page, held, 1, 3)
    with pytest.raises(Refused):
        again(cast, page, held, 1, 3)
    assert questions.state_of(page).second is None  # nothing half done
    keying.key_again(
        page, held, keyed(1, 3), reason="phiếu về muộn", by=cast.actor("minh"), at=THEN
    )
    by_name = {one.person.full_name: one for one in queries.attendees(held)}
    assert by_name["Lộc Văn Ấn"].reason == "phiếu về muộn"
    assert by_name["Hoàng Thị Lan"].way is Way.LIST  # was there already: counted once
    assert db.session.get_one(SheetConfirmation, page.id).recorded == 1


def test_somebody_entered_twice_counts_as_the_person_they_are(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    cast.person("an").same_as_id = cast.persons["hung"]
    db.session.flush()
    key(cast, page, held, 1)
    again(cast, page, held, 1)
    assert list(db.session.scalars(select(Attendance.person_id))) == [cast.persons["hung"]]


def test_a_name_on_paper_that_left_the_roster_is_a_task(app: Flask, cast: Cast) -> None:
    page, held = a_page(cast)
    seat = db.session.scalars(
        select(Membership).where(Membership.person_id == cast.persons["lan"])
    ).one()
    seat.until = date(2026, 3, 1)
    db.session.flush()
    key(cast, page, held, 2, 3)
    (one, *_rest) = questions.overview(acting(cast, "hoa"), held)
    questions.look_closer(held, one)
    assert [line.person.full_name for line in one.newest[0].astray] == ["Hoàng Thị Lan"]
    assert one.outdated


# Pages


def test_the_sheet_on_paper(signed_in: SignedIn, cast: Cast) -> None:
    held = planned(cast)
    db.session.commit()
    hall = hall_of(cast, held)
    hoa, base = signed_in("hoa"), f"/training/classes/{held.id}"
    assert hoa.client.get(f"{base}/venues/{hall.id}/sheets.pdf").status_code == 404
    hoa.get(base)
    hoa.get(hoa.page.link("Phiếu giấy"))
    page = hoa.press("Lập phiếu")
    assert "Đã có 1 trang để in" in page.words
    reply = hoa.client.get(f"{base}/venues/{hall.id}/sheets.pdf")
    reader = PdfReader(io.BytesIO(reply.data))
    text = " ".join(reader.pages[0].extract_text().split())
    code = codes.shown_code(db.session.scalars(select(SheetPage.code)).one())
    for words in ("DANH SÁCH ĐIỂM DANH", "Lớp an toàn", "01 tháng 4 năm 2026", code,
                  "1 Lộc Văn Ấn 1980", "3 Hoàng Thị Lan 1980", "Tổ CNSCĐ thôn Nà Pàn",
                  "Trang 1/1"):  # fmt: skip
        assert words in text, (words, text)
    assert len(reader.pages) == 1
    again_ = hoa.client.get(f"{base}/venues/{hall.id}/sheets.pdf")
    assert again_.data == reply.data
    cast.person("lan").full_name = "Hoàng Thị Lan Anh"
    db.session.commit()
    assert hoa.client.get(f"{base}/venues/{hall.id}/sheets.pdf").status_code == 409
    assert "Danh sách tổ đã thay đổi" in hoa.get(f"{base}/sheets").words
    hoa.press("Lập trang mới")
    text = (
        PdfReader(io.BytesIO(hoa.client.get(f"{base}/venues/{hall.id}/sheets.pdf").data))
        .pages[0]
        .extract_text()
    )
    assert "Hoàng Thị Lan Anh" in text
    assert "bản 2" in text


def test_with_many_halls_one_is_chosen(
    signed_in: SignedIn, cast: Cast, queries: Callable[[int], object]
) -> None:
    held = planned(cast, "province")
    operations.equip_class(
        held,
        [operations.Hall(cast.units["na-sam"], f"Hội trường {n}", 20) for n in range(6)],
        [], [], by=cast.actor("tung"), at=THEN,
    )  # fmt: skip
    db.session.commit()
    tung, base = signed_in("tung"), f"/training/classes/{held.id}"
    page = tung.get(f"{base}/sheets")
    assert page.words.count("Chưa in phiếu") == 8
    assert "Lập phiếu" not in page.words
    tung.get(page.link("Xã Na Sầm<br>"))
    page = tung.press("Lập phiếu")
    assert "còn 1/1 trang" in page.words
    assert "Phiếu để in" in page.words
    with queries(30):  # type: ignore[attr-defined]
        tung.client.get(f"{base}/sheets")


def test_a_register_with_pages_waiting_says_so_before_it_is_signed(
    signed_in: SignedIn, cast: Cast
) -> None:
    page, held = a_page(cast)
    key(cast, page, held, 1)
    operations.record_attendances(held, [cast.persons["lan"]], by=cast.actor("hoa"), at=THEN)
    db.session.commit()
    assert (
        "Còn 1 trang phiếu giấy chờ" in signed_in("hoa").get(f"/training/classes/{held.id}").words
    )


def test_many_names_fill_pages_with_codes_of_their_own(app: Flask, cast: Cast) -> None:
    team = db.session.get_one(Team, cast.teams["na-pan"])
    for number in range(33):
        person = enter_person(f"Nông Thị Số {number}", since=date(2025, 7, 1))
        db.session.flush()
        join_team(person.id, team.id, TeamRole.MEMBER, since=date(2025, 7, 1))
    db.session.flush()
    held = planned(cast)
    held.title = "Bồi dưỡng kỹ năng số cho thành viên Tổ công nghệ số cộng đồng " * 3  # the longest
    pages, _new = sheets.print_sheets(held, hall_of(cast, held), by=cast.actor("hoa"), at=THEN)
    assert [(page.first, len(page.person_ids)) for page in pages] == [(1, 20), (21, 16), (41, 0)]
    with app.test_request_context():
        place = "Nhà văn hóa thôn Nà Pàn, " * 5
        body = sheets_pdf(held, place, pages, agency="Sở", address="https://x")
    reader = PdfReader(io.BytesIO(body))
    assert len(reader.pages) == 3
    for page, sheet in zip(pages, reader.pages, strict=True):
        assert codes.shown_code(page.code) in sheet.extract_text()
        assert "Người thu phiếu" in sheet.extract_text()  # nothing has slipped to another sheet
    with pytest.raises(Refused):
        key(cast, pages[1], held, 20)
    with pytest.raises(Refused):
        key(cast, pages[2], held, 41)
    key(cast, pages[1], held, 21, 36)


def printed(cast: Cast) -> tuple[SheetPage, TrainingClass]:
    page, held = a_page(cast)
    db.session.commit()
    return page, held


def test_keying_by_numbers_then_a_second_person_looks(signed_in: SignedIn, cast: Cast) -> None:
    page, held = printed(cast)
    hoa, here = signed_in("hoa"), f"/training/sheets/{page.code}"
    hoa.get(here)
    assert "không phải là số dòng" in hoa.press(KEEP, 422, numbers="1, ba", signatures="2").words
    seen = hoa.press(KEEP, 409, numbers="1, 9", signatures="2")
    assert "Không có trên trang này: 9" in seen.words
    seen = hoa.press(KEEP, 409, numbers="1, 3", signatures="5")
    assert "đếm được 5 chữ ký nhưng đánh dấu 2 dòng" in seen.words
    assert 'value="1, 3"' in seen.html  # what was typed is kept
    seen = hoa.press(
        "Lưu các chữ ký này", numbers="1", row="3", signatures="2"
    )  # both ways together
    assert "Ông/bà đã nhập 2 chữ ký" in seen.words
    reply = hoa.client.post(
        f"{here}/photos",
        data={"csrf_token": hoa.page.token, "photo": (io.BytesIO(PICTURE), "IMG_1.png")},
        headers={"Origin": "http://localhost"},
    )
    assert reply.status_code == 303
    minh = signed_in("minh")
    seen = minh.get(here)
    assert "Ông/bà là người thứ hai" in seen.words
    assert "có ký" not in seen.words  # the first keying is not shown unasked
    picture = next(one["src"] for one in seen.all("img") if "/photos/" in one.get("src", ""))
    minh.get(minh.page.link("So với ảnh chụp"))
    seen = minh.press("Đúng, ghi những người này")
    assert "2 chữ ký; ghi mới 2 người" in seen.words
    assert names(db.session.get_one(TrainingClass, held.id)) == ["Lộc Văn Ấn", "Hoàng Thị Lan"]
    shown = minh.client.get(picture)
    assert (shown.data, shown.mimetype) == (PICTURE, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert signed_in("lan").client.get(picture).status_code == 404
    hoa.get(here)
    hoa.send(f"{here}/keyings", 409, numbers="1", signatures="1")


def test_keying_blind_and_settling_on_the_page(signed_in: SignedIn, cast: Cast) -> None:
    page, _held = printed(cast)
    hoa, minh, here = signed_in("hoa"), signed_in("minh"), f"/training/sheets/{page.code}"
    hoa.get(here)
    hoa.press(KEEP, numbers="1-2", signatures="2", written="1")
    hoa.send(f"{here}/keyings", 409, way="blind", numbers="1-2", signatures="2")  # their own
    minh.get(here)
    seen = minh.press("Đối chiếu", numbers="2-3", signatures="2")
    assert "Còn 2 dòng cần chốt" in seen.words
    seen = minh.press("Xác nhận và ghi", 409, **{"settle-1": "yes"})
    assert "chốt mọi dòng" in seen.words
    seen = minh.press("Xác nhận và ghi", **{"settle-1": "no", "settle-3": "yes"})
    assert "Các dòng hai người từng nhập khác nhau: 1, 3" in seen.words
    assert "Có 1 tên viết thêm" in seen.words


def test_a_scan_is_only_downloaded_and_other_files_are_refused(
    signed_in: SignedIn, cast: Cast
) -> None:
    page, _held = printed(cast)
    hoa, here = signed_in("hoa"), f"/training/sheets/{page.code}"
    hoa.get(here)

    def send(body: bytes, name: str) -> int:
        data = {"csrf_token": hoa.page.token, "photo": (io.BytesIO(body), name)}
        headers = {"Origin": "http://localhost"}
        return int(hoa.client.post(f"{here}/photos", data=data, headers=headers).status_code)

    assert send(b"<html>", "x.png") == 409
    assert send(b"", "") == 422
    assert send(SCAN, "quet.pdf") == 303
    photo = db.session.scalars(select(SheetPhoto)).one()
    reply = hoa.client.get(f"{here}/photos/{photo.id}")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert "Tải bản quét" in hoa.get(here).words


def test_a_sheet_is_found_by_its_code(signed_in: SignedIn, cast: Cast) -> None:
    page, held = printed(cast)
    other = planned(cast)
    db.session.commit()
    hoa = signed_in("hoa")
    hoa.get("/training/sheets")
    by_code = f"/training/sheets?code={codes.shown_code(page.code).lower()}"
    assert "Nhập chữ ký" in hoa.get(by_code).words
    assert "thuộc lớp khác" not in hoa.get(f"{by_code}&came_from={held.id}").words
    assert "thuộc lớp khác" in hoa.get(f"{by_code}&came_from={other.id}").words
    assert "chữ gõ sai" in hoa.get("/training/sheets?code=1234-5678", 404).words
    unknown = codes.code_of("0000000")
    assert "Không có trang nào" in hoa.get(f"/training/sheets?code={unknown}", 404).words


def test_sheets_of_others_are_not_there(signed_in: SignedIn, cast: Cast) -> None:
    held = planned(cast, "province")
    pages = {
        unit: sheets.print_sheets(held, hall_of(cast, held, unit), by=cast.actor("tung"), at=THEN)[
            0
        ][0]
        for unit in ("na-sam", "dong-kinh")
    }
    db.session.commit()
    hoa = signed_in("hoa")
    hoa.get(f"/training/sheets/{pages['na-sam'].code}")
    hoa.get(f"/training/sheets/{pages['dong-kinh'].code}", 404)
    hoa.get(f"/training/sheets?code={pages['dong-kinh'].code}", 404)
    hall = hall_of(cast, held, "dong-kinh")
    base = f"/training/classes/{held.id}"
    hoa.get(f"{base}/venues/{hall.id}/sheets.pdf", 404)
    seen = hoa.get(f"{base}/sheets")
    assert "Đông Kinh" not in seen.words
    hoa.send(f"{base}/venues/{hall.id}/sheets", 404)
    hoa.get("/account")
    for part in ("photos", "keyings", "confirmations"):
        hoa.send(f"/training/sheets/{pages['dong-kinh'].code}/{part}", 404)
