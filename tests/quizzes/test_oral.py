"""Asked aloud: the trainer notes what is said, hands in, and it counts for the person."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates.models import Certificate
from courses.models import ModuleCompletion
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.files import keep_file
from quizzes import oral_queries, queries
from quizzes.models import Attempt, AttemptItem, Way
from quizzes.operations import bank, oral
from quizzes.wording import STEM, Medium, Use, Wording
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, an_attempt, answer_all
from tests.quizzes.test_papers import a_quiz

SignedIn = Callable[[str], Visitor]


def asked(cast: Cast, who: str = "lan", by: str = "minh") -> Attempt:
    return oral.begin(a_quiz(cast), cast.persons[who], by=cast.actor(by), at=MARCH)


def test_what_was_asked_counts_for_the_person(app: Flask, cast: Cast) -> None:
    attempt = asked(cast)
    answer_all(attempt, right=7)
    for _pressed_twice in range(2):
        mark = oral.hand_in(attempt, by=cast.actor("minh"), at=MARCH)
    assert (mark.score, mark.passed) == (7, True)
    assert (attempt.way, attempt.keeper_id) == (Way.ORAL, cast.persons["minh"])
    assert attempt.person_id == cast.persons["lan"]
    completion = db.session.scalars(select(ModuleCompletion)).one()
    assert completion.attempt_id == attempt.id
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_questions_left_out_earn_nothing(app: Flask, cast: Cast) -> None:
    attempt = asked(cast)
    oral.note(attempt, 1, {"option": 0}, request_id="a", at=MARCH)
    assert not oral.hand_in(attempt, by=cast.actor("minh"), at=MARCH).passed


def test_beginning_twice_goes_on_and_others_begin_their_own(app: Flask, cast: Cast) -> None:
    first = asked(cast)
    assert asked(cast) is first
    assert asked(cast, by="hoa") is not first
    online = an_attempt(cast)
    assert online.way is Way.ONLINE
    assert {one.number for one in db.session.scalars(select(Attempt))} == {1, 2, 3}


def test_nobody_asks_themselves_or_what_is_not_released(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused):
        asked(cast, who="minh")
    draft = bank.compose_quiz("N", "N", queries.items_of_quiz(a_quiz(cast).id), draw=3, pass_mark=2)
    with pytest.raises(Refused):
        oral.begin(draft, cast.persons["lan"], by=cast.actor("minh"), at=MARCH)


def test_only_the_trainer_goes_on_with_it(app: Flask, cast: Cast) -> None:
    attempt = asked(cast)
    assert [one.attempt for one in oral_queries.under_way(cast.actor("minh"))] == [attempt]
    assert oral_queries.under_way(cast.actor("hoa")) == []
    with pytest.raises(Missing):
        oral_queries.get_asked(cast.actor("hoa"), attempt.id)
    with pytest.raises(Missing):
        queries.get_attempt(cast.actor("lan"), attempt.id)  # not theirs while it is under way
    assert queries.attempt_under_way(attempt.quiz_version.quiz_id, attempt.person_id) is None
    oral.hand_in(attempt, by=cast.actor("minh"), at=MARCH)
    assert queries.get_attempt(cast.actor("lan"), attempt.id) is attempt


def test_asking_on_pages(signed_in: SignedIn, cast: Cast) -> None:
    minh = signed_in("minh")
    minh.get("/quizzes/oral/")
    quiz = str(a_quiz(cast).id)
    assert "Không có ai tên" in minh.press("Tìm", 422, quiz=quiz, who="zzz").words
    seen = minh.press("Tìm", 422, quiz=quiz, who="lan")
    assert "Tổ CNSCĐ thôn Nà Pàn" in seen.words
    seen = minh.press("Bắt đầu", person=str(cast.persons["lan"]))
    assert "Câu 1 trong 10 câu" in seen.title
    assert "Bạn đang hỏi Hoàng Thị Lan" in seen.words
    minh.press("Lưu và đi tiếp", 422)
    keys = {row.position: row.item_version for row in db.session.scalars(select(AttemptItem)).all()}
    for position in range(1, 10):
        html = minh.page.html
        assert keys[position].explanation not in html
        minh.press("Lưu và đi tiếp", option=str(keys[position].key["option"]))
    minh.get(minh.page.link("Không biết"))
    assert "1 câu chưa có câu trả lời" in minh.page.words
    minh.get("/quizzes/oral/")
    assert "Đang hỏi dở" in minh.page.words
    attempt = db.session.scalars(select(Attempt)).one()
    here = f"/quizzes/oral/{attempt.id}"
    for path in (here, f"{here}/items/1", f"{here}/review"):
        signed_in("hoa").get(path, 404)
    minh.get(here)  # not handed in: leads to the review
    seen = minh.press("Nộp bài")
    assert "9/10" in seen.words
    assert keys[10].explanation in seen.html
    for path in ("/items/1", "/review"):
        assert "9/10" in minh.get(f"{here}{path}").words
    lan = signed_in("lan")
    assert "Trả lời miệng" in lan.get(f"/quizzes/attempts/{attempt.id}").words


def test_pictures_of_what_is_asked_are_shown_to_the_trainer_alone(
    signed_in: SignedIn, cast: Cast
) -> None:
    by = cast.actor("minh")
    picture = keep_file(b"\x89PNG\r\n\x1a\n" + b"a house", by=by, at=MARCH)
    other = keep_file(b"\x89PNG\r\n\x1a\n" + b"a tree", by=by, at=MARCH)
    wording = Wording(
        "single_choice", "Đây là gì?", ["nhà", "cây"], {"option": 0}, ".",
        media=[Medium(STEM, Use.PICTURE, picture.id, "một hình vẽ")],
    )  # fmt: skip
    item = bank.write_item(bank.open_bank("H", "Hình"), 1, wording)
    db.session.flush()
    quiz = bank.compose_quiz("H", "Hình", [item], draw=1, pass_mark=1)
    bank.release(quiz, by=by, at=MARCH, note="x")
    attempt = oral.begin(quiz, cast.persons["lan"], by=by, at=MARCH)
    db.session.commit()
    minh, place = signed_in("minh"), f"/quizzes/oral/{attempt.id}/media"
    assert minh.client.get(f"{place}/{picture.id}").data.endswith(b"a house")
    assert minh.client.get(f"{place}/{other.id}").status_code == 404
    assert signed_in("hoa").client.get(f"{place}/{picture.id}").status_code == 404


def test_people_of_others_are_not_asked(signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    hoa.get("/quizzes/oral/")
    quiz = str(a_quiz(cast).id)
    khach = str(cast.persons["khach"])
    assert "Không có ai tên" in hoa.press("Tìm", 422, quiz=quiz, who="Khách", person=khach).words
    assert "không thể tự hỏi" not in hoa.page.words
