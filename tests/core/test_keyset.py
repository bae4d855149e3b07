from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select

from lms.core.db import db
from lms.core.keyset import (
    FIRST,
    Page,
    Turn,
    count_of,
    every,
    page_of,
    page_of_list,
    sifted,
    turn_asked,
)
from lms.people.models import FailedSignIn

AT = datetime(2026, 3, 1, tzinfo=UTC)
KEYS = [FailedSignIn.at, FailedSignIn.id]


def entered(number: int) -> list[FailedSignIn]:
    """Rows of only three moments, so that most stand level; in no order."""
    rows = [FailedSignIn(key=f"k{n}", at=AT + timedelta(hours=n % 3)) for n in range(number)]
    Random(1).shuffle(rows)
    db.session.add_all(rows)
    db.session.flush()
    return rows


def pages(turn: Turn = FIRST, **how: object) -> list[Page[FailedSignIn]]:
    """All pages from one on, by the links on them."""
    found = [page_of(select(FailedSignIn), KEYS, turn, size=3, **how)]
    while found[-1].next:
        turn = Turn(after=found[-1].next)
        found.append(page_of(select(FailedSignIn), KEYS, turn, size=3, **how))
    return found


@pytest.mark.parametrize("descending", [False, True, [True, False], [False, True]])
def test_pages_hold_every_row_once_in_order(app: Flask, descending: bool | list[bool]) -> None:
    rows = entered(10)
    at, by_id = descending if isinstance(descending, list) else [descending, descending]
    rows.sort(key=lambda row: row.id, reverse=by_id)
    rows.sort(key=lambda row: row.at, reverse=at)
    found = pages(descending=descending)
    assert [row[0] for page in found for row in page.rows] == rows
    assert [len(page.rows) for page in found] == [3, 3, 3, 1]
    turn = Turn(before=found[-1].previous)
    back = page_of(select(FailedSignIn), KEYS, turn, size=3, descending=descending)
    assert [row[0] for row in back.rows] == [row[0] for row in found[2].rows]


def test_the_first_page_is_whole_and_says_so(app: Flask) -> None:
    entered(7)
    first, second, _last = pages()
    assert (first.previous, first.is_first, second.is_first) == (None, True, False)
    back = page_of(select(FailedSignIn), KEYS, Turn(before=second.previous), size=3)
    assert (back.rows, back.previous, back.is_first) == (first.rows, None, True)
    # From the middle of the first page backwards are fewer rows than a page has.
    short = page_of(select(FailedSignIn), KEYS, Turn(before=first.rows[1][-1]), size=3)
    assert short.rows == first.rows


def test_what_is_entered_meanwhile_shifts_nothing(app: Flask) -> None:
    entered(6)
    first = page_of(select(FailedSignIn), KEYS, size=3)
    expected = [row[0] for row in pages()[1].rows]
    db.session.add(FailedSignIn(key="new", at=AT - timedelta(days=1)))
    db.session.flush()
    after = page_of(select(FailedSignIn), KEYS, Turn(after=first.next), size=3)
    assert [row[0] for row in after.rows] == expected


def test_a_row_that_left_the_list_still_marks_its_place(app: Flask) -> None:
    entered(6)
    first = page_of(select(FailedSignIn), KEYS, size=3)
    gone = first.rows[-1][0]
    rest = select(FailedSignIn).where(FailedSignIn.key != gone.key)
    after = page_of(rest, KEYS, Turn(after=gone.id), size=3)
    assert [row[0] for row in after.rows] == [row[0] for row in pages()[1].rows]


def test_nonsense_means_the_first_page(app: Flask) -> None:
    with app.test_request_context("/?after=' OR 1=1&before=7"):
        assert turn_asked() == FIRST
    entered(4)
    unknown = Turn(after=UUID(int=1))
    assert page_of(select(FailedSignIn), KEYS, unknown, size=3).rows == pages()[0].rows


def test_a_long_list_is_read_a_part_at_a_time(app: Flask) -> None:
    entered(10)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    parts = every(select(FailedSignIn), KEYS, at_once=4)
    assert len(next(parts)) == 4
    before = len(asked)
    assert [len(part) for part in parts] == [4, 2]
    assert len(asked) > before  # the rest was asked for only then


def test_counting_stops(app: Flask) -> None:
    entered(5)
    one, other = count_of(select(FailedSignIn), 3), count_of(select(FailedSignIn), 5)
    assert ((one.number, one.more), (other.number, other.more)) == ((3, True), (5, False))
    assert count_of(select(FailedSignIn), None).number == 5


def test_what_is_kept_of_a_list_comes_by_pages_too(app: Flask) -> None:
    rows = sorted(entered(12), key=lambda row: (row.at, row.id))
    kept = [row for row in rows if int(row.key[1:]) % 4]

    def sift(some: object) -> list[tuple[object, FailedSignIn]]:
        return [(row[-1], row[0]) for row in some if int(row[0].key[1:]) % 4]  # type: ignore[attr-defined]

    first = sifted(select(FailedSignIn), KEYS, FIRST, sift, size=5)
    turn = Turn(after=first.next)
    last = sifted(select(FailedSignIn), KEYS, turn, sift, size=5)
    assert [*first.rows, *last.rows] == kept
    assert (first.is_first, last.is_first, last.next) == (True, False, None)
    nothing = sifted(select(FailedSignIn), KEYS, FIRST, lambda _rows: [], size=5, most=1)
    assert (nothing.rows, nothing.next) == ([], None)  # all were looked at: it is the end


def test_a_short_list_has_the_same_pages(app: Flask) -> None:
    rows = entered(7)
    first = page_of_list(rows, FIRST, lambda row: row.id, size=3)
    second = page_of_list(rows, Turn(after=first.next), lambda row: row.id, size=3)
    assert [*first.rows, *second.rows] == rows[:6]
    back = page_of_list(rows, Turn(before=second.previous), lambda row: row.id, size=3)
    assert (back.rows, back.previous) == (first.rows, None)
