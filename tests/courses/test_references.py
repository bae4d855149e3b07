import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, g

from courses.manuscript import folders, read_folder
from courses.queries import get_published, lessons_of
from courses.rules import Place, first_words, place_of
from lms.core.db import db
from lms.core.markup import text_lines, to_html, to_numbered_html
from lms.core.names import fold
from lms.core.panels import panels
from lms.people.signin import actor_of
from lms.roles import ROLES
from quizzes.items import KINDS
from quizzes.operations import sitting
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, an_attempt

FOLDERS = list(folders())
TEXT = "Mở đầu\n\n- một\n- hai\n\n  còn hai\n\n1. **Ba**\n\n::: warning\nĐừng đọc\nOTP.\n:::\n"


def test_lines_are_paragraphs_and_list_items_as_they_are_read() -> None:
    assert text_lines(TEXT) == ["Mở đầu", "một", "hai còn hai", "Ba", "Đừng đọc OTP."]
    found = re.findall(r'<(\w+) id="line-(\d)">', to_numbered_html(TEXT))
    assert found == [("p", "1"), ("li", "2"), ("li", "3"), ("li", "4"), ("p", "5")]
    assert "id=" not in to_html(TEXT)


def test_no_author_can_give_an_id() -> None:
    assert not re.search(r'<\w+ [^>]*id="menu"', to_numbered_html('<p id="menu">a</p>'))


@pytest.mark.parametrize(
    ("text", "place"),
    [("5:3", Place(5, 3)), ("12:104", Place(12, 104)), ("", None), ("0:1", None), ("5:0", None)],
)
def test_a_reference_is_a_lesson_and_a_line(text: str, place: Place | None) -> None:
    assert place_of(text) == place


def test_first_words_are_whole() -> None:
    assert first_words("một hai ba, bốn", 3) == "một hai ba …"
    assert first_words("một hai") == "một hai"


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_starter_item_names_a_line_that_says_what_it_tests(path: Path) -> None:
    """Half of the words of its right answer or explanation stand in the line or just below it."""
    folder = read_folder(path)
    for item in folder.items:
        place = place_of(item.reference)
        assert place is not None, item.stem
        lines = text_lines(folder.script.lessons[place.lesson - 1].body)
        assert 1 <= place.line <= len(lines), item.stem
        said = _words(" ".join(lines[place.line - 1 : place.line + 5]))
        right, why = _words(" ".join(KINDS[item.kind].key_words(item))), _words(item.explanation)
        assert max(len(right & said) / len(right), len(why & said) / len(why)) >= 0.5, item.stem


def test_every_starter_item_has_a_level_and_few_tags() -> None:
    items = [item for path in FOLDERS for item in read_folder(path).items]
    assert {item.level for item in items} == {1, 2, 3}
    assert all(1 <= len(item.tags) <= 4 for item in items)
    assert len({tag for item in items for tag in item.tags}) <= 20


def test_the_learner_is_sent_to_the_line(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    attempt = an_attempt(cast)
    lesson = lessons_of(get_published(cast.modules["m0"]).id)[4]
    shown = _panel(app, cast, "lan", attempt.id, "5:3")
    assert f'href="/courses/lessons/{lesson.id}#line-3"' in shown
    assert "Đọc lại:" in shown
    assert "Làm cùng: bà con tự bấm" in shown
    page = signed_in("lan").get(f"/courses/lessons/{lesson.id}")
    assert 'id="line-3"' in page.html


def test_a_trainer_reads_words_without_a_link(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    shown = _panel(app, cast, "minh", attempt.id, "5:3")
    assert "bài 5" in shown
    assert "<a " not in shown


def test_what_cannot_be_found_is_not_shown(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    for reference in ("", "99:1", "5:99", "x"):
        assert _panel(app, cast, "lan", attempt.id, reference) == ""
    assert _panel(app, cast, "lan", cast.persons["lan"], "5:3") == ""


def test_without_an_enrolment_the_published_lessons_are_named(app: Flask, cast: Cast) -> None:
    quiz = an_attempt(cast, "khach").quiz_version
    attempt = sitting.start(quiz, by=cast.actor("an"), at=MARCH, origin="/")
    db.session.flush()
    shown = _panel(app, cast, "an", attempt.id, "5:3")
    assert "bài 5" in shown
    assert "<a " not in shown


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _panel(app: Flask, cast: Cast, who: str, attempt_id: UUID, reference: str) -> str:
    with app.test_request_context(headers={"Cookie": "language=vi"}):
        g.actor = actor_of(cast.person(who), MARCH.date(), ROLES)
        return str(panels("item reference", attempt_id, reference=reference)).strip()
