"""The way through a module: order, a test before the lessons, the place in a lesson."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from courses import operations, path_operations, path_queries, queries, rules
from courses.models import Enrolment, ModuleCompletion, ModuleVersion, Order
from courses.player_models import LessonPlace
from lms.core.clock import now
from lms.core.db import db, new_id
from lms.core.errors import Refused
from quizzes import queries as quizzes
from quizzes.first_test_queries import first_tests
from quizzes.models import Mode
from quizzes.operations import sitting
from quizzes.standing_queries import standing
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, an_enrolment, answer_all, everything_read


def ordered(cast: Cast, order: Order) -> Enrolment:
    """A module somebody began whose author wants an order; versions are frozen, so by force."""
    version = queries.get_published(cast.modules["m0"])
    db.session.execute(
        update(ModuleVersion).where(ModuleVersion.id == version.id).values(sequence=order)
    )
    db.session.expire(version)
    return an_enrolment(cast, at=now())


def test_which_lessons_are_open() -> None:
    one, two, three = lessons = [new_id() for _ in range(3)]
    assert rules.open_lessons(lessons, (), in_order=False, waits=False) == set(lessons)
    assert rules.open_lessons(lessons, (), in_order=True, waits=False) == {one}
    assert rules.open_lessons(lessons, {one}, in_order=True, waits=False) == {one, two}
    assert rules.open_lessons(lessons, {three}, in_order=True, waits=True) == {three}


def test_minutes_are_those_of_slow_readers() -> None:
    assert [rules.minutes(words) for words in (0, 120, 121)] == [1, 1, 2]
    assert rules.minutes(120, spoken=180) == 2


def test_lessons_one_after_the_other(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    enrolment, lan = ordered(cast, Order.IN_ORDER), signed_in("lan")
    lessons = queries.lessons_of(enrolment.version_id)
    page = lan.get(f"/courses/modules/{cast.modules['m0']}")
    assert "Mở sau bài 1" in page.words
    assert str(lessons[1].id) not in page.html
    page = lan.get(f"/courses/lessons/{lessons[2].id}", 409)
    assert "Bài này chưa mở" in page.words
    lan.get(page.link("Đọc bài 1"))
    assert "Bài này chưa mở" in lan.send(f"/courses/lessons/{lessons[2].id}/reading", 409).words
    assert queries.read_lessons(enrolment.id) == set()
    lan.get(f"/courses/lessons/{lessons[0].id}")
    assert lessons[1].title in lan.press("sang bài sau").title
    lan.get(f"/courses/lessons/{lessons[0].id}")  # what was read stays open


def test_a_test_before_the_lessons_counts_for_nothing(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    enrolment, lan, by = ordered(cast, Order.TEST_FIRST), signed_in("lan"), cast.actor("lan")
    module, lessons = (
        f"/courses/modules/{cast.modules['m0']}",
        queries.lessons_of(enrolment.version_id),
    )
    lan.get("/")
    assert "Làm thử trước" in lan.press("Học tiếp").words
    assert "Bài này chưa mở" in lan.get(f"/courses/lessons/{lessons[0].id}", 409).words
    lan.get(module)
    assert "Làm thử trước khi học" in lan.press("Làm thử trước").words
    attempt = path_queries.pretest_of(enrolment).attempt
    assert attempt is not None
    answer_all(attempt, right=10, at=now())
    page = lan.send(f"/quizzes/attempts/{attempt.id}/submission")
    assert "10/10" in page.words
    for hidden in (
        "Từng câu một",
        "Giấy chứng nhận",
        quizzes.items_of(attempt.id)[0].item_version.stem,
    ):
        assert hidden not in page.words
    quiz = operations.quiz_of(enrolment)
    assert db.session.scalar(select(func.count()).select_from(ModuleCompletion)) == 0
    assert first_tests(quiz.quiz_id) == []
    assert standing(quiz, cast.persons["lan"], now()).best is None
    with pytest.raises(Refused):
        path_operations.sit_pretest(enrolment, by=by, at=now(), origin="/")
    assert "Trước khi học: 10/10" in lan.get(module).words
    everything_read(enrolment, now())
    test = operations.sit_quiz(enrolment, by=by, at=now(), origin=module)
    answer_all(test, right=9, at=now())
    sitting.submit(test, by=by, at=now())
    db.session.flush()
    assert "Trước khi học: 10/10 câu đúng. Sau khi học: 9/10" in lan.get(module).words
    assert "Từng câu một" in lan.get(f"/quizzes/attempts/{attempt.id}").words


def test_the_test_before_the_lessons_may_be_left_out(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    enrolment, lan = ordered(cast, Order.TEST_FIRST), signed_in("lan")
    lan.get(f"/courses/modules/{cast.modules['m0']}")
    assert queries.lessons_of(enrolment.version_id)[0].title in lan.press("Bỏ qua").title
    assert path_queries.pretest_of(enrolment) == path_queries.Pretest(is_due=False)
    path_operations.skip_pretest(enrolment, at=now())


def test_one_left_in_another_year_is_closed_first(app: Flask, cast: Cast) -> None:
    by, last_year = cast.actor("lan"), MARCH - timedelta(days=365)
    quiz = operations.quiz_of(ordered(cast, Order.TEST_FIRST))
    old = sitting.start(quiz, by=by, at=last_year, origin="/", mode=Mode.BEFORE)
    db.session.flush()
    enrolment = an_enrolment(cast, at=now())
    new = path_operations.sit_pretest(enrolment, by=by, at=now(), origin="/")
    assert new.id != old.id
    assert old.submission is not None


def test_the_place_in_a_lesson(app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]) -> None:
    enrolment, lan = an_enrolment(cast, at=now()), signed_in("lan")
    second = queries.lessons_of(enrolment.version_id)[1]
    address = f"/courses/lessons/{second.id}"
    page = lan.get(address)
    assert [a for a in page.all("a") if a.get("id") == "go-on" and "hidden" in a]
    millis = int(now().timestamp() * 1000)
    lan.send(f"{address}/place", 204, line="3", seen=str(millis))
    lan.send(f"{address}/place", 204, line="2", seen=str(millis - 9000))  # another phone, earlier
    page = signed_in("lan").get(address)
    [link] = [a for a in page.all("a") if a.get("id") == "go-on"]
    assert (link["href"], "hidden" in link) == ("#line-3", False)
    other_phone = signed_in("lan")
    other_phone.get("/")
    assert second.title in other_phone.press("Học tiếp").title  # not the first one unread
    lan.send(f"{address}/place", 204, line="999", seen="x" * 99)
    place = path_queries.place_in(enrolment.id, second.id)
    assert place is not None
    db.session.refresh(place)
    assert place.line == path_queries.number_of_lines(second.body)
    lan.get(address)
    lan.press("sang bài sau")
    assert db.session.scalar(select(func.count()).select_from(LessonPlace)) == 0
    khach = signed_in("khach")
    khach.get("/courses/")
    khach.send(f"{address}/place", 404, line="3")
