"""Limits on the server: deadlines, tries, waits; two tabs never jump one."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.models import ModuleCompletion
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.settings import Settings
from quizzes import queries, standing_queries
from quizzes.models import Attempt, Mode, QuizVersion, Response, Submission, Way
from quizzes.operations import sitting
from quizzes.operations.accommodating import accommodate
from quizzes.rules.policy import GRACE_SECONDS, Bar, Policy
from quizzes.standing_queries import late_positions, standing, was_closed
from tests.cast import Cast
from tests.make import MARCH, an_attempt, answer_all
from tests.quizzes.limited import HOUR, MINUTE, SECOND, fail, limit

TEN = Policy(seconds_allowed=600, hard_limit=True)
TOO_LATE = MARCH + 10 * MINUTE + (GRACE_SECONDS + 1) * SECOND


def give(cast: Cast, version: QuizVersion, *, minutes: int = 0, tries: int = 0,
         at: datetime = MARCH, form: int = 1) -> None:  # fmt: skip
    accommodate(
        cast.person("lan"), version.quiz, UUID(int=form), minutes=minutes, tries=tries,
        reason="cần chữ to", by=cast.actor("hoa"), at=at,
    )  # fmt: skip
    db.session.flush()


def start(cast: Cast, at: datetime, **more: Mode | Way) -> Attempt:
    version = db.session.scalars(select(QuizVersion).order_by(QuizVersion.number.desc())).first()
    assert version is not None
    return sitting.start(version, by=cast.actor("lan"), at=at, origin="/", **more)  # type: ignore[arg-type]


def test_the_deadline_is_the_servers_and_stays(app: Flask, cast: Cast) -> None:
    limit(cast, TEN)
    attempt = an_attempt(cast)
    assert attempt.deadline == MARCH + 10 * MINUTE
    again = start(cast, MARCH + 5 * MINUTE)
    assert (again.id, again.deadline) == (attempt.id, attempt.deadline)


def test_practice_and_a_trainer_who_asks_know_no_limits(app: Flask, cast: Cast) -> None:
    limit(cast, Policy(seconds_allowed=60, opens_at=MARCH + HOUR, most_tries=1))
    assert start(cast, MARCH, mode=Mode.PRACTICE).deadline is None
    assert start(cast, MARCH, way=Way.ORAL).deadline is None


def test_within_the_grace_an_answer_counts_and_is_late(app: Flask, cast: Cast) -> None:
    limit(cast, TEN)
    attempt = an_attempt(cast)
    answer_all(attempt, right=10)
    last = MARCH + 10 * MINUTE + GRACE_SECONDS * SECOND
    sitting.answer(attempt, 4, {"option": 0}, request_id="late", at=last)
    mark = sitting.submit(attempt, by=cast.actor("lan"), at=last)
    assert late_positions(attempt) == [4]
    assert (mark.passed, was_closed(attempt)) == (True, False)


def test_after_a_soft_limit_all_is_taken_and_late(app: Flask, cast: Cast) -> None:
    limit(cast, Policy(seconds_allowed=600))
    attempt = an_attempt(cast)
    answer_all(attempt, right=10, at=MARCH + 3 * HOUR)
    assert sitting.submit(attempt, by=cast.actor("lan"), at=MARCH + 4 * HOUR).passed
    assert late_positions(attempt) == list(range(1, 11))


def test_after_a_hard_limit_nothing_is_taken_and_what_was_saved_is_handed_in(
    app: Flask, cast: Cast
) -> None:
    limit(cast, TEN)
    attempt = an_attempt(cast)
    items = queries.items_of(attempt.id)
    for item in items[:7]:
        key = item.item_version.key
        sitting.answer(attempt, item.position, key, request_id=f"{item.position}", at=MARCH)
    with pytest.raises(Refused, match="đến muộn nên không tính"):
        sitting.answer(attempt, 8, {"option": 0}, request_id="late", at=TOO_LATE)
    mark = sitting.submit(attempt, by=cast.actor("lan"), at=TOO_LATE)  # unanswered earn nothing
    assert (mark.score, mark.out_of, mark.passed) == (7, 10, True)
    submission = db.session.get_one(Submission, attempt.id)
    assert submission.submitted_at == attempt.deadline
    assert was_closed(attempt)
    assert sitting.close(attempt, by=cast.actor("lan"), at=TOO_LATE).score == 7
    assert db.session.scalar(select(func.count()).select_from(Response)) == 7
    assert db.session.scalar(select(func.count()).select_from(ModuleCompletion)) == 1


def test_starting_again_after_the_time_shows_the_result_first(app: Flask, cast: Cast) -> None:
    limit(cast, TEN)
    attempt = an_attempt(cast)
    closed = start(cast, TOO_LATE)
    assert (closed.id, closed.mark and closed.mark.score) == (attempt.id, 0)
    assert start(cast, TOO_LATE + HOUR).number == 2


def test_the_command_hands_in_what_is_over_and_only_that(app: Flask, cast: Cast) -> None:
    limit(cast, TEN, at=MARCH)
    over = an_attempt(cast)
    an_attempt(cast, "an", at=datetime.now(UTC))
    limit(cast, Policy(seconds_allowed=60))
    an_attempt(cast, "hung")  # after a soft limit there is still time
    db.session.commit()
    said = [app.test_cli_runner().invoke(args=["quizzes", "close"]).output for _ in range(2)]
    assert said == ["1 attempts handed in\n", "0 attempts handed in\n"]
    assert db.session.scalars(select(Submission.attempt_id)).all() == [over.id]


def test_an_end_on_the_calendar_ends_the_attempt(app: Flask, cast: Cast) -> None:
    limit(cast, Policy(seconds_allowed=3600, closes_at=MARCH + 20 * MINUTE))
    assert an_attempt(cast).deadline == MARCH + 20 * MINUTE


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Policy(opens_at=MARCH + HOUR), "mở lúc 11:00 01/03/2026"),
        (Policy(closes_at=MARCH - HOUR), "đã đóng lúc 09:00 01/03/2026"),
    ],
)
def test_outside_of_its_days_a_quiz_says_when(
    app: Flask, cast: Cast, policy: Policy, words: str
) -> None:
    limit(cast, policy)
    with pytest.raises(Refused, match=words):
        an_attempt(cast)


def test_tries_are_used_up_and_given(app: Flask, cast: Cast) -> None:
    version = limit(cast, Policy(most_tries=2))
    fail(cast, times=2)
    with pytest.raises(Refused, match="hết lượt"):
        an_attempt(cast, at=MARCH + 5 * HOUR)
    give(cast, version, tries=1, at=MARCH + 5 * HOUR)
    give(cast, version, tries=1, at=MARCH + 5 * HOUR)  # a double click: the same form
    found = standing(version, cast.persons["lan"], MARCH + 5 * HOUR)
    assert (found.chance.tries_left, found.best and found.best.score) == (1, 3)
    fail(cast, at=MARCH + 6 * HOUR)
    with pytest.raises(Refused):
        an_attempt(cast, at=MARCH + 8 * HOUR)


def test_a_new_year_begins_afresh(app: Flask, cast: Cast) -> None:
    version = limit(cast, Policy(most_tries=1))
    fail(cast)
    midnight = datetime(2027, 1, 1, tzinfo=UTC) - timedelta(hours=7)  # in Lạng Sơn
    whose = cast.persons["lan"]
    assert standing(version, whose, midnight - SECOND).chance.bar is Bar.USED_UP
    assert standing(version, whose, midnight).chance.may_start


def test_a_wait_ends_by_itself_or_by_extra_tries(app: Flask, cast: Cast) -> None:
    version = limit(cast, Policy(tries_before_wait=2, wait_hours=5))
    fail(cast, times=2)
    with pytest.raises(Refused, match="Làm lại được từ 16:01 01/03/2026"):
        an_attempt(cast, at=MARCH + 2 * HOUR)
    whose = cast.persons["lan"]
    assert standing(version, whose, MARCH + 6 * HOUR + MINUTE).chance.may_start
    give(cast, version, tries=1, at=MARCH + 2 * HOUR)
    assert standing(version, whose, MARCH + 2 * HOUR).chance.may_start


def test_more_minutes_lengthen_the_test_under_way(app: Flask, cast: Cast) -> None:
    version = limit(cast, TEN)
    attempt = an_attempt(cast)
    give(cast, version, minutes=5, at=MARCH + MINUTE)
    assert attempt.deadline == MARCH + 15 * MINUTE
    give(cast, version, minutes=5, at=MARCH + HOUR, form=2)  # over: nothing is opened again
    assert attempt.deadline == MARCH + 15 * MINUTE
    sitting.close(attempt, by=cast.actor("lan"), at=MARCH + HOUR)
    assert an_attempt(cast, at=MARCH + HOUR).deadline == MARCH + HOUR + 20 * MINUTE


def test_nobody_gives_to_themselves_or_nothing(app: Flask, cast: Cast) -> None:
    version = limit(cast, TEN)
    with pytest.raises(Refused, match="người khác"):
        accommodate(
            cast.person("hoa"), version.quiz, UUID(int=1), minutes=1, tries=0, reason="x",
            by=cast.actor("hoa"), at=MARCH,
        )  # fmt: skip
    with pytest.raises(Refused, match="cả hai"):
        give(cast, version)


def test_fifty_starts_at_once_are_one_attempt_and_one_try(
    own_world: tuple[Flask, Cast, Settings],
) -> None:
    """Every thread presses start; whoever got an attempt also hands it in, failed, at once."""
    own, cast, _settings = own_world
    with own.app_context(), transaction():
        version = limit(cast, Policy(most_tries=2))
        fail(cast)
        whose, version_id, quiz_id = cast.persons["lan"], version.id, version.quiz_id
        actor = cast.actor("lan")

    def press(number: int) -> UUID | None:
        with own.app_context():
            try:
                with transaction():
                    quiz = db.session.get_one(QuizVersion, version_id)
                    moment = MARCH + 2 * HOUR + number * SECOND
                    return sitting.start(quiz, by=actor, at=moment, origin="/").id
            except Refused:
                return None

    def press_and_hand_in(number: int) -> UUID | None:
        found = press(number)
        if found is not None:
            with own.app_context(), suppress(Refused), transaction():
                attempt = db.session.get_one(Attempt, found)
                answer_all(attempt, right=0, at=MARCH + 2 * HOUR)
                sitting.submit(attempt, by=actor, at=MARCH + 3 * HOUR)
        return found

    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(press, range(50)))
        assert len(set(first)) == 1
        assert None not in first
        later = list(pool.map(press_and_hand_in, range(8)))
    assert set(later) <= {first[0], None}
    with own.app_context():
        assert len(standing_queries.tests_of(quiz_id, whose, MARCH)) == 2
        assert db.session.scalar(select(func.count()).select_from(Attempt)) == 2
