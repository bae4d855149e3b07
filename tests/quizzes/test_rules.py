from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from quizzes.items import KINDS, single_choice
from quizzes.rules import draw, total

ITEMS = st.lists(
    st.tuples(st.uuids(), st.integers(2, 6)), min_size=1, max_size=30, unique_by=lambda i: i[0]
)


@given(ITEMS, st.integers(1, 40), st.integers(0, 2**31))
def test_drawing_is_fair_and_repeatable(
    items: list[tuple[UUID, int]], count: int, seed: int
) -> None:
    drawn = draw(items, count, seed)
    assert drawn == draw(items, count, seed)
    assert len(drawn) == min(count, len(items))
    assert len({one.item_version_id for one in drawn}) == len(drawn)
    sizes = dict(items)
    for one in drawn:
        assert sorted(one.option_order) == list(range(sizes[one.item_version_id]))


def test_another_seed_draws_something_else() -> None:
    items = [(uuid4(), 4) for _ in range(20)]
    assert draw(items, 10, 1) != draw(items, 10, 2)


def test_the_pass_mark_is_enough() -> None:
    assert total([True] * 7 + [False] * 3, 7).passed
    assert not total([True] * 6 + [False] * 4, 7).passed
    assert total([True, False], 1).score == 1


def test_single_choice_reads_only_its_own_options() -> None:
    assert single_choice.read({"option": "2"}, 4) == {"option": 2}
    for wrong in ("4", "-1", "x", "", "²", "1e0", "999999"):
        assert single_choice.read({"option": wrong}, 4) is None
    assert single_choice.read({}, 4) is None


def test_single_choice_marks_strictly() -> None:
    key = {"option": 0}
    assert single_choice.is_right(key, {"option": 0})
    assert not single_choice.is_right(key, {"option": 1})
    assert not single_choice.is_right(key, None)


def test_authors_hear_what_is_wrong() -> None:
    assert single_choice.problems(["a", "b"], {"option": 1}) == []
    assert len(single_choice.problems(["a"], {"option": 3})) == 2
    assert single_choice.problems(["a", "a"], {"option": 0}) == ["two options are the same"]


def test_every_kind_is_complete() -> None:
    for kind in KINDS.values():
        assert kind.TEMPLATE.endswith(".html")
