"""What is otherwise in another version, in words; and where a comment stands after changes."""

from datetime import date

import pytest

from courses.authoring.rules.dates import comes_due, due_on, is_day_to_write
from courses.authoring.rules.differences import Edition, differences
from courses.authoring.rules.places import place_now


def text_of(lines: object) -> list[list[tuple[str, str]]]:
    return [[(part.fate.value, part.words) for part in line] for line in lines]  # type: ignore[attr-defined]


def test_facts_and_lessons_are_compared_word_by_word() -> None:
    old = Edition(
        {"Tên": "An toàn"},
        [("Một", "a b c"), ("Hai", "Gọi 113 khi gấp.\n\nDòng cũ"), ("Ba", "x y z t"), ("Bốn", "q")],
    )
    new = Edition(
        {"Tên": "An toàn trên mạng"},
        [("Ba", "x y z t"), ("Một", "a b c"), ("Hai mới", "Gọi 156 khi gấp.\n\nDòng cũ"),
         ("Năm", "hoàn toàn khác")],
    )  # fmt: skip
    found = differences(old, new)
    assert [(one.what, list(one.happened)) for one in found] == [
        ("Tên", []),
        ("Lesson 1: Ba", ["Moved: it was lesson 3"]),
        ("Lesson 3: Hai mới", ["Renamed: it was called “Hai”"]),
        ("Lesson 4: Năm", ["New lesson"]),
        ("Lesson 4: Bốn", ["Lesson taken out"]),
    ]
    assert text_of(found[0].lines) == [[("same", "An toàn"), ("new", "trên mạng")]]
    assert text_of(found[2].lines) == [
        [("same", "Gọi"), ("gone", "113"), ("new", "156"), ("same", "khi gấp.")],
        [("same", "Dòng cũ")],
    ]
    assert differences(new, new) == []


@pytest.mark.parametrize(
    ("lesson", "line", "words", "now"),
    [
        (1, 2, "hai", (1, 2)),  # as it was
        (1, 1, "ba", (1, 3)),  # lines came before it
        (1, 1, "bốn", (2, 1)),  # the lesson was cut in two
        (1, 1, "mất", (1, 0)),  # rewritten: on the lesson
        (9, 1, "mất", (0, 0)),  # the lesson is gone
        (2, 0, "", (2, 0)),
        (9, 0, "", (0, 0)),
    ],
)
def test_a_comment_follows_its_line(
    lesson: int, line: int, words: str, now: tuple[int, int]
) -> None:
    assert place_now([["một", "hai", "ba"], ["bốn"]], lesson, line, words) == now


@pytest.mark.parametrize(
    ("since", "months", "due"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 15), 6, date(2027, 6, 15)),
        (date(2026, 6, 5), 0, date(2026, 6, 5)),
    ],
)
def test_content_is_due_at_the_end_of_short_months(since: date, months: int, due: date) -> None:
    assert due_on(since, months) == due


def test_a_fortnight_before_and_every_fortnight_after() -> None:
    due = date(2026, 3, 31)
    days = [date(2026, 3, day) for day in range(1, 32)]
    assert [day.day for day in days if is_day_to_write(due, day)] == [17, 31]
    assert is_day_to_write(due, date(2026, 4, 14))
    assert not comes_due(due, date(2026, 3, 16))
