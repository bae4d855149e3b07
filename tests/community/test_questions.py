"""Questions under lessons: asked, answered, judged, searched, kept across versions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.models import Lesson, ModuleVersion, Publication
from courses.queries import get_published, lessons_of
from lms.community import moderating, operations, places, queries, question_queries
from lms.community.models import Posting, Question
from lms.community.operations import Text
from lms.community.question_queries import Look
from lms.community.rules import WORDS_A_DAY, PostingState
from lms.core.access import Actor
from lms.core.clock import now, today
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.keyset import FIRST
from lms.people.signin import actor_of
from lms.roles import ROLES
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, an_enrolment

SignedIn = Callable[[str], Visitor]
WORDS = "Nhập hộ mã OTP có được không?"


def acting(cast: Cast, who: str) -> Actor:
    return actor_of(cast.person(who), today(), ROLES)


def asked(cast: Cast, who: str = "lan", words: str = WORDS, line: int | None = 1) -> Posting:
    enrolment = an_enrolment(cast, who, at=now())
    lesson = lessons_of(enrolment.version_id)[0]
    by, text = acting(cast, who), Text(words, new_id().hex)
    question_id = operations.ask(enrolment.version, lesson, text, line, by=by, at=now())
    return db.session.get_one(Posting, question_id)


def answered(cast: Cast, question: Posting, who: str, words: str) -> Posting:
    by, text = acting(cast, who), Text(words, new_id().hex)
    return db.session.get_one(
        Posting, operations.answer(question, text, by=by, at=now() + timedelta(seconds=1))
    )


def test_a_question_from_the_lesson_to_its_best_answer(
    cast: Cast, signed_in: SignedIn, queries: Callable[[int], Any]
) -> None:
    lan, minh, hung = signed_in("lan"), signed_in("minh"), signed_in("hung")
    lan.get(f"/courses/modules/{cast.modules['m0']}")
    lesson_path = f"/courses/lessons/{lesson_of(cast).id}"
    lan.press("Bắt đầu học")
    page = lan.get(lan.get(lesson_path).link("Đặt câu hỏi về bài học này"))
    assert "số điện thoại" in lan.press("Gửi câu hỏi", 422, text="Gọi 0912 345 678").words
    page = lan.press("Gửi câu hỏi", text=f"{WORDS}\nXem https://la.vn", line="2")
    assert "Lan, Xã Na Sầm" in page.words
    assert "https://la.vn" not in {a.get("href") for a in page.all("a")}
    assert "#line-2" in page.html
    path = f"/community/questions/{db.session.scalars(select(Question.posting_id)).one()}"
    assert "1 câu hỏi chờ trả lời" in minh.get("/").words
    assert "Học học phần này để trả lời" in hung.get(path).words
    minh.get(path)
    page = minh.press("Gửi trả lời", text="Không nhập hộ. Bà con tự bấm.")
    assert "Giảng viên trả lời" in page.words
    assert "câu hỏi chờ trả lời" not in minh.get("/").words
    assert "Có 1 câu trả lời mới" in lan.get("/").words
    lan.get(path)
    assert "câu trả lời mới" not in lan.get("/").words
    lan.get(path)
    page = lan.press("Chọn là câu hay nhất")
    assert "Câu trả lời hay nhất" in page.words
    assert "Xem thêm: http" in page.words
    assert f":8000{path}" in page.words
    assert "Chọn là câu hay nhất" not in hung.get(path).words
    assert WORDS in hung.get("/community/questions?q=ma+otp+bam").words
    assert "Không tìm thấy" in hung.get("/community/questions?q=zzz").words
    with queries(18):
        lan.get(lesson_path)


def test_a_trainer_hides_with_a_reason_and_shows_again(cast: Cast, signed_in: SignedIn) -> None:
    question = asked(cast)
    path, about = f"/community/questions/{question.id}", f"/community/postings/{question.id}"
    db.session.commit()
    lan, minh, hung = signed_in("lan"), signed_in("minh"), signed_in("hung")
    hung.get(about)
    assert "nói vài lời" in hung.press("Báo cho cán bộ", 422).words
    assert "Cảm ơn bạn" in hung.press("Báo cho cán bộ", words="Lộ chuyện nhà người khác").words
    assert "1 bài bị báo" in minh.get("/").words
    assert WORDS in minh.get("/community/questions?look=reported").words
    hung.get("/community/questions?look=reported", 404)
    assert "Lộ chuyện nhà" in minh.get(about).words
    assert "ghi lý do" in minh.press("Lưu quyết định", 422, state="hidden").words
    minh.press("Lưu quyết định", state="hidden", reason="Có tên người trong thôn")
    hung.get(path, 404)
    hung.get(about, 404)
    assert WORDS not in hung.get("/community/questions").words
    assert "Có tên người trong thôn" in lan.get(path).words
    minh.get(about)
    page = minh.press("Lưu quyết định", state="shown")
    assert "Cán bộ đã ẩn: Có tên người trong thôn" in page.words
    assert WORDS in hung.get(path).words
    lan.get(about)
    assert "Người viết đã rút lại" in lan.press("Rút lại").words
    minh.get(path, 404)


def test_one_person_writes_once_a_form_and_so_much_a_day(app: Flask, cast: Cast) -> None:
    question = asked(cast)
    lan, text = acting(cast, "lan"), Text("Cảm ơn", new_id().hex)
    twice = {operations.answer(question, text, by=lan, at=now()) for _ in range(2)}
    assert len(twice) == 1
    for _ in range(WORDS_A_DAY - 2):
        answered(cast, question, "lan", "Thêm một ý")
    with pytest.raises(Refused, match="10"):
        answered(cast, question, "lan", "Quá nhiều")
    operations.answer(question, Text("Mai", "m"), by=lan, at=now() + timedelta(days=1))
    with pytest.raises(Refused):  # who does not learn the module neither asks nor answers
        answered(cast, question, "hung", "Tôi biết")
    with pytest.raises(Refused):
        moderating.judge(question, PostingState.HIDDEN, "x", by=lan, at=now())
    assert db.session.scalar(select(func.count()).select_from(Posting)) == WORDS_A_DAY + 1


def test_best_answers_hidden_ones_and_the_order_of_what_is_found(app: Flask, cast: Cast) -> None:
    minh, lan = acting(cast, "minh"), acting(cast, "lan")
    old, new = asked(cast, words="Mã OTP gửi chậm"), asked(cast, words="Hỏi việc khác")
    reply = answered(cast, new, "minh", "Chờ mã OTP một phút")
    found = question_queries.find(lan, Look.ALL, "ma otp", FIRST)
    assert ([one.posting.id for one in found.rows], found.next) == ([old.id, new.id], None)
    assert [one.posting.id for one in question_queries.find(minh, Look.ALL, "", FIRST).rows] == [
        old.id, new.id,
    ]  # fmt: skip
    with pytest.raises(Refused):
        operations.choose_best(old, reply, by=lan, at=now())
    operations.choose_best(new, reply, by=lan, at=now())
    assert question_queries.best_of([new.id])[new.id].id == reply.id
    assert queries.new_answers(lan.person_id) == 1
    moderating.judge(reply, PostingState.HIDDEN, "Sai", by=acting(cast, "tung"), at=now())
    assert (question_queries.best_of([new.id]), queries.new_answers(lan.person_id)) == ({}, 0)
    assert list(question_queries.answers_of(lan, new.id)) == []
    assert [one.id for one in question_queries.answers_of(minh, new.id)] == [reply.id]


def test_questions_stay_with_the_lesson_when_a_new_version_comes(app: Flask, cast: Cast) -> None:
    question = asked(cast, line=2)
    about = db.session.get_one(Question, question.id)
    version, first = renewed(cast)
    assert [q.posting.id for q in question_queries.of_lesson(
        acting(cast, "hung"), version.module_id, 1, FIRST
    ).rows] == [question.id]  # fmt: skip
    assert places.line_now(about, first) == 3
    first.body = "# Khác hẳn\n\nKhông còn dòng ấy."
    assert places.line_now(about, first) is None


def lesson_of(cast: Cast) -> Lesson:
    return lessons_of(get_published(cast.modules["m0"]).id)[0]


def renewed(cast: Cast) -> tuple[ModuleVersion, Lesson]:
    """A new version whose first lesson begins with one more line."""
    old = get_published(cast.modules["m0"])
    columns = {c.key: getattr(old, c.key) for c in ModuleVersion.__table__.columns}
    version = ModuleVersion(**{**columns, "id": new_id(), "number": old.number + 1})
    version.publication = Publication(published_by="t", published_at=MARCH, change_note="")
    lesson = lesson_of(cast)
    first = Lesson(
        version_id=version.id, position=1, title=lesson.title, words=1,
        body=lesson.body.replace("\n\n", "\n\nMột dòng mới.\n\n", 1),
    )  # fmt: skip
    db.session.add_all([version, first])
    db.session.flush()
    found, learns = places.version_read_by(acting(cast, "hung"), cast.modules["m0"], today().year)
    assert (found.id, learns) == (version.id, False)
    assert isinstance(found.module_id, UUID)
    return version, first
