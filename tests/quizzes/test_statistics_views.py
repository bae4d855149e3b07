"""Pages of statistics and of corrected keys, as a trainer and the department use them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.audit import AuditEvent
from lms.core.clock import now
from lms.core.db import db
from lms.people.account_models import Assistance
from quizzes import queries, statistics_queries
from quizzes.answer_queries import answers_to
from quizzes.models import Attempt, AttemptItem, ItemVersion, Mode, Way
from quizzes.operations import bank, correcting, sitting
from quizzes.regrade_models import KeyCorrection, RegradedMark
from quizzes.rules.groups import Group
from quizzes.wording import Wording
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark, an_attempt, answer_all

PEOPLE = ("lan", "hung", "an", "khach", "hoa", "tung")


@pytest.fixture
def taken(app: Flask, cast: Cast) -> Attempt:
    """Six people handed in; one of them twice, one was helped, one asked aloud."""
    db.session.add(
        Assistance(
            person_id=cast.persons["lan"],
            helper_id=cast.persons["hung"],
            helper_name="Hùng",
            started_at=MARCH - timedelta(hours=1),
            ended_at=MARCH + timedelta(hours=1),
        )
    )
    marks = [a_mark(cast, who, right=n) for who, n in zip(PEOPLE, (6, 7, 3, 9, 5, 8), strict=True)]
    db.session.get_one(Attempt, marks[4].attempt_id).way = Way.ORAL
    a_mark(cast, "an", right=10, at=MARCH + timedelta(days=2))
    return db.session.get_one(Attempt, marks[0].attempt_id)


@pytest.fixture
def one(app: Flask, cast: Cast) -> Attempt:
    """One person handed in, a mark short of a pass."""
    return db.session.get_one(Attempt, a_mark(cast, "lan", right=6).attempt_id)


def doubtful(attempt: Attempt, position: int = 7) -> ItemVersion:
    return queries.get_item(attempt.id, position).item_version


def quiz_path(attempt: Attempt, item: ItemVersion | None = None) -> str:
    path = f"/quizzes/statistics/{attempt.quiz_version.quiz_id}"
    return f"{path}/items/{item.id}" if item else path


def test_only_the_first_test_of_each_person_counts(taken: Attempt, cast: Cast) -> None:
    practice = an_attempt(cast, "khach", at=MARCH + timedelta(days=1))
    practice.mode = Mode.PRACTICE
    answer_all(practice, right=0)
    sitting.submit(practice, by=cast.actor("khach"), at=MARCH + timedelta(days=1))
    found = statistics_queries.statistics_of(taken.quiz_version.quiz_id)
    assert (found.quiz.tests, found.figures.people) == (7, 6)
    assert found.figures.mean == pytest.approx(38 / 6)
    assert found.figures.groups[Group.ASSISTED].people == 1
    assert found.figures.groups[Group.ORAL].mean == pytest.approx(0.5)
    assert found.figures.groups["vi"].people == 6
    item = found.items[doubtful(taken).id]
    assert item.figures.facility == pytest.approx(3 / 6)
    assert item.seconds == 1


def test_figures_are_kept_until_something_changes(
    taken: Attempt, cast: Cast, queries: Callable[[int], object]
) -> None:
    quiz_id = taken.quiz_version.quiz_id
    first = statistics_queries.statistics_of(quiz_id)
    with queries(6):  # type: ignore[attr-defined]
        assert statistics_queries.statistics_of(quiz_id) is first
    a_mark(cast, "minh", right=10)
    assert statistics_queries.statistics_of(quiz_id).figures.people == 7


def test_what_was_answered(taken: Attempt) -> None:
    item = doubtful(taken)
    found = answers_to(taken.quiz_version.quiz_id, item)
    lines = found.lines
    assert found.people == 6
    assert [one.label.words for one in lines] == list(item.options)
    by_place = [one.chosen.people for one in lines]
    assert by_place[item.key["option"]] == 3
    assert by_place[(item.key["option"] + 1) % 4] == 3
    assert sum(by_place) == 6


def test_a_trainer_reads_how_questions_fare(
    signed_in: Callable[[str], Visitor], taken: Attempt
) -> None:
    minh, item = signed_in("minh"), doubtful(taken)
    page = minh.get("/quizzes/statistics/")
    assert "7 lượt làm bài" in page.words
    page = minh.get(quiz_path(taken) + "?sort=-right")
    assert item.stem[:40] in page.html
    assert "Hoàng Thị Lan" not in page.html
    page = minh.get(quiz_path(taken, item))
    assert "Cách tính" in page.words
    assert item.options[0] in page.words


def test_below_a_handful_no_figure_is_shown(
    signed_in: Callable[[str], Visitor], one: Attempt
) -> None:
    minh = signed_in("minh")
    page = minh.get(quiz_path(one))
    assert "100" not in page.words.split("Câu hỏi")[0]
    page = minh.get(quiz_path(one, doubtful(one)))
    assert "Chưa đủ" in page.words


def test_every_download_is_recorded(signed_in: Callable[[str], Visitor], one: Attempt) -> None:
    minh = signed_in("minh")
    reply = minh.client.get(quiz_path(one) + "/items.csv")
    assert doubtful(one).stem in reply.get_data(as_text=True)
    assert minh.client.get(quiz_path(one) + "/items.xlsx").data[:2] == b"PK"
    minh.get(quiz_path(one) + "/items.exe", 404)
    event = select(func.count()).where(AuditEvent.action == "statistics.exported")
    assert db.session.scalar(event) == 2


def test_pages_that_are_not_there(signed_in: Callable[[str], Visitor], one: Attempt) -> None:
    minh, nowhere = signed_in("minh"), "0" * 32
    unmet = db.session.scalars(
        select(ItemVersion).where(ItemVersion.id.not_in(select(AttemptItem.item_version_id)))
    ).first()
    minh.get(f"/quizzes/statistics/{nowhere}", 404)
    minh.get(quiz_path(one, unmet), 404)
    minh.get(f"/quizzes/corrections/{nowhere}", 404)
    minh.get(f"/quizzes/corrections/versions/{nowhere}/form", 404)


def test_a_key_is_corrected(signed_in: Callable[[str], Visitor], taken: Attempt) -> None:
    minh, tung, item = signed_in("minh"), signed_in("tung"), doubtful(taken)
    page = minh.get(quiz_path(taken, item))
    minh.get(page.link("Đáp án sai"))
    right = str((item.key["option"] + 1) % 4)
    page = minh.press("Đề nghị", option=right, reason="Luật mới", explanation="Vì luật mới.")
    assert "Hoàng Thị Lan" in page.words
    assert "6/10 → 7/10" in page.words
    assert "Chưa có giấy chứng nhận" in page.words
    assert not any("Duyệt" in form.words for form in page.forms)

    page = tung.get("/quizzes/statistics/")
    page = tung.get(page.link("đáp án sửa đang chờ"))
    page = tung.get(page.link(item.stem))
    assert "Trước chưa đạt, nay đạt" in page.words
    page = tung.press("Duyệt đáp án đã sửa", note="Đúng")
    assert "Có giấy chứng nhận" in page.words
    assert "giữ kết quả đạt" in page.words
    assert db.session.scalar(select(func.count()).select_from(RegradedMark)) == 7

    page = minh.get(quiz_path(taken, item))
    assert "Đáp án đã được sửa" in page.words


def test_a_correction_is_turned_down_with_a_reason(
    signed_in: Callable[[str], Visitor], one: Attempt, cast: Cast
) -> None:
    correction = proposed(cast, doubtful(one))
    tung = signed_in("tung")
    tung.get(f"/quizzes/corrections/{correction.id}")
    tung.press("Giữ nguyên đáp án", 422)
    page = tung.press("Giữ nguyên đáp án", note="Đáp án đúng rồi")
    assert "Không duyệt" in page.words
    tung.send(f"/quizzes/corrections/{correction.id}/approval", note="")
    assert db.session.scalar(select(func.count()).select_from(RegradedMark)) == 0


def proposed(cast: Cast, item: ItemVersion, by: str = "minh") -> KeyCorrection:
    correction = correcting.propose(
        item, {"option": (item.key["option"] + 1) % 4}, explanation="Vì.", reason="Nhầm",
        by=cast.actor(by), at=now(),
    )  # fmt: skip
    db.session.flush()
    return correction


def test_nobody_decides_on_their_own_proposal(
    signed_in: Callable[[str], Visitor], one: Attempt, cast: Cast
) -> None:
    correction = proposed(cast, doubtful(one), by="tung")
    tung = signed_in("tung")
    page = tung.get(f"/quizzes/corrections/{correction.id}")
    assert "người khác" in page.words
    for way in ("approval", "refusal"):
        tung.send(f"/quizzes/corrections/{correction.id}/{way}", 409, note="x")


def test_what_was_typed_is_kept(signed_in: Callable[[str], Visitor], one: Attempt) -> None:
    minh, item = signed_in("minh"), doubtful(one)
    minh.get(f"/quizzes/corrections/versions/{item.id}/form")
    page = minh.press("Đề nghị", 422, option="9", reason="Nhầm", explanation="Vì luật mới.")
    assert 'value="Nhầm"' in page.html
    page = minh.press("Đề nghị", 422, option="1", reason="", explanation="Vì luật mới.")
    assert "Vì luật mới." in page.html
    same = str(item.key["option"])
    minh.press("Đề nghị", 409, option=same, reason="Nhầm", explanation="Vì.")
    assert db.session.scalar(select(func.count()).select_from(KeyCorrection)) == 0


WORDINGS = {
    "multiple_response": (Wording("multiple_response", "?", ["a", "b", "c"], {"options": [0]}, "!"),
                          {"option": "1"}, {"options": [1]}),
    "true_false": (Wording("true_false", "?", [], {"true": True}, "!"),
                   {"option": "false"}, {"true": False}),
    "number": (Wording("number", "?", [], {"value": "5", "tolerance": "0"}, "!"),
               {"value": "1.500,5"}, {"value": "1500.5", "tolerance": "0"}),
    "short_answer": (Wording("short_answer", "?", [], {"accepted": ["vneid"]}, "!"),
                     {"accepted": "VssID"}, {"accepted": ["VssID"]}),
    "matching": (Wording("matching", "?", ["a", "b"], {"choices": [0, 1]}, "!", choices=["x", "y"]),
                 {"choice-0": "1", "choice-1": "0"}, {"choices": [1, 0]}),
    "fill_blank": (Wording("fill_blank", "[[1]]", [], {"choices": [0]}, "!", choices=["x", "y"]),
                   {"choice-0": "1"}, {"choices": [1]}),
}  # fmt: skip


def test_every_kind_has_its_fields(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    minh, opened = signed_in("minh"), bank.open_bank("K", "K")
    for number, (wording, typed, key) in enumerate(WORDINGS.values(), 1):
        version = bank.write_item(opened, number, wording)
        db.session.commit()
        minh.get(f"/quizzes/corrections/versions/{version.id}/form")
        minh.press("Đề nghị", **typed, reason="Nhầm", explanation="Vì.")
        correction = db.session.scalars(
            select(KeyCorrection).where(KeyCorrection.wrong_id == version.id)
        ).one()
        assert correction.right.key == key
    steps = bank.write_item(opened, 90, Wording("ordering", "?", ["a", "b"], {}, "!"))
    db.session.commit()
    page = minh.get(f"/quizzes/corrections/versions/{steps.id}/form")
    assert not any("Đề nghị" in form.words for form in page.forms)
