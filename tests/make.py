"""Makers: what a test needs, said in a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from courses import operations as learning
from courses.manuscript import CATALOGUE, read_folder
from courses.models import Enrolment, ModuleVersion
from courses.queries import get_published, lessons_of, newest_version
from lms.core.db import db
from quizzes import queries
from quizzes.models import Attempt, Mark
from quizzes.operations import sitting as quizzes
from tests.cast import Cast

# What a learner of the first version has not read: something people do has changed.
NEW_LINE = "\n\nTừ tháng 6, bà con gọi 156 miễn phí, cả ngày lẫn đêm.\n"
MARCH = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def a_draft(cast: Cast, module: str = "m3", **changes: Any) -> ModuleVersion:
    """A new version of a module nobody published yet: one line more in its first lesson."""
    script = read_folder(CATALOGUE / module).script
    first, *others = script.lessons
    lessons = [replace(first, body=first.body + NEW_LINE), *others]
    newest = newest_version(module.upper())
    assert newest is not None
    quiz = queries.get_quiz_version(newest.quiz_version_id)
    script = replace(script, **{"lessons": lessons, "source_hash": "", **changes})
    version = learning.write_version(script, quiz)
    db.session.flush()
    return version


def an_enrolment(
    cast: Cast, who: str = "lan", module: str = "m0", at: datetime = MARCH
) -> Enrolment:
    """Somebody began a module."""
    version = get_published(cast.modules[module])
    enrolment = learning.enrol(version, by=cast.actor(who), at=at)
    db.session.flush()
    return enrolment


def everything_read(enrolment: Enrolment, at: datetime = MARCH) -> Enrolment:
    """They read all lessons."""
    for lesson in lessons_of(enrolment.version_id):
        learning.read(enrolment, lesson.id, at=at)
    db.session.flush()
    return enrolment


def an_attempt(
    cast: Cast, who: str = "lan", module: str = "m0", at: datetime = MARCH, seed: int = 1
) -> Attempt:
    """They sit the quiz."""
    enrolment = everything_read(an_enrolment(cast, who, module, at), at)
    attempt = learning.sit_quiz(enrolment, by=cast.actor(who), at=at, origin="/courses/", seed=seed)
    db.session.flush()
    return attempt


def answer_all(attempt: Attempt, *, right: int, at: datetime = MARCH) -> None:
    """They answer every question, the first `right` ones rightly."""
    for item in queries.items_of(attempt.id):
        key = item.item_version.key["option"]
        given = key if item.position <= right else (key + 1) % len(item.item_version.options)
        quizzes.answer(
            attempt, item.position, {"option": given},
            request_id=f"r{item.position}", at=at + timedelta(seconds=item.position),
        )  # fmt: skip


def a_mark(
    cast: Cast, who: str = "lan", module: str = "m0", *, right: int = 10, at: datetime = MARCH
) -> Mark:
    """They handed in with so many right answers."""
    attempt = an_attempt(cast, who, module, at)
    answer_all(attempt, right=right, at=at)
    mark = quizzes.submit(attempt, by=cast.actor(who), at=at)
    db.session.flush()
    return mark
