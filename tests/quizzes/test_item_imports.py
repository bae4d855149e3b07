"""Items come from a file through a preview, all or none, once; and go out again."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.audit import AuditEvent
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Refused
from quizzes import exchange_queries
from quizzes.exchange import gift, xlsx
from quizzes.exchange.format import Attached, Declined, Loss, Reason, Taken
from quizzes.exchange.reading import as_json, from_json
from quizzes.exchange.verdicts import Fate, judge
from quizzes.exchange_models import ItemImport
from quizzes.models import Item, ItemBank
from quizzes.operations import item_imports
from quizzes.operations.bank import write_item
from quizzes.retention import STEPS, WAITING
from quizzes.wording import Use, Wording
from tests.cast import Cast
from tests.conftest import Visitor

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
FILE = """// [tag:thử]
::Một::Thủ đô của Việt Nam? {=Hà Nội ~Huế ~Lạng Sơn}

::Hai::<b>Đậm</b> hay nhạt? {~%50%Đậm ~%50%Nhạt ~Khác}

::Ba::Hãy viết một đoạn văn. {}

::Bốn::Thủ đô của việt nam {=Hà Nội =Ha Noi}
"""


def bank_here() -> ItemBank:
    bank = db.session.scalars(select(ItemBank)).first()
    assert bank is not None
    return bank


def sent(who: Visitor, bank: ItemBank, body: bytes, name: str, status: int = 200) -> None:
    """Send a file as a browser does, and see the page that follows."""
    who.get(f"/quizzes/banks/{bank.id}/imports/")
    reply = who.client.post(
        f"/quizzes/banks/{bank.id}/imports/",
        data={"csrf_token": who.page.token, "file": (io.BytesIO(body), name), "format": "auto"},
        headers={"Origin": "http://localhost"},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    who._seen(reply, status)


def count_items() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Item)) or 0


def kept(cast: Cast, *found: Taken | Declined) -> ItemImport:
    """A file that was read and waits."""
    reading = [as_json(one) for one in found]
    return item_imports.keep(
        bank_here(), reading, file_name="tệp.gift", format_name="gift",
        by=cast.actor("minh"), at=now(),
    )  # fmt: skip


def single(number: int, stem: str, **more: object) -> Taken:
    wording = Wording("single_choice", stem, ["Có", "Không"], {"option": 0}, "")
    return Taken(number, stem, wording, **more)  # type: ignore[arg-type]


def test_a_file_from_sending_to_the_report(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    minh, bank, before = signed_in("minh"), bank_here(), count_items()
    sent(minh, bank, FILE.encode(), "câu hỏi.gift")
    words = minh.page.words
    assert "lấy nguyên vẹn: 2" in words
    assert "lấy được nhưng mất một phần: 1" in words
    assert "không lấy được: 1" in words
    assert "giống câu 1 của tệp này" in words
    assert "Thủ đô của Việt Nam?" in words
    assert "Đúng: Hà Nội" in words
    assert count_items() == before
    page = minh.press("Nhận vào kho")
    assert "Đã nhận 2 câu hỏi" in page.words
    assert "định dạng" in page.words
    assert "Chưa có loại câu hỏi này" in page.words
    assert count_items() == before + 2
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "items.imported"))
    assert [event.details["items"] for event in events] == [2]
    assert "đã nhận vào kho" in minh.get(f"/quizzes/banks/{bank.id}/imports/").words


def test_a_second_press_takes_nothing_twice(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    minh, before = signed_in("minh"), count_items()
    sent(minh, bank_here(), FILE.encode(), "x.gift")
    form = minh.page.form_with("Nhận vào kho")
    minh.send(form.action, 200, take="1", shown="1")
    after = count_items()
    page = minh.send(form.action, 200, take="1", shown="1")
    assert "Đã nhận" in page.words
    assert count_items() == after > before
    one = db.session.scalars(select(ItemImport)).one()
    assert one.reading == []
    assert "Đã nhận" in minh.get(f"/quizzes/banks/{one.bank_id}/imports/{one.id}/preview").words


def test_what_is_unticked_stays_out_over_pages(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    one = kept(cast, *(single(number, f"Câu thứ {number}?") for number in range(1, 31)))
    db.session.commit()
    minh, before = signed_in("minh"), count_items()
    address = f"/quizzes/banks/{one.bank_id}/imports/{one.id}"
    page = minh.get(f"{address}/preview")
    assert "Câu thứ 25?" in page.words
    assert "Câu thứ 26?" not in page.words
    shown = [str(number) for number in range(1, 26)]
    minh.client.post(
        f"{address}/choices",
        data={"csrf_token": page.token, "shown": shown, "take": ["2"], "page": "1"},
        headers={"Origin": "http://localhost"},
    )
    page = minh.get(f"{address}/preview?page=2")
    assert "Câu thứ 26?" in page.words
    assert "6 câu hỏi" in page.words
    minh.client.post(
        f"{address}/takings",
        data={"csrf_token": page.token, "shown": ["26", "27"], "take": ["27"]},
        headers={"Origin": "http://localhost"},
    )
    assert count_items() == before + 5  # 2, 27, 28, 29, 30


def test_nothing_ticked_is_refused(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    minh = signed_in("minh")
    sent(minh, bank_here(), b"::a::Con ga? {=co ~khong}", "x.gift")
    form = minh.page.form_with("Nhận vào kho")
    page = minh.send(form.action, 409, shown="1")
    assert "Chưa đánh dấu câu nào" in page.words


def test_pasted_text_and_wrong_formats(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    minh, bank = signed_in("minh"), bank_here()
    address = f"/quizzes/banks/{bank.id}/imports/"
    minh.get(address)
    page = minh.send(address, 422, format="auto")
    assert "chọn tệp" in page.words
    page = minh.send(address, 422, format="aiken", text="Không có câu nào")
    assert "Không có câu hỏi nào" in page.words
    assert "Không có câu nào" in page.html  # what was pasted is kept
    page = minh.send(address, 200, format="auto", text="Ai?\nA. Tôi\nB. Bạn\nANSWER: B")
    assert "Đúng: Bạn" in page.words


def test_only_the_sender_sees_a_file(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    one = kept(cast, single(1, "Một câu?"))
    one.by_id = cast.persons["hoa"]
    db.session.commit()
    minh = signed_in("minh")
    for part in ("", "/preview"):
        minh.get(f"/quizzes/banks/{one.bank_id}/imports/{one.id}{part}", 404)
    signed_in("lan").get(f"/quizzes/banks/{one.bank_id}/imports/", 404)


def test_numbers_go_on_after_the_highest(cast: Cast) -> None:
    bank = bank_here()
    write_item(bank, 700, Wording("true_false", "Đúng chứ?", [], {"true": True}, ""))
    db.session.flush()
    one = kept(cast, single(1, "Câu mới?"), single(2, "Câu mới nữa?"))
    item_imports.take(one, by=cast.actor("minh"), at=now())
    assert (one.report["first"], one.report["last"]) == (701, 702)


def test_choices_after_taking_are_refused(cast: Cast) -> None:
    one = kept(cast, single(1, "Câu mới?"))
    item_imports.take(one, by=cast.actor("minh"), at=now())
    with pytest.raises(Refused):
        item_imports.choose(one, [1], [])


def test_pictures_are_kept_on_taking_and_other_files_are_lost(cast: Cast, app: Flask) -> None:
    attached = [
        Attached(-1, Use.PICTURE, "con gà", PNG),
        Attached(0, Use.PICTURE, "", b"GIF89a"),
        Attached(1, Use.AUDIO, "", b"no recording"),
    ]
    one = kept(cast, single(1, "Con gì?", attached=attached))
    (judged,) = judge(one.reading, {})
    assert (judged.fate, list(judged.losses)) == (Fate.LOSSY, [Loss.AUDIO, Loss.PICTURE])
    item_imports.take(one, by=cast.actor("minh"), at=now())
    db.session.flush()
    (out,) = [o for o in exchange_queries.outgoing_of(one.bank_id) if o.wording.stem == "Con gì?"]
    assert [(a.place, a.description, a.body) for a in out.attached] == [(-1, "con gà", PNG)]


def test_what_a_kind_misses_is_said(cast: Cast) -> None:
    wording = Wording("single_choice", "Chỉ có một?", ["Một"], {"option": 0}, "")
    reading = [
        as_json(Taken(1, "x", wording)),
        as_json(Declined(2, "y", Reason.BROKEN, "Mức độ: ?")),
    ]
    first, second = judge(reading, {})
    assert (first.fate, first.reason) == (Fate.REFUSED, Reason.PROBLEM)
    assert first.detail
    assert (second.reason, second.detail) == (Reason.BROKEN, "Mức độ: ?")
    assert from_json(reading[0]) == Taken(
        1, "x", replace(wording, choices=(), option_explanations=()), [], []
    )


def test_a_lesson_line_that_is_none_is_lost(cast: Cast) -> None:
    good, bad = single(1, "Câu một?"), single(2, "Câu hai?")
    reading = [
        as_json(replace(one, wording=replace(one.wording, reference=text)))
        for one, text in ((good, "2:5"), (bad, "bài 2"))
    ]
    judged = judge(reading, {})
    assert [row.wording.reference for row in judged if row.wording] == ["2:5", ""]
    assert [list(row.losses) for row in judged] == [[], [Loss.REFERENCE]]


def test_files_never_taken_go_after_a_while(cast: Cast) -> None:
    one = kept(cast, single(1, "Câu mới?"))
    statement = STEPS["item_imports"]
    assert db.session.execute(statement(one.at + timedelta(days=WAITING - 1))).rowcount == 0
    assert db.session.execute(statement(one.at + timedelta(days=WAITING + 1))).rowcount == 1


def test_a_bank_goes_out_after_its_losses_are_told(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    minh, bank = signed_in("minh"), bank_here()
    page = minh.get(f"/quizzes/banks/{bank.id}/export")
    assert "Chọn dạng tệp nào?" in page.words
    assert "Không mất gì" in minh.get(f"/quizzes/banks/{bank.id}/export?format=gift").words
    page = minh.get(f"/quizzes/banks/{bank.id}/export?format=aiken")
    assert "lời giải thích" in page.words
    reply = minh.client.get(f"/quizzes/banks/{bank.id}/export/gift")
    assert len(gift.read(reply.data)) == len(exchange_queries.items_of_bank(bank.id))
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "items.exported")
    ).one()
    assert event.details["format"] == "gift"
    minh.get(f"/quizzes/banks/{bank.id}/export/word", 404)


def test_an_empty_bank_has_nothing_to_give(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    bank = ItemBank(code="TRỐNG", title="Kho trống")
    db.session.add(bank)
    db.session.commit()
    minh = signed_in("minh")
    assert "chưa có câu hỏi" in minh.get(f"/quizzes/banks/{bank.id}/export").words
    minh.get(f"/quizzes/banks/{bank.id}/export/gift", 404)
    reply = minh.client.get(f"/quizzes/banks/{bank.id}/imports/template.xlsx")
    assert reply.mimetype == xlsx.MEDIA_TYPE
