"""Drafts: made once, saved without losing anybody's words, undone, given back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from courses.authoring import draft_queries, drafts, insertions, outline, writing
from courses.authoring.models import Step, VersionStep
from courses.authoring.queries import state_of
from courses.authoring.rules import State
from courses.authoring.weights import weigh
from courses.models import Lesson, ModuleVersion, Order, Topic
from courses.operations import Text
from courses.queries import get_published, lessons_of, newest_version
from lms.core.db import db, new_id
from lms.core.errors import Missing, Refused
from lms.core.markup import named_blocks, pictures_in
from lms.core.word_diff import word_diff
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH

MINUTE = timedelta(minutes=1)


def a_draft(cast: Cast) -> ModuleVersion:
    return drafts.open_module(
        "m20", "Cuộc gọi lạ", topic=Topic.SAFETY, language="vi", compulsory=False,
        by=cast.actor("minh"), at=MARCH,
    )  # fmt: skip


def a_lesson(cast: Cast, title: str = "Bài đầu") -> Lesson:
    return outline.add_lesson(a_draft(cast), new_id(), title)


def titles(version: ModuleVersion) -> list[str]:
    return [lesson.title for lesson in lessons_of(version.id)]


def test_a_module_is_begun_once_with_bank_and_quiz(app: Flask, cast: Cast) -> None:
    first, again = a_draft(cast), a_draft(cast)
    assert first is again
    assert (first.module.code, first.number, state_of(first)) == ("M20", 1, State.DRAFT)
    quiz = draft_queries.quiz_of_draft(first)
    assert (quiz.items, quiz.bank and quiz.bank.code) == (0, "M20")
    with pytest.raises(Refused, match="Cuộc gọi lạ"):
        drafts.open_module(
            "M20", "Khác", topic=Topic.QR, language="vi", compulsory=False,
            by=cast.actor("minh"), at=MARCH,
        )  # fmt: skip


def test_a_new_version_is_a_copy_and_there_is_one_at_most(app: Flask, cast: Cast) -> None:
    old, by = get_published(cast.modules["m3"]), cast.actor("minh")
    new = drafts.open_draft(old.module, by=by, at=MARCH)
    assert new.number == old.number + 1
    assert titles(new) == titles(old)
    assert drafts.facts_of(new) == drafts.facts_of(old)
    assert drafts.open_draft(old.module, by=cast.actor("tung"), at=MARCH) is new
    opening = draft_queries.opening_of(new.id)
    assert opening is not None
    assert opening.by_name == by.name


def test_what_it_is_about_is_not_overwritten_unseen(app: Flask, cast: Cast) -> None:
    version, minh, tung = a_draft(cast), cast.actor("minh"), cast.actor("tung")
    known = drafts.facts_of(version)
    ours = vars(known) | {"title": "Cuộc gọi lừa đảo", "sequence": Order.IN_ORDER}
    theirs = vars(known) | {"summary": "Nhận ra kẻ gian."}
    drafts.revise(version, drafts.Facts(**ours), seen=known.digest, by=minh, at=MARCH)
    with pytest.raises(Refused):
        drafts.revise(version, drafts.Facts(**theirs), seen=known.digest, by=tung, at=MARCH)
    assert (version.title, version.summary, version.folded.strip()) == (
        "Cuộc gọi lừa đảo", "", "cuoc goi lua dao"
    )  # fmt: skip


def test_the_second_of_two_authors_overwrites_nothing(app: Flask, cast: Cast) -> None:
    lesson, minh, tung = a_lesson(cast), cast.actor("minh"), cast.actor("tung")
    seen = lesson.revision
    writing.save(lesson, Text("Bài đầu", "Của Minh.\n"), seen=seen, by=minh, at=MARCH)
    with pytest.raises(writing.Contested):
        writing.save(lesson, Text("Bài đầu", "Của Tùng.\n"), seen=seen, by=tung, at=MARCH)
    assert lesson.body == "Của Minh.\n"
    writing.save(lesson, Text("Bài đầu", "Của Minh.\n"), seen=seen, by=minh, at=MARCH)  # a retry
    mine = Text("Bài đầu", "Của Tùng.\n")
    writing.save(lesson, mine, seen=lesson.revision, by=tung, at=MARCH)  # told, and chosen
    assert [row.body for row in draft_queries.revisions_of(lesson.id)] == [
        "Của Tùng.\n", "Của Minh.\n", ""
    ]  # fmt: skip
    assert lesson.words == 2


def test_typing_for_ten_minutes_is_one_revision(app: Flask, cast: Cast) -> None:
    lesson, minh, tung = a_lesson(cast), cast.actor("minh"), cast.actor("tung")

    def typed(body: str, minute: int, who: object = minh, *, by_itself: bool = True) -> None:
        text = Text(lesson.title, body)
        writing.save(
            lesson, text, seen=lesson.revision, by=who, at=MARCH + minute * MINUTE,  # type: ignore[arg-type]
            by_itself=by_itself,
        )  # fmt: skip

    for minute, body in enumerate(("a", "ab", "abc")):
        typed(body, minute)
    typed("abcd", 11)
    typed("abcd", 12, by_itself=False)  # the button: the same text, now by hand
    typed("abcde", 13)
    typed("của Tùng", 14, tung)
    rows = draft_queries.revisions_of(lesson.id)
    assert [row.body for row in rows] == ["của Tùng", "abcde", "abcd", "abc", ""]
    assert [row.began_at is None for row in rows] == [False, False, True, False, True]
    writing.go_back(lesson, rows[2], seen=lesson.revision, by=minh, at=MARCH + 20 * MINUTE)
    assert lesson.body == "abcd"
    assert len(draft_queries.revisions_of(lesson.id)) == 6


def test_who_is_there_is_gone_after_two_minutes(app: Flask, cast: Cast) -> None:
    lesson, minh, tung = a_lesson(cast), cast.actor("minh"), cast.actor("tung")
    for minute in (0, 1):
        writing.be_seen(lesson, by=tung, at=MARCH + minute * MINUTE)
    writing.be_seen(lesson, by=minh, at=MARCH)
    others = draft_queries.others_at(lesson.id, minh.person_id, MARCH + 2 * MINUTE)
    assert [row.name for row in others] == [tung.name]
    assert draft_queries.others_at(lesson.id, minh.person_id, MARCH + 3 * MINUTE) == []


def test_lessons_move_go_and_come_back(app: Flask, cast: Cast) -> None:
    version, by = a_draft(cast), cast.actor("minh")
    ids = [new_id() for _ in range(3)]
    for lesson_id, title in zip(ids, ("A", "B", "C"), strict=True):
        for _twice in range(2):
            outline.add_lesson(version, lesson_id, title)
    first = lessons_of(version.id)[0]
    for _twice in range(2):
        outline.place(first, 3)
    assert titles(version) == ["B", "C", "A"]
    writing.save(first, Text("A", "Chữ của bài A.\n"), seen=1, by=by, at=MARCH)
    writing.be_seen(first, by=by, at=MARCH)
    outline.remove(first, by=by, at=MARCH)
    db.session.expire_all()
    assert titles(version) == ["B", "C"]
    assert [row.title for row in draft_queries.removed_of(version.id)] == ["A"]
    back = outline.bring_back(version, ids[0], by=by, at=MARCH)
    assert (titles(version), back.body) == (["B", "C", "A"], "Chữ của bài A.\n")
    assert len(draft_queries.revisions_of(back.id)) == 2
    with pytest.raises(Missing):
        outline.bring_back(version, uuid4(), by=by, at=MARCH)


def test_what_is_decided_on_is_closed(app: Flask, cast: Cast) -> None:
    lesson, by = a_lesson(cast), cast.actor("minh")
    step = {"version_id": lesson.version_id, "note": "", "by_id": by.id, "by_name": by.name}
    db.session.add(VersionStep(step=Step.ASKED, at=MARCH, **step))
    db.session.flush()
    text = Text("X", "y")
    for change in (
        lambda: writing.save(lesson, text, seen=1, by=by, at=MARCH),
        lambda: outline.place(lesson, 1),
        lambda: outline.remove(lesson, by=by, at=MARCH),
    ):
        with pytest.raises(Refused):
            change()


def test_markdown_of_files_is_read_as_it_was_meant() -> None:
    text = insertions.added("Chào.", insertions.picture("a.webp", "Nút [Cài đặt]\\", 'Bấm "Cài"'))
    assert pictures_in(text) == [("a.webp", "Nút (Cài đặt)")]
    text = insertions.recording("b.weba", "tyz", "Pỉ noọng\n::: card\nhết quá")
    (block,) = named_blocks(text)
    assert (block.opening.file, block.opening.language) == ("b.weba", "tyz")
    assert block.words == "Pỉ noọng hết quá"
    assert named_blocks(insertions.film("https://a.vn/x", "Phim"))[0].opening.target[:5] == "https"
    weight = weigh("![x](media/a.webp) ![x](media/a.webp)\n\n" + text, {"a.webp": 70, "b.weba": 9})
    assert (weight.pictures, weight.beside) == (70, 9)
    assert "".join(s.words for s in word_diff("một hai ba", "một bốn ba")) == "một hai bốn ba"


def test_an_author_writes_by_forms_alone(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    minh = signed_in("minh")
    minh.get("/courses/drafts/form")
    minh.press("Bắt đầu viết", 422, title="", code="M20")
    page = minh.press("Bắt đầu viết", title="Cuộc gọi lạ", code="M20")
    assert "Chưa có câu hỏi nào" in page.words
    minh.press("Thêm bài", title="Kẻ gian nói gì")
    page = minh.press("Lưu bài", body="Kẻ gian xưng là **công an**.", title="Kẻ gian nói gì")
    assert "Đã lưu bài" in page.words
    old = page.form_with("Lưu bài").fields
    minh.press("Lưu bài", body="Kẻ gian xưng là cán bộ.")
    lost = {**old, "body": "Bản thứ ba."}
    page = minh.send(page.form_with("Lưu bài").action, 409, **lost)
    assert "Hai bản của một bài" in page.words
    assert "[mới: Bản thứ ba" in page.words
    page = minh.press("Lưu bản này", body="Bản thứ ba.")
    assert "Bản thứ ba." in page.words
    page = minh.get(page.link("Các lần lưu"))
    assert page.words.count("Nguyễn Quang Minh") >= 3
    draft = newest_version("M20")
    assert draft is not None
    minh.get(f"/courses/drafts/{draft.id}")
    points = {"points_to_confirm": "Số tổng đài\n\nMức phạt", "pocket_card": "## Nhớ"}
    page = minh.press("Lưu thông tin", 422, **points, minutes="x")
    assert "Mức phạt" in page.words
    page = minh.press("Lưu thông tin", **points, minutes="20")
    assert draft.points_to_confirm == ["Số tổng đài", "Mức phạt"]
    page = minh.get(page.link("Xem như thành viên"))
    assert "Bản thứ ba." in page.words
