from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.db import db
from lms.core.errors import Refused
from quizzes import queries
from quizzes.models import Attempt, Item, ItemVersion, Response, Submission
from quizzes.operations import bank, sitting
from quizzes.wording import Wording
from tests.cast import Cast
from tests.make import MARCH, a_mark, an_attempt, answer_all


def test_an_attempt_is_whole_from_its_start(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast, seed=7)
    items = queries.items_of(attempt.id)
    assert [item.position for item in items] == list(range(1, 11))
    assert attempt.seed == 7
    assert all(item.item_version.is_frozen for item in items)


def test_starting_twice_goes_on_with_the_first(app: Flask, cast: Cast) -> None:
    first = an_attempt(cast)
    again = sitting.start(first.quiz_version, by=cast.actor("lan"), at=MARCH, origin="/courses/")
    assert again.id == first.id


def test_the_same_request_is_kept_once(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    for _ in range(3):
        sitting.answer(attempt, 1, {"option": 2}, request_id="tap", at=MARCH)
    assert db.session.scalar(select(func.count()).select_from(Response)) == 1


def test_the_last_answer_wins_and_the_history_stays(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    sitting.answer(attempt, 1, {"option": 2}, request_id="a", at=MARCH)
    sitting.answer(attempt, 1, {"option": 0}, request_id="b", at=MARCH + timedelta(seconds=5))
    assert queries.answers_of(attempt.id) == {1: {"option": 0}}
    assert db.session.scalar(select(func.count()).select_from(Response)) == 2


def test_handing_in_twice_is_once(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    answer_all(attempt, right=8)
    first = sitting.submit(attempt, by=cast.actor("lan"), at=MARCH)
    second = sitting.submit(attempt, by=cast.actor("lan"), at=MARCH + timedelta(minutes=1))
    assert (first.score, first.out_of, first.passed) == (8, 10, True)
    assert second is first
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_nothing_is_answered_after_handing_in(app: Flask, cast: Cast) -> None:
    mark = a_mark(cast, right=3)
    attempt = db.session.get_one(Attempt, mark.attempt_id)
    assert not mark.passed
    with pytest.raises(Refused):
        sitting.answer(attempt, 1, {"option": 0}, request_id="late", at=MARCH)


def test_open_questions_are_not_handed_in(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    sitting.answer(attempt, 1, {"option": 0}, request_id="a", at=MARCH)
    with pytest.raises(Refused):
        sitting.submit(attempt, by=cast.actor("lan"), at=MARCH)
    assert attempt.submission is None


def test_marking_can_be_repeated(app: Flask, cast: Cast) -> None:
    mark = a_mark(cast, right=6)
    items, answers = queries.items_of(mark.attempt_id), queries.answers_of(mark.attempt_id)
    attempt = db.session.get_one(Attempt, mark.attempt_id)
    again = sitting.marking_of(attempt, items, answers)
    assert again.score == mark.score == 6
    assert [str(one) for one in again.credits] == mark.credits


def test_a_new_wording_is_a_new_version(app: Flask, cast: Cast) -> None:
    m0 = bank.open_bank("M0", "")
    item = db.session.scalar(select(Item).where(Item.bank_id == m0.id, Item.number == 1))
    assert item is not None
    old = queries.newest_version(item.id)
    assert old is not None
    same = old.wording
    assert bank.write_item(m0, 1, same).id == old.id
    new = bank.write_item(m0, 1, Wording(old.kind, "Khác?", old.options, old.key, "Vì vậy."))
    db.session.flush()
    assert (new.number, db.session.get_one(ItemVersion, old.id).stem) == (old.number + 1, old.stem)


def test_a_quiz_cannot_draw_more_than_its_bank_has(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused, match="11 items are drawn"):
        bank.compose_quiz("X", "X", [], draw=11, pass_mark=7)
