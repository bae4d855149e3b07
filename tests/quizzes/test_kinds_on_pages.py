"""Every kind as a page: asked, kept, told, and nothing told too early."""

import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import uuid4

from flask import Flask, render_template
from sqlalchemy import select

from lms.core.clock import now
from lms.core.db import db
from quizzes import queries
from quizzes.items import KINDS
from quizzes.items.kind import parts
from quizzes.models import Attempt, ItemMedium, Mode
from quizzes.operations import bank
from quizzes.operations.sitting import start
from quizzes.wording import Medium, Use, Wording
from tests.cast import Cast
from tests.conftest import Visitor
from tests.quizzes.nine import PNG, RIGHT, UNREAD, WHY, WRONG, kinds_of, sat

SignIn = Callable[[str], Visitor]


def page_of(attempt: Attempt, rest: str = "") -> str:
    return f"/quizzes/attempts/{attempt.id}{rest}"


def answer(visitor: Visitor, attempt: Attempt, position: int, form: dict[str, str]) -> None:
    visitor.get(page_of(attempt, f"/items/{position}"))
    visitor.press("Lưu và đi tiếp", **form)


def test_every_kind_is_asked_kept_and_shown_again(signed_in: SignIn, cast: Cast) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    for position, kind, _version in kinds_of(attempt):
        answer(lan, attempt, position, RIGHT[kind])
        page = lan.get(page_of(attempt, f"/items/{position}"))
        sent = page.form_with("Lưu và đi tiếp").fields
        assert {name: sent.get(name) for name in RIGHT[kind]} == RIGHT[kind], kind
    lan.get(page_of(attempt, "/review"))
    assert "9/9" in lan.press("Nộp bài").words


def test_what_cannot_be_read_is_kept_in_the_form(signed_in: SignIn, cast: Cast) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    for position, kind, _version in kinds_of(attempt):
        lan.get(page_of(attempt, f"/items/{position}"))
        page = lan.press("Lưu và đi tiếp", 422, **UNREAD.get(kind, {}))
        assert str(KINDS[kind].ASK) in page.words
        assert page.link(str(KINDS[kind].ASK)) == "#question"
        sent = page.form_with("Lưu và đi tiếp").fields
        assert {name: sent.get(name) for name in UNREAD.get(kind, {})} == UNREAD.get(kind, {})
    assert queries.answers_of(attempt.id) == {}


def told_early(html: str, attempt: Attempt) -> list[str]:
    """What of the keys and explanations stands in a body."""
    html, found = unescape(html), []
    for _position, kind, version in kinds_of(attempt):
        texts = [version.explanation, *version.option_explanations, json.dumps(version.key)]
        found += [f"{kind}: {text}" for text in texts if text != "{}" and text in html]
    return found


def test_nothing_is_told_before_handing_in(signed_in: SignIn, cast: Cast) -> None:
    """Not by a page, not by the answer to a script, not by the order of options."""
    attempt, lan = sat(cast), signed_in("lan")
    bodies, token = [], lan.get(page_of(attempt, "/review")).token
    for position, kind, _version in kinds_of(attempt):
        path = page_of(attempt, f"/items/{position}")
        bodies.append(lan.client.get(path).text)
        for accept in ("text/html", "application/json"):
            data = {**WRONG[kind], "csrf_token": token, "request_id": accept[-4:]}
            headers = {"Accept": accept, "Origin": "http://localhost"}
            bodies.append(lan.client.post(f"{path}/response", data=data, headers=headers).text)
        bodies.append(lan.client.get(path).text)
    bodies += [lan.client.get(page_of(attempt, rest)).text for rest in ("/review", "")]
    assert [found for body in bodies for found in told_early(body, attempt)] == []
    orders = [item.option_order for item in queries.items_of(attempt.id) if item.option_order]
    assert any(order != sorted(order) for order in orders)


def test_until_passed_the_review_says_why_but_not_what_is_right(
    signed_in: SignIn, cast: Cast
) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    for position, kind, _version in kinds_of(attempt):
        answer(lan, attempt, position, (RIGHT if kind == "number" else WRONG)[kind])
    lan.get(page_of(attempt, "/review"))
    page = lan.press("Nộp bài")
    assert "1/9" in page.words
    assert "Đáp án đúng" not in page.words
    for text in (WHY.format("matching"), "Ý hai: Lời cho ý hai", "Đúng: Lời cho đúng"):
        assert text in page.words
    assert "Lời cho ý một" not in page.words  # of an option not chosen


def test_once_passed_the_review_says_what_is_right_with_parts_of_marks(
    signed_in: SignIn, cast: Cast
) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    half = {**WRONG, "matching": {"choice-0": "0", "choice-1": "2"}}
    for position, kind, _version in kinds_of(attempt):
        wrongly = kind in {"matching", "true_false"}
        answer(lan, attempt, position, (half if wrongly else RIGHT)[kind])
    lan.get(page_of(attempt, "/review"))
    words = lan.press("Nộp bài").words
    assert "7,5/9" in words
    assert "Đúng một phần" in words
    assert "Đáp án đúng: Tiền → Ngân hàng Thư → Bưu điện" in words
    assert "Đáp án đúng: Sai" in words


def test_open_questions_are_handed_in_only_after_being_asked(signed_in: SignIn, cast: Cast) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    for position, kind, _version in kinds_of(attempt)[:7]:
        answer(lan, attempt, position, RIGHT[kind])
    lan.get(page_of(attempt, "/review"))
    page = lan.press("Nộp bài", 409)
    assert "Còn 2 câu chưa trả lời. Vẫn nộp bài?" in page.words
    assert queries.result_of(attempt) is None
    page = lan.press("Vẫn nộp bài")
    assert "7/9" in page.words
    assert page.words.count("Chưa trả lời") == 2


def test_practice_tells_at_once(signed_in: SignIn, cast: Cast) -> None:
    attempt, lan = sat(cast, Mode.PRACTICE), signed_in("lan")
    lan.get(page_of(attempt, "/resumption"))
    for position, kind, version in kinds_of(attempt):
        assert f"Câu {position} trong 9 câu" in lan.page.title
        before = lan.page.html
        assert told_early(before, attempt) == []
        rightly = position <= 4
        words = lan.press("Xem đúng hay chưa", **(RIGHT if rightly else WRONG)[kind]).words
        assert version.explanation in words
        assert ("Đáp án đúng" in words) is not rightly, kind
        assert not any(form.action.endswith("/response") for form in lan.page.forms)
        lan.get(lan.page.link("Câu tiếp theo" if position < 9 else "Đi tiếp"))
    page = lan.press("Xem kết quả luyện tập")
    assert "Bạn trả lời đúng 4 câu." in page.words
    assert "Chưa đạt" not in page.words


def test_an_answer_in_practice_stays_once_it_was_told(signed_in: SignIn, cast: Cast) -> None:
    attempt, lan = sat(cast, Mode.PRACTICE), signed_in("lan")
    position, kind, _version = kinds_of(attempt)[0]
    lan.get(page_of(attempt, f"/items/{position}"))
    form = lan.page.form_with("Xem đúng hay chưa")
    lan.send(form.action, **{**form.fields, **WRONG[kind]})
    first = queries.answers_of(attempt.id)
    lan.send(form.action, **{**form.fields, **RIGHT[kind], "request_id": "another"})
    assert queries.answers_of(attempt.id) == first


def test_a_script_is_told_how_many_are_kept(signed_in: SignIn, cast: Cast) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    token = lan.get(page_of(attempt, "/review")).token
    headers = {"Accept": "application/json", "Origin": "http://localhost"}

    def post(form: dict[str, str], token: str = token) -> tuple[int, dict[str, object] | None]:
        path = page_of(attempt, f"/items/{position}/response")
        reply = lan.client.post(path, data={**form, "csrf_token": token}, headers=headers)
        return reply.status_code, reply.get_json(silent=True)

    position, kind, _version = next(one for one in kinds_of(attempt) if one[1] == "number")
    assert post({**RIGHT[kind], "request_id": "a"}) == (200, {"saved": 1, "of": 9})
    status, said = post(UNREAD[kind])
    assert (status, said) == (422, {"message": str(KINDS[kind].ASK)})
    assert post(RIGHT[kind], "too old") == (400, None)
    lan.send(page_of(attempt, "/submission"), unanswered="yes")
    status, said = post({**RIGHT[kind], "request_id": "b"})
    assert status == 409
    assert "đã nộp" in str(said)
    lan.client.delete_cookie("session")
    lan.get("/sign-in")
    assert post(RIGHT[kind], lan.page.token) == (401, None)


def test_pictures_go_only_to_whoever_is_asked(signed_in: SignIn, cast: Cast) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    position = next(p for p, kind, _v in kinds_of(attempt) if kind == "picture_choice")
    page = lan.get(page_of(attempt, f"/items/{position}"))
    picture = next(image for image in page.all("img") if "/media/" in image["src"])
    assert picture["alt"] in {"Ảnh trang giả", "Ảnh trang thật"}
    reply = lan.client.get(picture["src"])
    assert reply.data == PNG + b"a page"
    assert reply.mimetype == "image/png"
    assert reply.headers["Cache-Control"] == "private, max-age=86400"
    part = lan.client.get(picture["src"], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, PNG[:4])
    same = lan.client.get(picture["src"], headers={"If-None-Match": reply.headers["ETag"]})
    assert same.status_code == 304
    signed_in("khach").get(picture["src"], 404)
    lan.get(page_of(attempt, f"/media/{attempt.id}"), 404)


def test_an_attempt_without_the_item_gets_no_picture(signed_in: SignIn, cast: Cast) -> None:
    other, lan = sat(cast), signed_in("lan")
    quiz = bank.compose_quiz(
        "plain", "Không ảnh", [v for _p, k, v in kinds_of(other) if k == "number"],
        draw=1, pass_mark=1,
    )  # fmt: skip
    attempt = start(quiz, by=cast.actor("lan"), at=now(), origin="/courses/")
    db.session.flush()
    file_id = db.session.scalars(select(ItemMedium.file_id)).first()
    lan.get(page_of(attempt, f"/media/{file_id}"), 404)


def test_the_time_is_told_by_the_server(
    signed_in: SignIn, cast: Cast, at: Callable[..., None]
) -> None:
    attempt, lan = sat(cast), signed_in("lan")
    attempt.deadline = now() + timedelta(minutes=10)
    db.session.flush()
    at(attempt.deadline - timedelta(seconds=90))
    page = lan.get(page_of(attempt, "/items/1"))
    assert next(a["data-left"] for a in page.all("p") if "data-left" in a) == "90"
    assert "Bạn làm bài đến" in page.words
    at(attempt.deadline + timedelta(seconds=90))
    page = lan.get(page_of(attempt, "/review"))
    assert next(a["data-left"] for a in page.all("p") if "data-left" in a) == "0"


def test_a_recording_stands_beside_its_words(app: Flask, cast: Cast) -> None:
    heard = Medium(-1, Use.AUDIO, uuid4(), "Đọc câu hỏi")
    wording = Wording("short_answer", "Làm gì?", [], {"accepted": ["x"]}, "", media=[heard])
    with app.test_request_context("/"):
        html = render_template(
            "quizzes/question.html", kind=KINDS["short_answer"], wording=wording, order=[],
            chosen=None, media_url=lambda medium: f"/m/{medium.file_id}", id_prefix="seen-",
        )  # fmt: skip
    assert '<audio controls preload="none"' in html
    assert "<figcaption>Đọc câu hỏi</figcaption>" in html
    assert 'id="seen-text"' in html


def test_a_preview_needs_no_attempt(app: Flask, cast: Cast) -> None:
    """Authors see their question through the same template, before anything is stored."""
    attempt = sat(cast)
    for _position, name, version in kinds_of(attempt):
        kind, wording = KINDS[name], version.wording
        with app.test_request_context("/"):
            html = render_template(
                "quizzes/question.html", kind=kind, wording=wording,
                order=range(parts(kind, wording)), chosen=None, media_url=lambda medium: "/m",
            )  # fmt: skip
        assert told_early(html, attempt) == []
