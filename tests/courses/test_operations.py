from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses import operations, queries
from courses.loading import load_module
from courses.manuscript import CATALOGUE
from courses.models import LessonReading, ModuleCompletion
from courses.rules import Stage, progress
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Frozen, Missing, Refused
from tests.cast import AT, Cast
from tests.make import MARCH, a_mark, an_enrolment, everything_read


def test_progress_names_the_first_lesson_not_read() -> None:
    ids = [uuid4() for _ in range(3)]
    found = progress(ids, {ids[0], ids[2]}, enrolled=True, completed=False)
    assert (found.stage, found.read, found.next_lesson_id) == (Stage.READING, 2, ids[1])
    assert progress(ids, ids, enrolled=True, completed=False).stage is Stage.QUIZ
    assert progress(ids, ids, enrolled=True, completed=True).stage is Stage.DONE
    assert progress(ids, (), enrolled=False, completed=False).stage is Stage.NEW


def test_reading_twice_is_once(app: Flask, cast: Cast) -> None:
    enrolment = an_enrolment(cast)
    lesson = queries.lessons_of(enrolment.version_id)[0]
    for _ in range(3):
        operations.read(enrolment, lesson.id, at=MARCH)
    assert db.session.scalar(select(func.count()).select_from(LessonReading)) == 1


def test_enrolling_twice_is_once(app: Flask, cast: Cast) -> None:
    assert an_enrolment(cast).id == an_enrolment(cast, at=MARCH + timedelta(days=9)).id


def test_the_quiz_comes_after_the_lessons(app: Flask, cast: Cast) -> None:
    enrolment = an_enrolment(cast)
    with pytest.raises(Refused):
        operations.sit_quiz(enrolment, by=cast.actor("lan"), at=MARCH, origin="/")


def test_a_passed_attempt_completes_once(app: Flask, cast: Cast) -> None:
    first = a_mark(cast)
    a_mark(cast, at=MARCH + timedelta(days=1))
    rows = db.session.scalars(select(ModuleCompletion)).all()
    assert [row.attempt_id for row in rows] == [first.attempt_id]


def test_a_failed_attempt_completes_nothing(app: Flask, cast: Cast) -> None:
    a_mark(cast, right=6)
    assert db.session.scalar(select(func.count()).select_from(ModuleCompletion)) == 0
    assert queries.progress_of(everything_read(an_enrolment(cast))).stage is Stage.QUIZ


def test_loading_again_changes_nothing(app: Flask, cast: Cast) -> None:
    again = load_module(CATALOGUE / "m0", by=Actor(None, "t"), at=AT, note="")
    assert (again.is_new, again.version.number) == (False, 1)


def test_published_versions_are_frozen(app: Flask, cast: Cast) -> None:
    version = queries.get_published(cast.modules["m0"])
    with pytest.raises(Refused):
        operations.publish(version, by=Actor(None, "t"), at=AT, note="")
    version.title = "Khác"
    with pytest.raises(Frozen):
        db.session.flush()


def test_drafts_are_not_offered(app: Flask, cast: Cast) -> None:
    with pytest.raises(Missing):
        queries.get_published(cast.modules["m1"])
    codes = [v.module.code for v in queries.latest_published()]
    assert codes == ["M0", "M3"]
    assert [v.module.code for v in queries.latest_of_all()] == ["M0", "M3", "M1"]
