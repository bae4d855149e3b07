"""Trainers write items and make quizzes: nothing typed is lost, nothing released is changed."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.audit import AuditEvent
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.files import StoredFile, keep_file
from quizzes import bank_queries, composing_queries, queries
from quizzes.models import Item, ItemBank, ItemMedium, ItemVersion, Quiz, QuizRelease, QuizVersion
from quizzes.operations import authoring, bank, composing
from quizzes.operations.media import keep_medium
from quizzes.rules.drawing import Line
from quizzes.rules.plans import Plan
from quizzes.wording import Use, Wording
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, an_attempt

SignIn = Callable[[str], Visitor]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
OPTIONS = ["Chỉ mình tôi", "Người nhà", "Ngân hàng", ""]


def a_bank() -> ItemBank:
    return db.session.scalars(select(ItemBank).where(ItemBank.code == "M0")).one()


def an_item(number: int = 1) -> tuple[Item, ItemVersion]:
    found = db.session.scalars(
        select(Item).where(Item.bank_id == a_bank().id, Item.number == number)
    ).one()
    newest = queries.newest_version(found.id)
    assert newest is not None
    return found, newest


def otp(**more: Any) -> Wording:
    words = {"stem": "Ai được xem mã OTP?", "explanation": "Vì mã như chìa khóa.", **more}
    return Wording("single_choice", options=["Tôi", "Bố"], key={"option": 0}, **words)


def send(visitor: Visitor, path: str, status: int = 200, **fields: Any) -> Any:
    """Send a form whose fields may have several values."""
    return visitor.send(path, status, **fields)


# Operations


def test_a_bank_is_opened_once(app: Flask, cast: Cast) -> None:
    by = cast.actor("minh")
    first = authoring.new_bank("an-toan", "An toàn", by=by, at=MARCH)
    assert first.code == "AN-TOAN"
    assert authoring.new_bank("AN-TOAN", "An toàn", by=by, at=MARCH) is first
    with pytest.raises(Refused, match="AN-TOAN"):
        authoring.new_bank("AN-TOAN", "Khác", by=by, at=MARCH)


def test_an_item_written_twice_is_one(app: Flask, cast: Cast) -> None:
    by, item_id = cast.actor("minh"), new_id()
    made = [authoring.write_new(a_bank(), item_id, otp(), by=by, at=MARCH) for _ in range(2)]
    assert made[0].id == made[1].id
    assert db.session.get_one(Item, item_id).number == 11
    actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == by.id))
    assert list(actions) == ["item.written"]


def test_another_item_from_the_same_page_is_not_lost(app: Flask, cast: Cast) -> None:
    """Who goes back to the form after saving is told; silence would lose the second question."""
    by, item_id = cast.actor("minh"), new_id()
    authoring.write_new(a_bank(), item_id, otp(), by=by, at=MARCH)
    with pytest.raises(Refused, match="đã được lưu"):
        authoring.write_new(a_bank(), item_id, otp(stem="Khác?"), by=by, at=MARCH)


def test_an_item_with_a_problem_is_refused(app: Flask, cast: Cast) -> None:
    broken = Wording("single_choice", "Ai?", ["Tôi"], {}, "")
    with pytest.raises(Refused):
        authoring.write_new(a_bank(), new_id(), broken, by=cast.actor("minh"), at=MARCH)


def test_the_second_of_two_authors_is_told(app: Flask, cast: Cast) -> None:
    by, (item, newest) = cast.actor("minh"), an_item()
    seen = newest.number
    theirs = authoring.write_anew(item, otp(), seen=seen, by=by, at=MARCH)
    assert theirs.number == seen + 1
    with pytest.raises(Refused, match=f" {seen + 1} "):
        authoring.write_anew(item, otp(stem="Khác?"), seen=seen, by=by, at=MARCH)
    again = authoring.write_anew(item, otp(), seen=seen, by=by, at=MARCH)  # a second tap
    assert again.id == theirs.id


def test_only_small_pictures_and_recordings_are_kept(app: Flask, cast: Cast) -> None:
    by = cast.actor("minh")
    assert keep_medium(PNG, Use.PICTURE, by=by, at=MARCH).kind == "image/png"
    for body, kind in (
        (b"ID3\x04", "audio/mpeg"), (b"\xff\xfb\x90", "audio/mpeg"), (b"OggS", "audio/ogg"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
    ):  # fmt: skip
        assert keep_medium(body, Use.AUDIO, by=by, at=MARCH).kind == kind
        with pytest.raises(Refused):  # evidence is a photograph or a PDF, never a recording
            keep_file(body, by=by, at=MARCH)
        with pytest.raises(Refused):
            keep_medium(body, Use.PICTURE, by=by, at=MARCH)
    for body, use in ((PNG, Use.AUDIO), (b"%PDF-1.7", Use.PICTURE), (b"MZ", Use.AUDIO)):
        with pytest.raises(Refused):
            keep_medium(body, use, by=by, at=MARCH)
    with pytest.raises(Refused, match="301 KB"):
        keep_medium(PNG + b"0" * 300 * 1024, Use.PICTURE, by=by, at=MARCH)
    with pytest.raises(Refused, match="1025 KB"):
        keep_medium(b"OggS" + b"0" * 1024 * 1024, Use.AUDIO, by=by, at=MARCH)


def the_quiz() -> tuple[Quiz, list[ItemVersion]]:
    quiz = db.session.scalars(select(Quiz).where(Quiz.code == "M0")).one()
    rows = bank_queries.items_of([a_bank().id])[a_bank().id]
    return quiz, [row.version for row in rows]


def test_a_version_of_a_quiz_is_made_once(app: Flask, cast: Cast) -> None:
    by, (quiz, items) = cast.actor("minh"), the_quiz()
    plan = Plan(5, 4, (Line(2, "", 2),))
    made = [composing.compose(quiz, plan, items, items[:1], seen=1, by=by, at=MARCH)
            for _ in range(2)]  # fmt: skip
    assert made[0].id == made[1].id
    assert (made[0].number, made[0].draw, made[0].pass_mark) == (2, 5, 4)
    released = queries.released_version(quiz.id)
    assert released is not None
    assert released.number == 1  # until it is released nothing changes for learners


def test_what_cannot_be_made_is_refused(app: Flask, cast: Cast) -> None:
    by, (quiz, items) = cast.actor("minh"), the_quiz()
    for plan in (
        Plan(11, 7),
        Plan(5, 6),
        Plan(5, 3, (Line(2, "không có"),)),
        Plan(1, 1, (Line(2),)),
    ):
        with pytest.raises(Refused):
            composing.compose(quiz, plan, items, seen=1, by=by, at=MARCH)
    with pytest.raises(Refused, match="1"):
        composing.compose(quiz, Plan(5, 4), items, seen=0, by=by, at=MARCH)
    assert len(composing_queries.versions_of(quiz.id)) == 1


def test_a_new_quiz_is_begun_once(app: Flask, cast: Cast) -> None:
    by = cast.actor("minh")
    first = composing.new_quiz("on-tap", "Ôn tập", by=by, at=MARCH)
    assert composing.new_quiz("ON-TAP", "Ôn tập", by=by, at=MARCH) is first
    with pytest.raises(Refused, match="ON-TAP"):
        composing.new_quiz("ON-TAP", "Khác", by=by, at=MARCH)


def test_attempts_and_those_under_way_are_counted(app: Flask, cast: Cast) -> None:
    an_attempt(cast)
    quiz, _items = the_quiz()
    (row,) = composing_queries.versions_of(quiz.id)
    assert (row.tried.attempts, row.tried.under_way) == (1, 1)
    listed = {one.quiz.id: one for one in composing_queries.quizzes()}[quiz.id]
    assert (listed.newest, listed.released, listed.tried.attempts) == (1, 1, 1)


# Pages


def test_a_bank_shows_what_is_looked_for(signed_in: SignIn, cast: Cast) -> None:
    minh = signed_in("minh")
    page = minh.get("/quizzes/banks/")
    page = minh.get(page.link(a_bank().title))
    assert "10 câu hỏi" in page.words
    _item, version = an_item(3)
    word = bank_queries.fold(max(version.stem.split(), key=len))
    found = minh.get(
        f"/quizzes/banks/{a_bank().id}?q={word}&kind={version.kind}&level={version.level}"
    )
    assert version.stem in found.words
    nothing = minh.get(f"/quizzes/banks/{a_bank().id}?q=khong-co-tu-nay")
    assert "không có câu hỏi nào như vậy" in nothing.words
    bank.write_item(a_bank(), 11, otp(stem="Không có dòng bài học?", tags=["otp"]))
    db.session.commit()
    for query in ("warned=1&q=11", "tag=otp&q=khong co dong"):
        found = minh.get(f"/quizzes/banks/{a_bank().id}?{query}")
        assert "1 câu hỏi" in found.words
        assert "11. Không có dòng bài học?" in found.words


def test_open_a_bank_and_write_into_it(signed_in: SignIn) -> None:
    minh = signed_in("minh")
    minh.get("/quizzes/banks/form")
    assert "mã ngắn" in minh.press("Mở kho", 422, title="An toàn").words
    assert "không dấu" in minh.press("Mở kho", 422, title="An toàn", code="à b").words
    assert "M0" in minh.press("Mở kho", 409, title="An toàn", code="m0").words
    page = minh.press("Mở kho", title="An toàn", code="an-toan")
    assert "Kho này còn trống" in page.words
    minh.get(page.link("Chọn một đáp án"))
    form = minh.page.form_with("Lưu câu hỏi")
    fields = {**form.fields, "stem": "Ai được xem mã OTP?", "option": OPTIONS,
              "tags": "OTP, mật khẩu",
              "option_explanation": ["", "Không ai khác", "", ""]}  # fmt: skip
    fields.pop("more")
    page = send(minh, form.action, 422, **fields)
    assert "Hãy chỉ rõ lựa chọn nào đúng." in page.words
    assert 'value="Người nhà"' in page.html  # what was typed is kept
    page = send(minh, form.action, **fields, right="0")
    assert "Đã lưu câu hỏi, bản 1" in page.words
    assert "Chỉ mình tôi" in page.words
    assert "Chưa có lời giải thích" in page.words
    version = db.session.scalars(
        select(ItemVersion).where(ItemVersion.stem == fields["stem"])
    ).one()
    assert (version.tags, version.key) == (["mật khẩu", "otp"], {"option": 0})
    assert "Đã lưu" in send(minh, form.action, **fields, right="0").words  # twice is once
    other = {**fields, "stem": "Câu khác?", "right": "0"}
    page = send(minh, form.action, 409, **other)
    other["item_id"] = page.form_with("Lưu câu hỏi").fields["item_id"]
    assert "Câu hỏi 2" in send(minh, form.action, **other).title
    assert (
        db.session.scalar(
            select(func.count()).select_from(ItemVersion).where(ItemVersion.stem == fields["stem"])
        )
        == 1
    )


EVERY_KIND = {
    "single_choice": {"option": OPTIONS, "right": "0"},
    "multiple_response": {"option": OPTIONS, "right": ["0", "2"]},
    "true_false": {"right": "false", "option_explanation": ["", "Vì vậy"]},
    "ordering": {"option": ["Một", "Hai", "Ba"]},
    "matching": {"option": ["Một", "Hai"], "partner": ["1", "2"], "choice": ["3"]},
    "fill_blank": {"stem": "Gọi [[1]] rồi [[2]].", "gap": ["113", "báo xã"], "choice": ["chờ"]},
    "number": {"value": "12,5", "tolerance": "0,5"},
    "short_answer": {"accepted": ["đổi số", "đổi SIM"]},
}  # fmt: skip


def test_every_kind_is_written_read_again_and_previewed(signed_in: SignIn) -> None:
    minh = signed_in("minh")
    for kind, fields in EVERY_KIND.items():
        minh.get(f"/quizzes/banks/{a_bank().id}/items/form?kind={kind}")
        form = minh.page.form_with("Lưu câu hỏi")
        whole = {"stem": f"Câu {kind}?", "kind": kind, "level": "3", "language": "vi",
                 "item_id": form.fields["item_id"], **fields}  # fmt: skip
        shown = send(minh, f"{form.action}/preview", **whole)
        assert "Còn thiếu" not in shown.words, kind
        page = send(minh, form.action, **whole)
        assert "bản 1" in page.words, kind
        minh.get(page.link("Sửa câu hỏi"))
        version = db.session.scalars(
            select(ItemVersion).where(ItemVersion.item_id == UUID(form.fields["item_id"]))
        ).one()
        again = minh.page.form_with("Lưu câu hỏi")
        assert again.fields["seen"] == "1"
        for text in [*version.options, *version.choices]:
            assert f'value="{text}"' in minh.page.html, (kind, text)
    minh.get(f"/quizzes/banks/{a_bank().id}/items/form?kind=nonsense", 404)


def test_more_rows_keep_what_is_typed(signed_in: SignIn) -> None:
    minh = signed_in("minh")
    minh.get(f"/quizzes/banks/{a_bank().id}/items/form?kind=ordering")
    page = send(minh, f"/quizzes/banks/{a_bank().id}/items/preview", kind="ordering", more="option",
                stem="Thứ tự?", option=["Một", "Hai", "Ba", "Bốn"])  # fmt: skip
    rows = [one for one in page.all("input") if one.get("name") == "option"]
    assert [one["value"] for one in rows] == ["Một", "Hai", "Ba", "Bốn", *[""] * 5]


def test_a_picture_is_kept_through_preview_save_and_change(signed_in: SignIn) -> None:
    minh, path = signed_in("minh"), f"/quizzes/banks/{a_bank().id}/items"
    minh.get(f"{path}/form?kind=single_choice")
    first = minh.page.form_with("Lưu câu hỏi").fields
    typed = {"kind": "single_choice", "stem": "Hình nào?", "option": OPTIONS, "right": "1",
             "item_id": first["item_id"], "level": "2", "language": "vi"}  # fmt: skip
    page = send(minh, f"{path}/preview", **typed, **{
        "picture-stem": (io.BytesIO(PNG), "a.png"), "picture-1": (io.BytesIO(b"MZ"), "b.png"),
        "picture-stem-words": "Thẻ căn cước"})  # fmt: skip
    assert "JPEG hoặc PNG." in page.words
    kept = page.form_with("Lưu câu hỏi").fields["picture-stem-kept"]
    assert minh.client.get(f"/quizzes/items/media/{kept}").data == PNG
    page = send(minh, path, **typed, **{"picture-stem-kept": kept, "picture-stem-words": "Thẻ"})
    assert db.session.scalars(select(ItemMedium.description)).one() == "Thẻ"
    minh.get(page.link("Sửa câu hỏi"))
    again = minh.page.form_with("Lưu câu hỏi")
    changed = {**typed, "seen": "1", "picture-stem-kept": again.fields["picture-stem-kept"]}
    page = send(minh, again.action, **changed, **{"picture-stem-away": "y"})
    assert "bản 2" in page.words
    newest = queries.newest_version(UUID(first["item_id"]))
    assert newest is not None
    assert not newest.media
    assert "Hình và ghi âm" in page.words  # said among what changed


def test_only_our_own_pictures_can_be_named(app: Flask, signed_in: SignIn, cast: Cast) -> None:
    """A file of somebody's claim cannot be pulled into a question by its id."""
    secret = keep_file(b"%PDF-1.7", by=cast.actor("hoa"), at=MARCH)
    db.session.commit()
    minh, path = signed_in("minh"), f"/quizzes/banks/{a_bank().id}/items"
    minh.get(f"{path}/form?kind=number")
    page = send(minh, f"{path}/preview", kind="number", stem="Bao nhiêu?", value="1",
                **{"picture-stem-kept": secret.id.hex})  # fmt: skip
    assert not [one for one in page.all("img") if "media" in one.get("src", "")]
    assert minh.client.get(f"/quizzes/items/media/{secret.id.hex}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_two_trainers_at_once(signed_in: SignIn) -> None:
    minh, (item, newest) = signed_in("minh"), an_item()
    minh.get(f"/quizzes/items/{item.id}/form")
    form = minh.page.form_with("Lưu câu hỏi")
    typed = {"kind": newest.kind, "stem": "Của tôi?", "option": OPTIONS, "right": "0", "level": "2",
             "language": "vi", "seen": form.fields["seen"]}  # fmt: skip
    bank.write_item(a_bank(), item.number, otp(stem="Của người khác?"))
    db.session.commit()
    page = send(minh, form.action, 409, **typed)
    assert "người khác đã lưu bản 2" in page.words
    assert "Của tôi?" in page.html
    told = page.form_with("Lưu câu hỏi").fields["seen"]
    assert "bản 3" in send(minh, form.action, **{**typed, "seen": told}).words
    assert "đang dùng bản 1" in minh.page.words  # the released quiz keeps its version


def test_compose_check_and_release(signed_in: SignIn, cast: Cast) -> None:
    an_attempt(cast)
    db.session.commit()
    minh, (quiz, items) = signed_in("minh"), the_quiz()
    page = minh.get("/quizzes/")
    page = minh.get(page.link(quiz.title))
    assert "1 lượt làm bài, 1 lượt đang làm dở" in page.words
    minh.get(page.link("Lập bản mới"))
    form = minh.page.form_with("Lập bản này")
    assert (form.fields["draw"], form.fields["seen"]) == ("10", "1")
    own = f"bank-{a_bank().id}"
    typed = {**form.fields, own: "some", "draw": "3", "pass_mark": "2", "seen": "1",
             "item": [str(one.item_id) for one in items[:4]], "fixed": str(items[0].item_id),
             "line_count": ["2", ""], "line_tag": ["lạ", ""], "line_level": ["", ""]}  # fmt: skip
    typed.pop("more")
    page = send(minh, f"{form.action}/preview", **{**typed, "trial": "1"})
    assert "Thiếu 2 câu: nhãn “lạ”, độ khó bất kỳ" in page.words
    assert [link for link in page.all("a") if link.get("href") == "#plan"]  # and said on top
    assert "Bài hỏi 9 câu" in send(minh, form.action, 422, **{**typed, "draw": "9"}).words
    assert "số nguyên" in send(minh, form.action, 422, **{**typed, "draw": "ba"}).words
    closed = {"opens_at": "2026-05-02T08:00", "closes_at": "2026-05-01T08:00"}
    assert "trước giờ mở" in send(minh, form.action, 422, **{**typed, **closed}).words
    typed["line_tag"] = ["", ""]
    page = send(minh, f"{form.action}/preview", **typed)
    assert "có thể gặp" in page.words
    assert items[0].stem in page.words
    typed.pop("trial")
    page = send(minh, form.action, **{**typed, "minutes": "20", "after_time": "hard"})
    assert "20 phút" in page.words
    made = composing_queries.newest_version(quiz.id)
    assert made is not None
    assert (made.number, made.seconds_allowed, made.hard_limit) == (2, 1200, True)
    assert "có gì mới" in minh.press("Phát hành", 422).words
    page = minh.press("Phát hành", note="Ngắn hơn")
    assert "Học viên đang làm bản 2" in page.words
    assert "bớt 6 câu hỏi" in page.words
    release = db.session.get_one(QuizRelease, made.id)
    assert release.change_note == "Ngắn hơn"
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"quiz.composed", "quiz.released"} <= actions
    form_again = minh.get(f"/quizzes/{quiz.id}/versions/form").form_with("Lập bản này")
    assert (form_again.fields[own], form_again.fields["minutes"]) == ("some", "20")
    theirs = send(minh, form.action, 409, **{**typed, "draw": "4", "seen": "1"})
    assert "người khác đã lập bản 2" in theirs.words


def test_a_new_quiz_from_nothing(signed_in: SignIn) -> None:
    minh = signed_in("minh")
    minh.get("/quizzes/form")
    assert "Bạn hãy" in minh.press("Chọn câu hỏi", 422).words
    assert "M0" in minh.press("Chọn câu hỏi", 409, title="Khác", code="m0").words
    page = minh.press("Chọn câu hỏi", title="Ôn tập", code="on-tap")
    assert "Bản mới của Ôn tập" in page.words
    quiz = db.session.scalars(select(Quiz).where(Quiz.code == "ON-TAP")).one()
    assert "chưa có bản nào" in minh.get(f"/quizzes/{quiz.id}").words
    assert "Chưa" in minh.get("/quizzes/").words
    minh.get(f"/quizzes/{quiz.id}/versions/form")
    page = send(minh, f"/quizzes/{quiz.id}/versions", 422, draw="3", pass_mark="2", seen="0")
    assert "ít nhất một kho" in page.words
    assert db.session.scalar(select(QuizVersion).where(QuizVersion.quiz_id == quiz.id)) is None


def test_what_is_not_there(signed_in: SignIn) -> None:
    minh, nobody = signed_in("minh"), new_id()
    for path in (f"banks/{nobody}", f"items/{nobody}", f"items/{nobody}/form", f"{nobody}",
                 f"{nobody}/versions/form", f"versions/{nobody}", "items/media/x"):  # fmt: skip
        minh.get(f"/quizzes/{path}", 404)
