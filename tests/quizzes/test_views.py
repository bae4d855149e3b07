"""Sitting a quiz through pages: nothing is lost, nothing counts twice, no key leaks."""

import json
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from courses.operations import read
from courses.queries import find_enrolment, lessons_of
from lms.core.clock import now, today
from lms.core.db import db
from quizzes.models import Attempt, AttemptItem, Mark, Response
from tests.cast import Cast
from tests.conftest import Visitor


def at_the_quiz(visitor: Visitor, cast: Cast, who: str = "lan") -> Visitor:
    """Somebody who has read everything and opened the first question."""
    module = cast.modules["m0"]
    visitor.get(f"/courses/modules/{module}")
    visitor.press("Bắt đầu học")
    enrolment = find_enrolment(cast.persons[who], module, today().year)
    assert enrolment is not None
    for lesson in lessons_of(enrolment.version_id):
        read(enrolment, lesson.id, at=now())
    db.session.commit()
    visitor.get(f"/courses/modules/{module}")
    visitor.press("Làm bài kiểm tra")
    return visitor


def keys() -> dict[int, int]:
    """Position → the right option, for the one attempt there is."""
    rows = db.session.scalars(select(AttemptItem))
    return {row.position: row.item_version.key["option"] for row in rows}


def answer_all(visitor: Visitor, wrong: int = 0) -> None:
    """Answer every question from the page one is on; the first `wrong` ones wrongly."""
    for position, key in sorted(keys().items()):
        chosen = (key + 1) % 4 if position <= wrong else key
        visitor.press("Lưu và đi tiếp", option=str(chosen))


def test_pass_and_be_certified(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    answer_all(lan, wrong=3)
    assert "Các câu trả lời đã được lưu" in lan.page.words
    page = lan.press("Nộp bài")
    assert "7/10" in page.words
    assert "Giấy chứng nhận của bạn đã có" in page.words
    page = lan.get(page.link("Xem giấy chứng nhận"))
    assert "Hoàng Thị Lan" in page.words
    document = lan.client.get(page.link("Tải về hoặc in"))
    assert document.data.startswith(b"%PDF-")


def test_fail_see_explanations_but_no_keys_and_try_again(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    answer_all(lan, wrong=4)
    page = lan.press("Nộp bài")
    assert "Chưa đạt: cần đúng 7 câu." in page.words
    assert "Đáp án đúng" not in page.words
    lan.get(page.link("Về học phần để làm lại"))
    assert "Câu 1 trong 10 câu" in lan.press("Làm bài kiểm tra").title
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 2


def test_every_answer_is_kept_at_once_and_resumed_elsewhere(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    lan.press("Lưu và đi tiếp", option="1")
    lan.press("Lưu và đi tiếp", option="2")
    other_phone = signed_in("lan")
    other_phone.get("/")
    page = other_phone.press("Làm bài kiểm tra")
    assert "Câu 3 trong 10 câu" in page.title
    assert "Đã lưu 2 trong 10" in page.words


def test_a_double_tap_is_one_answer(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    form = lan.page.form_with("Lưu và đi tiếp")
    for _ in range(3):
        lan.send(form.action, **{**form.fields, "option": "1"})
    assert db.session.scalar(select(func.count()).select_from(Response)) == 1


def test_handing_in_twice_shows_the_same_result(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    answer_all(lan)
    form = lan.page.form_with("Nộp bài")
    for _ in range(2):
        assert "10/10" in lan.send(form.action, **form.fields).words
    assert db.session.scalar(select(func.count()).select_from(Mark)) == 1


def test_no_choice_is_said_beside_the_question(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    assert "Bạn hãy chọn một câu trả lời trước." in lan.press("Lưu và đi tiếp", 422).words
    assert lan.press("Lưu và đi tiếp", 422, option="9").title.startswith("Câu 1")


def test_handing_in_too_early_is_refused(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    attempt = db.session.scalars(select(Attempt)).one()
    page = lan.send(f"/quizzes/attempts/{attempt.id}/submission", 409)
    assert "Còn câu chưa trả lời" in page.words


def test_nobody_sees_or_answers_for_others(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    at_the_quiz(signed_in("lan"), cast)
    attempt = db.session.scalars(select(Attempt)).one()
    khach = signed_in("khach")
    for path in ("", "/review", "/items/1", "/resumption"):
        khach.get(f"/quizzes/attempts/{attempt.id}{path}", 404)
    khach.get("/")
    khach.send(f"/quizzes/attempts/{attempt.id}/items/1/response", 404, option="1")


def test_the_key_never_reaches_the_phone_before_the_end(
    app: Flask, signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    """Explanations, keys and the order of options tell nothing while the attempt is open."""
    lan = at_the_quiz(signed_in("lan"), cast)
    firsts = []
    for item in db.session.scalars(select(AttemptItem).order_by(AttemptItem.position)).all():
        html = lan.client.get(f"/quizzes/attempts/{item.attempt_id}/items/{item.position}").text
        assert item.item_version.explanation not in html
        assert json.dumps(item.item_version.key) not in html
        assert "Đáp án" not in html
        firsts.append(item.option_order[0] == item.item_version.key["option"])
    assert not all(firsts)


def test_an_old_page_is_offered_again_with_the_answer(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    form = lan.page.form_with("Lưu và đi tiếp")
    old = {**form.fields, "option": "2", "csrf_token": "too old"}
    page = lan.send(form.action, 400, **old)
    assert "gửi lại một lần nữa" in page.words
    assert "Câu 2 trong 10 câu" in lan.press("Gửi lại").title
    assert db.session.scalars(select(Response.answer)).one() == {"option": 2}


def test_an_answer_survives_being_signed_out(
    app: Flask, signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = at_the_quiz(signed_in("lan"), cast)
    form = lan.page.form_with("Lưu và đi tiếp")
    lan.client.delete_cookie("session")
    lan.get("/sign-in")
    token = lan.page.token
    page = lan.send(form.action, 401, **{**form.fields, "option": "3", "csrf_token": token})
    assert "Bạn đã bị đăng xuất" in page.words
    sign_in = page.form_with("Đăng nhập")
    page = lan.send(sign_in.action, **{**sign_in.fields, "name": "lan", "secret": cast.secret})
    assert "gửi lại một lần nữa" in page.words
    lan.press("Gửi lại")
    assert db.session.scalars(select(Response.answer)).one() == {"option": 3}
