"""The figures agree with published ones, and behave as figures must."""

from collections.abc import Sequence
from itertools import product
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.distractors import distractors
from quizzes.rules.guessing import guess
from quizzes.rules.indices import deviation, discrimination, efficiency, mean
from quizzes.rules.statistics import FEWEST, ItemFigures, Sheet, analyse
from quizzes.rules.verdicts import Verdict, draws_the_best, judge
from quizzes.wording import Wording
from tests.quizzes import published_figures as published


def sheets(rows: Sequence[Sequence[float]]) -> list[Sheet]:
    """Everybody had the same items."""
    return [Sheet(range(len(row)), row) for row in rows]


def test_moodles_own_figures_of_questions() -> None:
    rows = published.rows(published.MOODLE_SLOTS)
    for column, most in enumerate(published.MOST):
        marks = [row[column] for row in rows]
        rests = [sum(row) - row[column] for row in rows]
        found = [
            100 * mean(marks) / most,
            1000 * deviation(marks),
            100 * (discrimination(marks, rests) or 0),
            100 * (efficiency(marks, rests) or 0),
        ]
        expected = [
            published.FACILITY[column],
            published.DEVIATION[column],
            published.DISCRIMINATION[column],
            published.EFFICIENCY[column],
        ]
        assert found == pytest.approx(expected, rel=1e-8), published.SLOT_NUMBERS[column]


def test_moodles_own_figures_of_a_quiz() -> None:
    quiz, items = analyse(sheets(published.rows(published.MOODLE_QUIZ)))
    assert (quiz.people, quiz.length) == (25, 7)
    assert quiz.mean == pytest.approx(published.QUIZ_MEAN, rel=1e-5)
    assert quiz.deviation == pytest.approx(published.QUIZ_DEVIATION, rel=1e-5)
    assert quiz.alpha == pytest.approx(published.QUIZ_ALPHA, rel=1e-4)
    assert quiz.error == pytest.approx(published.QUIZ_ERROR, rel=1e-4)
    assert quiz.error_ratio == pytest.approx(published.QUIZ_ERROR_RATIO, rel=1e-4)
    assert items[2].facility == pytest.approx(0.973333332)
    assert items[2].efficiency == pytest.approx(-0.216545012165, rel=1e-5)


def test_a_textbook_example() -> None:
    rows = [[int(c) for c in key] for key, n in published.LSAT.items() for _ in range(n)]
    quiz, items = analyse(sheets(rows))
    assert quiz.alpha == pytest.approx(published.LSAT_ALPHA, abs=5e-5)
    for number in range(5):
        one = items[number]
        assert one.facility == pytest.approx(published.LSAT_FACILITY[number])
        assert one.discrimination == pytest.approx(published.LSAT_EXCLUDED[number], abs=5e-5)
        assert one.alpha_without == pytest.approx(published.LSAT_WITHOUT[number], abs=5e-5)


MARK = st.sampled_from([0.0, 1 / 3, 0.5, 1.0])
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(MARK, min_size=width, max_size=width), min_size=5, max_size=12)
)


@given(TABLES)
def test_figures_stay_within_their_bounds(rows: list[list[float]]) -> None:
    quiz, items = analyse(sheets(rows))
    if quiz.alpha is not None:
        assert quiz.alpha <= 1 + 1e-9
        assert quiz.error is not None
        assert quiz.error >= 0
    for one in items.values():
        assert one.facility is not None
        assert 0 <= one.facility <= 1
        assert one.discrimination is None or -1 <= one.discrimination <= 1
        assert one.efficiency is None or one.efficiency <= 1 + 1e-9


@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_people_and_items_changes_nothing(rows: list[list[float]], chance) -> None:  # type: ignore[no-untyped-def]
    places = list(range(len(rows[0])))
    shuffled = []
    for row in chance.sample(rows, len(rows)):
        chance.shuffle(places)
        shuffled.append(Sheet(tuple(places), [row[place] for place in places]))
    (one, items), (other, others) = analyse(sheets(rows)), analyse(shuffled)
    assert one.alpha == (other.alpha if other.alpha is None else pytest.approx(other.alpha))
    for place, figures in items.items():
        again = others[place].discrimination
        expected = again if again is None else pytest.approx(again, abs=1e-9)
        assert figures.discrimination == expected


@given(TABLES)
def test_alpha_is_cronbachs_when_everybody_had_the_same_items(rows: list[list[float]]) -> None:
    quiz, _items = analyse(sheets(rows))
    k, spread = len(rows[0]), deviation([sum(row) for row in rows]) ** 2
    if quiz.alpha is not None and spread > 1e-9:
        parts = sum(deviation([row[i] for row in rows]) ** 2 for i in range(k))
        assert quiz.alpha == pytest.approx(k / (k - 1) * (1 - parts / spread), abs=1e-6)


def test_luck_of_the_draw_is_not_taken_for_consistency() -> None:
    """Half drew easy items, half hard ones; to know one tells nothing of the others."""
    easy = [Sheet(("e1", "e2", "e3"), marks) for marks in product((1, 1, 1, 0), repeat=3)]
    hard = [Sheet(("h1", "h2", "h3"), marks) for marks in product((0, 0, 0, 1), repeat=3)]
    quiz, _items = analyse([*easy, *hard])
    assert quiz.alpha == pytest.approx(0, abs=1e-9)


def test_a_handful_gives_no_figure() -> None:
    quiz, items = analyse(sheets([[1, 0]] * (FEWEST - 1)))
    assert (quiz.people, quiz.mean, quiz.alpha) == (FEWEST - 1, None, None)
    assert judge(items[0]) is Verdict.TOO_FEW


def test_groups_are_split() -> None:
    rows = [Sheet((1, 2), (1, 1), ("self", "vi")), Sheet((1, 2), (0, 1), ("assisted", "vi"))] * 3
    quiz, items = analyse(rows)
    assert quiz.groups["assisted"].mean == 0.5
    assert items[1].groups["self"].mean == 1
    assert items[1].groups["vi"].people == 6


def test_the_best_and_the_weakest_choose_differently() -> None:
    rows = [(["right"], 9.0)] * 10 + [(["wrong"], 1.0)] * 10
    right, wrong = sorted(distractors(rows), key=lambda one: str(one.answer))
    assert (right.people, right.share, right.top, right.bottom) == (10, 0.5, 1, 0)
    assert (wrong.top, wrong.bottom) == (0, 1)
    assert not draws_the_best(wrong)
    assert distractors([]) == []


def test_what_is_said_of_an_item() -> None:
    def said(facility: float, tells: float | None, n: int = 100, guess: float = 0.25) -> Verdict:
        return judge(ItemFigures(n, facility, 0.4, tells), guess)

    assert said(0.6, 0.4) is Verdict.GOOD
    assert said(0.6, -0.3) is Verdict.LOOK_AT_KEY
    assert said(0.6, -0.05) is Verdict.MISLEADING  # near nothing
    assert said(0.6, -0.3, n=9) is Verdict.WEAK  # nine people: chance
    assert said(0.6, 0.1) is Verdict.WEAK
    assert said(0.97, 0.1) is Verdict.TOO_EASY
    assert said(0.2, 0.1) is Verdict.BELOW_GUESSING
    assert said(0.3, 0.3) is Verdict.TOO_HARD
    assert said(1.0, None) is Verdict.TOO_EASY


def test_what_guessing_earns() -> None:
    four = ["a", "b", "c", "d"]
    assert guess(Wording("single_choice", "?", four, {"option": 1}, "")) == pytest.approx(1 / 4)
    assert guess(Wording("true_false", "?", [], {"true": True}, "")) == pytest.approx(1 / 2)
    # Of the 15 sets of ticks: {r} ×2 and {r r w} ×2 earn ½, {r r} earns 1.
    ticks = Wording("multiple_response", "?", four, {"options": [0, 1]}, "")
    assert guess(ticks) == pytest.approx((4 * 0.5 + 1) / 15)
    assert guess(Wording("ordering", "?", four, {}, "")) == pytest.approx(1 / 4)
    assert guess(Wording("number", "?", [], {"value": "1", "tolerance": "0"}, "")) is None


def test_error_ratio() -> None:
    quiz, _items = analyse(sheets(published.rows(published.MOODLE_QUIZ)))
    assert quiz.alpha is not None
    assert quiz.error_ratio == sqrt(1 - quiz.alpha)
