"""A list of who attended: read, matched, decided, entered once; a second run changes nothing."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select

from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.sheets import read_book
from lms.people.imports.rows import Doubt, FileRow
from lms.people.imports.verdicts import Known, Place, Roster
from lms.people.models import TeamRole
from lms.people.operations.importing import decide
from lms.people.operations.retention import blank_old
from lms.training import lists, operations, queries
from lms.training.list_matching import ListReason, ListVerdict, match
from lms.training.models import Attendance, TrainingClass, Way
from lms.training.sheet_models import ListImport
from tests.cast import Cast
from tests.conftest import Visitor
from tests.training.test_registers import THEN, planned

SignedIn = Callable[[str], Visitor]
HEAD = ["STT", "Họ và tên", "Năm sinh", "Xã, phường", "Thôn"]
ROWS: list[list[object]] = [
    [1, "Hoàng Thị Lan", 1980, "Xã Na Sầm", "Nà Pàn"],
    [2, "HOÀNG THỊ LAN", 1980, "Xã Na Sầm", "Nà Pàn"],
    [3, "Nong Van Hung", "01/02/1980", "Na Sầm", ""],
    [4, "Vi Thị Khách", "", "", ""],
    [5, "Lộc Văn Ấn", 1999, "Na Sầm", ""],
    [6, "Người Lạ", 1970, "", ""],
]


def a_file(rows: list[list[object]] = ROWS) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.merge_range(0, 0, 0, 4, "CỤC CHUYỂN ĐỔI SỐ QUỐC GIA")
        sheet.merge_range(1, 0, 1, 4, "DANH SÁCH HỌC VIÊN THAM GIA TẬP HUẤN")
        for number, row in enumerate([HEAD, *rows], 3):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def sent(cast: Cast, held: TrainingClass, rows: list[list[object]] = ROWS) -> ListImport:
    sheets = read_book(a_file(rows), "ds.xlsx")
    one = lists.take(held, sheets, "ds.xlsx", by=cast.actor("tung"), at=THEN)
    db.session.flush()
    return one


def verdicts(one: ListImport, held: TrainingClass) -> list[tuple[ListVerdict, ListReason | None]]:
    return [(row.verdict, row.reason) for row in lists.judged(one, held)]


def apply(cast: Cast, one: ListImport, held: TrainingClass, reason: str = "") -> int:
    return lists.apply(one, held, reason=reason, by=cast.actor("tung"), at=THEN)


# What is pure

COMMUNES = {"na sam": uuid4(), "dong kinh": uuid4()}
TEAMS = {"na pan": uuid4(), "3": uuid4()}
PLACES = [
    Place(TEAMS["na pan"], "Tổ CNSCĐ thôn Nà Pàn", "Thôn Nà Pàn", COMMUNES["na sam"]),
    Place(TEAMS["3"], "Tổ CNSCĐ khối 3", "Khối 3", COMMUNES["dong kinh"]),
]


def known(
    name: str, team: str, year: int | None = 1980, phone: str = "", *, on: bool = True
) -> Known:
    commune = COMMUNES["na sam" if team == "na pan" else "dong kinh"]
    return Known(
        uuid4(), name, year, None, phone, frozenset(), TeamRole.MEMBER, TEAMS[team], commune, on
    )


AN, AN_OF_3 = known("Nông Văn An", "na pan"), known("Nông Văn An", "3", phone="+84911111111")
HOA = known("Lý Thị Hoa", "3", None)
GONE = known("Vi Thị Đi", "3", on=False)
BESIDE = Roster(
    [AN, AN_OF_3, HOA, GONE], PLACES, {name: frozenset({one}) for name, one in COMMUNES.items()}
)


@pytest.mark.parametrize(
    ("row", "found", "reason"),
    [
        (FileRow(1, "nông văn an", village="Nà Pàn"), AN, None),
        (FileRow(1, "Nông Văn An", commune="phường Đông Kinh"), AN_OF_3, None),
        (FileRow(1, "Nông Văn An", phone="+84911111111"), AN_OF_3, None),
        (FileRow(1, "Nông Văn An", birth_year=1980), None, ListReason.SEVERAL),
        (FileRow(1, "Nông Văn An", birth_year=1979), None, ListReason.OTHER_BIRTH),
        (FileRow(1, "Nông Văn An", commune="xã Hội Hoan"), None, ListReason.OTHER_PLACE),
        (FileRow(1, "Nông Văn An", village="Thôn Khác"), None, ListReason.OTHER_PLACE),
        (FileRow(1, "Lý Thị Hoa"), None, ListReason.NAME_ONLY),
        (FileRow(1, "Lý Thị Hoa", birth_year=1990), None, ListReason.NAME_ONLY),
        (FileRow(1, "Lý Thị Hoa", village="khối 3"), HOA, None),
        (FileRow(1, "Vi Thị Đi"), None, ListReason.LEFT),
        (FileRow(1, "Ai Đó"), None, ListReason.UNKNOWN),
        (FileRow(1, "", doubts=[Doubt.NO_NAME]), None, ListReason.NO_NAME),
    ],
)
def test_who_a_row_is(row: FileRow, found: Known | None, reason: ListReason | None) -> None:
    (judged,) = match([row], BESIDE, set())
    assert (judged.person_id, judged.reason) == (found.id if found else None, reason)


def test_nobody_is_matched_twice_and_who_is_present_is_said_to_be() -> None:
    rows = [FileRow(n, "Nông Văn An", village="Nà Pàn") for n in (1, 2)]
    first, second = match(rows, BESIDE, {AN.id})
    assert first.verdict is ListVerdict.PRESENT
    assert second.reason is ListReason.SEVERAL or second.verdict is not ListVerdict.FOUND
    (only,) = match([FileRow(1, "Lý Thị Hoa")], BESIDE, {HOA.id})
    assert only.verdict is ListVerdict.PRESENT  # nothing to decide: she is in the register


# With the database


def test_a_list_is_entered_once(app: Flask, cast: Cast) -> None:
    held = planned(cast, "province")
    operations.record_attendances(held, [cast.persons["hung"]], by=cast.actor("hoa"), at=THEN)
    one = sent(cast, held)
    assert verdicts(one, held) == [
        (ListVerdict.FOUND, None),
        (ListVerdict.WRONG, ListReason.TWICE),
        (ListVerdict.PRESENT, None),
        (ListVerdict.CHOOSE, ListReason.NAME_ONLY),
        (ListVerdict.CHOOSE, ListReason.OTHER_BIRTH),
        (ListVerdict.NOBODY, ListReason.UNKNOWN),
    ]
    decide(one, {8: str(cast.persons["khach"]), 9: "skip"})
    assert apply(cast, one, held) == 2
    ways = {who.person.full_name: who.way for who in queries.attendees(held)}
    assert ways == {
        "Vi Thị Khách": Way.IMPORT, "Hoàng Thị Lan": Way.IMPORT, "Nông Văn Hùng": Way.LIST,
    }  # fmt: skip
    assert one.report["counts"] == {"rows": 6, "new": 2, "present": 1}
    assert [row[1] for row in one.report["refused"]] == ["twice", "skipped", "unknown"]
    assert (one.sheets, one.decisions) == ([], {})
    with pytest.raises(Refused):
        apply(cast, one, held)
    second = sent(cast, held)
    decide(second, {8: str(cast.persons["khach"])})
    assert apply(cast, second, held) == 0
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 3


def test_a_decision_for_somebody_who_was_not_proposed_counts_for_nothing(
    app: Flask, cast: Cast
) -> None:
    held = planned(cast, "province")
    one = sent(cast, held, [[1, "Vi Thị Khách", "", "", ""]])
    decide(one, {4: str(cast.persons["lan"])})
    assert apply(cast, one, held) == 0


def test_only_the_rosters_the_class_was_for_are_looked_at(app: Flask, cast: Cast) -> None:
    held = operations.plan_class(
        "Lớp xã", cast.units["na-sam"], held_on=date(2026, 4, 1), hours=2,
        organiser="commune", place="Hội trường",
    )  # fmt: skip
    db.session.flush()
    one = sent(cast, held, [[1, "Vi Thị Khách", 1980, "", ""], [2, "Hoàng Thị Lan", "", "", ""]])
    assert [verdict for verdict, _reason in verdicts(one, held)] == ["nobody", "found"]


def test_a_signed_register_takes_a_list_with_a_reason_only(app: Flask, cast: Cast) -> None:
    held = planned(cast, "province")
    operations.record_attendances(held, [cast.persons["hung"]], by=cast.actor("hoa"), at=THEN)
    operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    one = sent(cast, held)
    with pytest.raises(Refused):
        apply(cast, one, held)
    assert one.applied_at is None
    assert apply(cast, one, held, "danh sách của Cục gửi sau") == 1


def test_a_list_comes_after_the_class(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    before = datetime(2026, 3, 30, tzinfo=UTC)
    with pytest.raises(Refused):
        lists.take(held, read_book(a_file(), "ds.xlsx"), "x", by=cast.actor("tung"), at=before)


def test_lists_that_were_forgotten_are_blanked(app: Flask, cast: Cast) -> None:
    held = planned(cast, "province")
    waiting, applied = sent(cast, held), sent(cast, held)
    apply(cast, applied, held)
    db.session.flush()
    done = blank_old(by=cast.actor("quantri"), at=datetime(2026, 9, 1, tzinfo=UTC))
    assert (done["unfinished_imports"], done["refused_rows"]) == (1, 1)
    assert (waiting.sheets, applied.report["refused"]) == ([], [])


# Pages


def upload(visitor: Visitor, path: str, body: bytes, name: str = "ds.xlsx") -> str:
    reply = visitor.client.post(
        path,
        data={"csrf_token": visitor.page.token, "file": (io.BytesIO(body), name)},
        headers={"Origin": "http://localhost"},
    )
    return str(reply.headers.get("Location", reply.status_code))


def test_a_list_from_the_file_to_the_register(signed_in: SignedIn, cast: Cast) -> None:
    held = planned(cast, "province")
    db.session.commit()
    tung, base = signed_in("tung"), f"/training/classes/{held.id}"
    tung.get(base)
    tung.get(tung.page.link("Nhập danh sách"))
    assert upload(tung, f"{base}/lists/", b"<html>", "x.html") == "422"
    assert upload(tung, f"{base}/lists/", b"", "") == "422"
    preview = upload(tung, f"{base}/lists/", a_file())
    page = tung.get(preview)
    assert "Sẽ ghi thêm 2 người dự lớp; 0 người đã có từ trước. 4 dòng để lại" in page.words
    page = tung.press("Lưu các quyết định", **{"row-8": str(cast.persons["khach"])})
    assert "Sẽ ghi thêm 3 người dự lớp" in page.words
    for show in ("found", "nobody", "present", "wrong", "x"):
        tung.get(f"{preview}?show={show}")
    assert "không có ai tên này" in tung.get(f"{preview}?show=nobody").words
    tung.get(preview.replace("preview", "layout"))
    tung.press("Xem trước từng dòng", 409, **{"column-1": ""})
    page = tung.press("Xem trước từng dòng", **{"column-1": "name"})
    page = tung.press("Ghi những người này")
    assert "3 người được ghi thêm" in page.words
    reply = tung.client.get(tung.page.link("Các dòng chưa nhận"))
    assert reply.mimetype.endswith("sheet")
    (rows,) = (one.rows for one in read_book(reply.data, "x.xlsx"))
    assert rows[-3][:2] != ["9", "khác năm sinh"]
    assert "không có ai tên này trong danh sách các tổ ở đây" in rows[-1]
    tung.get(preview, 409)
    one = db.session.scalars(select(ListImport)).one()
    assert "3 người được ghi thêm" in tung.send(f"{base}/lists/{one.id}/applications").words
    assert "ds.xlsx" in tung.get(f"{base}/lists/").words


def test_a_signed_register_asks_for_the_reason_on_the_page(signed_in: SignedIn, cast: Cast) -> None:
    held = planned(cast)
    operations.record_attendances(held, [cast.persons["hung"]], by=cast.actor("hoa"), at=THEN)
    operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    db.session.commit()
    hoa, base = signed_in("hoa"), f"/training/classes/{held.id}"
    hoa.get(f"{base}/lists/")
    hoa.get(upload(hoa, f"{base}/lists/", a_file()))
    hoa.press("Ghi những người này", 409)
    page = hoa.press("Ghi những người này", reason="gửi sau")
    assert "1 người được ghi thêm" in page.words


def test_lists_of_others_are_not_there(signed_in: SignedIn, cast: Cast) -> None:
    held = planned(cast)
    one = sent(cast, held)
    db.session.commit()
    hoa, base = signed_in("hoa"), f"/training/classes/{held.id}/lists"
    for path in ("preview", "layout", "refused-rows.xlsx"):
        hoa.get(f"{base}/{one.id}/{path}", 404)
    hoa.get("/account")
    hoa.send(f"{base}/{one.id}/applications", 404)
    great = planned(cast, "province")
    db.session.commit()
    hoa.get(f"/training/classes/{great.id}/lists/", 404)
    with pytest.raises(Missing):
        lists.get_list(cast.actor("hoa"), held.id, UUID(int=0))
