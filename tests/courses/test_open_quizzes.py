from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from courses.open_quiz_queries import get_open_quiz, open_quizzes
from courses.queries import get_published
from lms.core.db import db
from lms.core.errors import Missing
from quizzes.models import Mode, QuizVersion
from quizzes.operations import sitting
from quizzes.operations.bank import compose_quiz, open_bank, release, write_item
from quizzes.queries import attempt_under_way, get_quiz_version
from quizzes.wording import Wording
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import answer_all

AT = datetime(2026, 3, 1, tzinfo=UTC)


def a_quiz(cast: Cast, *, released: bool = True) -> QuizVersion:
    bank = open_bank("X", "Riêng")
    db.session.flush()
    wording = Wording("single_choice", "Hỏi?", ["Một", "Hai"], {"option": 0}, "Vì.")
    version = compose_quiz("X", "Đố vui", [write_item(bank, 1, wording)], draw=1, pass_mark=1)
    if released:
        release(version, by=cast.actor("minh"), at=AT, note="Bản đầu")
    db.session.flush()
    return version


def test_only_released_quizzes_that_no_module_uses_stand_alone(cast: Cast) -> None:
    assert open_quizzes() == []
    version = a_quiz(cast)
    assert open_quizzes() == [version]
    of_module = get_quiz_version(get_published(cast.modules["m0"]).quiz_version_id)
    with pytest.raises(Missing):
        get_open_quiz(of_module.quiz_id)


def test_what_is_not_released_does_not_stand_open(cast: Cast) -> None:
    a_quiz(cast, released=False)
    assert open_quizzes() == []


def test_a_member_practises_and_tests(cast: Cast, signed_in: Callable[[str], Visitor]) -> None:
    lan = signed_in("lan")
    assert "Chưa có bài nào như thế" in lan.get("/quizzes/open-quizzes").words
    version = a_quiz(cast)
    assert "Đố vui" in lan.get("/quizzes/open-quizzes").words
    lan.send(f"/quizzes/open-quizzes/{version.quiz_id}/attempts", mode="practice")
    whose = cast.persons["lan"]
    assert attempt_under_way(version.quiz_id, whose, Mode.PRACTICE) is not None
    assert attempt_under_way(version.quiz_id, whose, Mode.TEST) is None
    lan.send(f"/quizzes/open-quizzes/{version.quiz_id}/attempts", mode="test")
    attempt = attempt_under_way(version.quiz_id, whose, Mode.TEST)
    assert attempt is not None
    answer_all(attempt, right=1, at=AT)
    sitting.submit(attempt, by=cast.actor("lan"), at=AT)
    db.session.flush()
    assert "Lần cao nhất của bạn: 1/1" in lan.get("/quizzes/open-quizzes").words
    lan.send(f"/quizzes/open-quizzes/{cast.modules['m0']}/attempts", 404, mode="test")
