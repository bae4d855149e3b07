"""A quiz with limits, and somebody who fails it, for the tests of policies and calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from courses.operations import newest_quiz
from courses.queries import get_published
from lms.core.access import Actor
from quizzes.models import Attempt, QuizVersion
from quizzes.operations import bank
from quizzes.operations.sitting import submit
from quizzes.queries import items_of_quiz
from quizzes.rules.policy import Policy
from tests.cast import Cast
from tests.make import MARCH, an_attempt, answer_all

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def limit(cast: Cast, policy: Policy, at: datetime = MARCH) -> QuizVersion:
    """The quiz of a module gets limits: a version of its own is released."""
    old = newest_quiz(get_published(cast.modules["m0"]))
    version = bank.compose_quiz(
        old.quiz.code, old.quiz.title, items_of_quiz(old.id), draw=10, pass_mark=7, policy=policy
    )
    bank.release(version, by=Actor(None, "tests"), at=at, note="Giới hạn")
    return version


def fail(cast: Cast, at: datetime = MARCH, who: str = "lan", times: int = 1) -> Attempt:
    """They sit the test and fail, once an hour."""
    for number in range(times):
        moment = at + number * HOUR
        attempt = an_attempt(cast, who, at=moment, seed=number + 1)
        answer_all(attempt, right=3, at=moment)
        submit(attempt, by=cast.actor(who), at=moment + MINUTE)
    return attempt
