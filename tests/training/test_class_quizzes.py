"""The quizzes before and after a class: chosen, sat once, shown as what the class gained."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.models import EnrolmentAttempt
from courses.operations import quiz_of
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.sheets import read_book
from lms.training import class_quizzes, operations, planning
from lms.training.booking_operations import keep_seats
from lms.training.class_quiz_operations import choose, sit
from lms.training.models import Organiser, TrainingClass
from lms.training.moments import Moment
from lms.training.operations import Hall
from lms.training.queries import venues_of
from lms.training.quiz_models import ClassQuiz, ClassQuizAttempt
from quizzes.facts import AttemptTaken
from quizzes.models import QuizVersion, Way
from quizzes.operations import sitting
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import an_enrolment, answer_all

SignedIn = Callable[[str], Visitor]
At = Callable[[datetime], None]
EARLY = datetime(2026, 3, 20, 3, tzinfo=UTC)
HELD = date(2026, 4, 1)
THEN = datetime(2026, 4, 2, 3, tzinfo=UTC)


@pytest.fixture
def held(app: Flask, cast: Cast) -> TrainingClass:
    """A class to come with seats for Lan and An."""
    row = operations.plan_class(
        "Lớp an toàn", cast.units["na-sam"], held_on=HELD, hours=4,
        organiser=Organiser.COMMUNE, place="Hội trường",
    )  # fmt: skip
    halls = [Hall(cast.units["na-sam"], "Nhà văn hóa", 20)]
    operations.equip_class(row, halls, [], [], by=cast.actor("tung"), at=EARLY)
    db.session.flush()
    ids = [cast.persons["lan"], cast.persons["an"]]
    keep_seats(row, venues_of(row.id)[0], ids, by=cast.actor("hung"), at=EARLY)
    return row


@pytest.fixture
def quiz(cast: Cast, app: Flask) -> QuizVersion:
    """The quiz of a module."""
    return quiz_of(an_enrolment(cast, "hung"))


def chosen(
    cast: Cast, held: TrainingClass, quiz: QuizVersion, at: datetime = EARLY
) -> dict[Moment, ClassQuiz]:
    choose(held, {Moment.BEFORE: quiz, Moment.AFTER: quiz}, by=cast.actor("minh"), at=at)
    return class_quizzes.quizzes_of(held.id)


def sat(cast: Cast, quiz: ClassQuiz, who: str, right: int, at: datetime) -> None:
    attempt = sit(quiz, by=cast.actor(who), at=at, origin="/")
    db.session.flush()
    answer_all(attempt, right=right, at=at)
    sitting.submit(attempt, by=cast.actor(who), at=at)
    db.session.flush()


def test_a_class_gains(cast: Cast, held: TrainingClass, quiz: QuizVersion) -> None:
    both = chosen(cast, held, quiz)
    sat(cast, both[Moment.BEFORE], "lan", 4, EARLY)
    sat(cast, both[Moment.BEFORE], "an", 5, EARLY)
    sat(cast, both[Moment.AFTER], "lan", 8, THEN)
    lines = {line.person.id: line.result for line in class_quizzes.results_of(held)}
    lan, an = lines[cast.persons["lan"]], lines[cast.persons["an"]]
    assert (lan.before, lan.after) == (Fraction(4, 10), Fraction(8, 10))
    assert (an.before, an.after) == (Fraction(5, 10), None)


def test_the_attempt_completes_no_module(
    cast: Cast, held: TrainingClass, quiz: QuizVersion
) -> None:
    sat(cast, chosen(cast, held, quiz)[Moment.BEFORE], "lan", 10, EARLY)
    assert db.session.scalar(select(func.count()).select_from(EnrolmentAttempt)) == 0


def test_each_sits_once_and_goes_on_where_they_stopped(
    cast: Cast, held: TrainingClass, quiz: QuizVersion
) -> None:
    before = chosen(cast, held, quiz)[Moment.BEFORE]
    first = sit(before, by=cast.actor("lan"), at=EARLY, origin="/")
    assert sit(before, by=cast.actor("lan"), at=EARLY, origin="/") is first
    answer_all(first, right=3, at=EARLY)
    sitting.submit(first, by=cast.actor("lan"), at=EARLY)
    assert sit(before, by=cast.actor("lan"), at=EARLY, origin="/") is first
    assert db.session.scalar(select(func.count()).select_from(ClassQuizAttempt)) == 1


@pytest.mark.parametrize(
    ("moment", "days", "is_open"),
    [("before", -9, True), ("before", 0, True), ("before", 1, False), ("after", -1, False),
     ("after", 0, True), ("after", 30, True), ("after", 31, False)],
)  # fmt: skip
def test_the_days_a_quiz_is_open(moment: str, days: int, is_open: bool) -> None:
    assert Moment(moment).is_open(HELD, HELD + timedelta(days)) is is_open


def test_what_is_closed_is_refused(cast: Cast, held: TrainingClass, quiz: QuizVersion) -> None:
    both = chosen(cast, held, quiz)
    with pytest.raises(Refused, match="không mở"):
        sit(both[Moment.AFTER], by=cast.actor("lan"), at=EARLY, origin="/")
    with pytest.raises(Refused, match="không mở"):
        sit(both[Moment.BEFORE], by=cast.actor("lan"), at=THEN, origin="/")


def test_an_attempt_begun_for_a_module_is_not_taken(
    cast: Cast, held: TrainingClass, quiz: QuizVersion
) -> None:
    sitting.start(quiz, by=cast.actor("lan"), at=EARLY, origin="/courses/")
    with pytest.raises(Refused, match="làm dở bài này ở chỗ khác"):
        sit(chosen(cast, held, quiz)[Moment.BEFORE], by=cast.actor("lan"), at=EARLY, origin="/")


def test_on_the_day_the_quiz_before_is_handed_in_before_the_one_after_begins(
    cast: Cast, held: TrainingClass, quiz: QuizVersion
) -> None:
    both, morning = chosen(cast, held, quiz), datetime(2026, 4, 1, 1, tzinfo=UTC)
    sit(both[Moment.BEFORE], by=cast.actor("lan"), at=morning, origin="/")
    with pytest.raises(Refused, match="nộp bài ấy trước"):
        sit(both[Moment.AFTER], by=cast.actor("lan"), at=morning, origin="/")
    sat(cast, both[Moment.BEFORE], "lan", 4, morning)
    assert sit(both[Moment.AFTER], by=cast.actor("lan"), at=morning, origin="/").number == 2


def test_a_choice_changes_until_somebody_begins(
    cast: Cast, held: TrainingClass, quiz: QuizVersion
) -> None:
    before = chosen(cast, held, quiz)[Moment.BEFORE]
    chosen(cast, held, quiz)  # the same again changes nothing
    assert class_quizzes.quizzes_of(held.id)[Moment.BEFORE].id == before.id
    other = quiz_of(an_enrolment(cast, "hung", "m3"))
    choose(held, {Moment.AFTER: other}, by=cast.actor("minh"), at=EARLY)
    choose(held, {Moment.AFTER: None}, by=cast.actor("minh"), at=EARLY)
    assert list(class_quizzes.quizzes_of(held.id)) == [Moment.BEFORE]
    sit(before, by=cast.actor("lan"), at=EARLY, origin="/")
    with pytest.raises(Refused, match="không đổi được nữa"):
        choose(held, {Moment.BEFORE: None}, by=cast.actor("minh"), at=EARLY)


def test_choices_that_come_too_late_are_refused(
    cast: Cast, held: TrainingClass, quiz: QuizVersion
) -> None:
    with pytest.raises(Refused, match="Đã muộn"):
        choose(held, {Moment.BEFORE: quiz}, by=cast.actor("minh"), at=THEN)
    planning.cancel_class(held, "Bão", by=cast.actor("hoa"), at=EARLY)
    with pytest.raises(Refused, match="hủy"):
        choose(held, {Moment.AFTER: quiz}, by=cast.actor("minh"), at=EARLY)


def test_what_was_sat_on_paper_or_aloud_counts_for_the_class(
    cast: Cast, held: TrainingClass, quiz: QuizVersion
) -> None:
    before = chosen(cast, held, quiz)[Moment.BEFORE]
    for who in ("lan", "khach"):  # khach is in no class
        attempt = sitting.start(
            quiz, by=cast.actor("minh"), at=EARLY, origin="/", way=Way.ORAL,
            person_id=cast.persons[who],
        )  # fmt: skip
        db.session.flush()
        announce(AttemptTaken(attempt.id, cast.persons[who], quiz.id, EARLY))
    rows = db.session.scalars(select(ClassQuizAttempt)).all()
    assert [(row.class_quiz_id, row.person_id) for row in rows] == [
        (before.id, cast.persons["lan"])
    ]


def test_the_journey_from_the_choice_to_the_table(
    cast: Cast, held: TrainingClass, quiz: QuizVersion, signed_in: SignedIn, at: At
) -> None:
    at(EARLY)
    trainer = signed_in("minh")
    trainer.get(f"/training/classes/{held.id}")
    page = trainer.get(f"/training/classes/{held.id}/gains")
    assert "Chưa chọn bài nào" in page.words
    page = trainer.press("Lưu", before=str(quiz.id), after=str(quiz.id))
    assert "Đã lưu" in page.words
    lan = signed_in("lan")
    assert "Có 1 bài kiểm tra của lớp đang chờ bạn" in lan.get("/training/classes-to-come").words
    lan.get("/training/class-quizzes")
    assert "Câu 1 trong 10 câu" in lan.press("Bắt đầu làm bài").title
    assert "Làm tiếp bài" in lan.get("/training/class-quizzes").words
    both = class_quizzes.quizzes_of(held.id)
    sat(cast, both[Moment.BEFORE], "lan", 4, EARLY)
    at(THEN)
    sat(cast, both[Moment.AFTER], "lan", 8, THEN)
    assert "đúng 8/10 câu" in signed_in("lan").get("/training/class-quizzes").words
    trainer = signed_in("minh")
    page = trainer.get(f"/training/classes/{held.id}/gains")
    assert "Trung bình trước lớp đúng 4/10 câu, sau lớp 8/10 câu." in page.words
    assert "66,6%" in page.words
    assert "67%." in page.words
    reply = trainer.client.get(f"/training/classes/{held.id}/gains.xlsx")
    (rows,) = (one.rows for one in read_book(reply.data, "x.xlsx"))
    cells = [str(cell) for row in rows for cell in row]
    assert "Hoàng Thị Lan" in cells
    assert "4/10" in cells
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.action == "class_gains.exported"))


def test_refusals_stand_on_the_page(
    cast: Cast, held: TrainingClass, quiz: QuizVersion, signed_in: SignedIn, at: At
) -> None:
    at(EARLY)
    both = chosen(cast, held, quiz)
    sit(both[Moment.BEFORE], by=cast.actor("an"), at=EARLY, origin="/")
    trainer = signed_in("minh")
    trainer.get(f"/training/classes/{held.id}/gains")
    assert "không đổi được nữa" in trainer.press("Lưu", 409, before="").words
    assert "chọn một bài trong danh sách" in trainer.press("Lưu", 422, before="x").words
    lan = signed_in("lan")
    lan.get("/training/class-quizzes")
    lan.send(f"/training/class-quizzes/{both[Moment.AFTER].id}/attempt", 409)


def test_strangers_to_the_class_find_nothing(
    cast: Cast, held: TrainingClass, quiz: QuizVersion, signed_in: SignedIn, at: At
) -> None:
    at(EARLY)
    before = chosen(cast, held, quiz)[Moment.BEFORE]
    khach = signed_in("khach")
    assert "chưa có bài kiểm tra nào" in khach.get("/training/class-quizzes").words
    khach.send(f"/training/class-quizzes/{before.id}/attempt", 404)
    khach.get(f"/training/classes/{held.id}/gains", 404)
    signed_in("minh").get(f"/training/classes/{held.id}/gains.exe", 404)
