"""Answers that come twice, late, mixed up or at once: none is lost, none counts twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.core.audit import entered
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.settings import Settings
from quizzes import queries
from quizzes.models import Attempt, Mark, Mode, Response, Submission
from quizzes.operations import sitting
from quizzes.regrade_models import KeyCorrection, RegradedMark
from quizzes.rules.marking import Given, standing_answers
from tests.cast import Cast
from tests.make import MARCH, a_mark, an_attempt
from tests.quizzes.nine import sat

LATER = MARCH + timedelta(minutes=3)


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Response)) or 0


def test_an_old_page_sends_its_old_id_with_a_new_answer(app: Flask, cast: Cast) -> None:
    """Back, another choice, send: without a script the form still carries the first id."""
    attempt = an_attempt(cast)
    for option in (2, 0, 2, 2):
        sitting.answer(attempt, 1, {"option": option}, request_id="page", at=MARCH)
    assert queries.answers_of(attempt.id) == {1: {"option": 2}}
    assert kept() == 3


def test_a_late_retry_does_not_undo_what_another_phone_said(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    sitting.answer(attempt, 1, {"option": 2}, request_id="phone", at=MARCH)
    sitting.answer(attempt, 1, {"option": 0}, request_id="tablet", at=MARCH)
    sitting.answer(attempt, 1, {"option": 2}, request_id="phone", at=LATER)
    assert queries.answers_of(attempt.id) == {1: {"option": 0}}


def test_open_questions_earn_nothing(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    for item in queries.items_of(attempt.id)[:7]:
        sitting.answer(
            attempt, item.position, item.item_version.key,
            request_id=f"r{item.position}", at=MARCH,
        )  # fmt: skip
    with pytest.raises(Refused):
        sitting.submit(attempt, by=cast.actor("lan"), at=LATER)
    mark = sitting.submit(attempt, by=cast.actor("lan"), at=LATER, unanswered=True)
    assert (mark.score, mark.out_of, mark.passed) == (7, 10, True)
    assert mark.credits[7:] == ["0", "0", "0"]


def test_practice_is_told_to_nobody(app: Flask, cast: Cast) -> None:
    attempt = sat(cast, Mode.PRACTICE, pass_mark=1)
    heard: list[object] = []
    app.extensions["facts"], before = {}, app.extensions["facts"]
    app.extensions["facts"] = {fact: [heard.append] for fact in before}
    try:
        sitting.submit(attempt, by=cast.actor("lan"), at=LATER, unanswered=True)
    finally:
        app.extensions["facts"] = before
    assert heard == []


def test_the_result_is_the_newest_marking(app: Flask, cast: Cast) -> None:
    mark = a_mark(cast, right=6)
    attempt = db.session.get_one(Attempt, mark.attempt_id)
    first = queries.result_of(attempt)
    assert first is not None
    assert (first.score, first.total, first.passed) == (6, 6, False)
    item = queries.items_of(attempt.id)[0].item_version
    for score in (7, 8):
        correction = KeyCorrection(
            wrong_id=item.id, right_id=item.id, reason="Sai", **entered(cast.actor("minh"), LATER)
        )
        db.session.add(correction)
        db.session.add(
            RegradedMark(
                attempt_id=attempt.id,
                correction_id=correction.id,
                score=score,
                out_of=10,
                passed=True,
                would_pass=True,
                credits=["1"] * score + ["1/2"] + ["0"] * (9 - score),
            )
        )
        db.session.flush()
    found = queries.result_of(attempt)
    assert found is not None
    assert (found.score, float(found.total), found.passed) == (8, 8.5, True)


# Who sends: two tabs and two phones share pages, so ids come again with the same answer or another.
SENT = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 3), st.sampled_from(["tab", "phone", "old-page"])),
    max_size=14,
)


@pytest.fixture
def begun(app: Flask, cast: Cast) -> UUID:
    """An attempt nobody has answered yet."""
    return an_attempt(cast).id


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SENT)
def test_the_database_and_the_model_agree(begun: UUID, sent: list[tuple[int, int, str]]) -> None:
    with db.session.begin_nested() as trial:
        attempt = db.session.get_one(Attempt, begun)
        for second, (position, option, page) in enumerate(sent):
            when = MARCH + timedelta(seconds=second)
            sitting.answer(attempt, position, {"option": option}, request_id=page, at=when)
        model = [Given(n, p, page, {"option": o}) for n, (p, o, page) in enumerate(sent)]
        assert queries.answers_of(begun) == standing_answers(model)
        before = kept()
        for position, option, page in sent[-1:]:  # the last one once more
            sitting.answer(attempt, position, {"option": option}, request_id=page, at=LATER)
        assert kept() == before
        trial.rollback()


@given(SENT, st.integers(0, 3))
def test_retries_never_change_what_counts(sent: list[tuple[int, int, str]], times: int) -> None:
    """However often each request comes again before the next one, the same answers stand."""
    once = [Given(n, p, page, {"option": o}) for n, (p, o, page) in enumerate(sent)]
    again = [
        Given((times + 1) * one.number + extra, one.position, one.request_id, one.answer)
        for one in once
        for extra in range(times + 1)
    ]
    assert standing_answers(again) == standing_answers(once)
    for position, answer in standing_answers(once).items():
        assert answer in [one.answer for one in once if one.position == position]


@contextmanager
def request_of(app: Flask, attempt_id: UUID) -> Iterator[Attempt]:
    """What a worker does for one request."""
    with app.app_context(), transaction():
        yield db.session.get_one(Attempt, attempt_id)


def test_at_once_means_one_after_the_other(own_world: tuple[Flask, Cast, Settings]) -> None:
    """Requests of two pages meet in the attempt; then some race its handing in."""
    app, cast, _settings = own_world
    with app.app_context(), transaction():
        attempt_id = an_attempt(cast).id
    start = Barrier(6)

    def tap(option: int) -> None:
        start.wait()
        with request_of(app, attempt_id) as attempt:
            sitting.answer(attempt, 1, {"option": option}, request_id="page", at=MARCH)

    def hand_in(turn: int) -> tuple[int, Any]:
        start.wait()
        try:
            with request_of(app, attempt_id) as attempt:
                if turn % 2:
                    mark = sitting.submit(attempt, by=cast.actor("lan"), at=LATER, unanswered=True)
                    return turn, mark.credits
                key = queries.get_item(attempt_id, 2).item_version.key
                sitting.answer(attempt, 2, key, request_id=f"late-{turn}", at=MARCH)
                return turn, "kept"
        except Refused:
            return turn, "refused"

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(tap, [3, 3, 3, 3, 3, 3]))
        with app.app_context():
            assert kept() == 1
        list(pool.map(tap, [0, 1, 2, 0, 1, 2]))
        with app.app_context():
            rows = db.session.scalars(select(Response.request_id)).all()
            assert len(set(rows)) == len(rows)
            assert 4 <= len(rows) <= 7
        found = list(pool.map(hand_in, range(6)))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
        mark = db.session.scalars(select(Mark)).one()
        # What was acknowledged before the handing in is marked, and nothing came after it.
        acknowledged = any(said == "kept" for _turn, said in found)
        assert mark.credits[1] == ("1" if acknowledged else "0")
        assert (2 in queries.answers_of(attempt_id)) is acknowledged
