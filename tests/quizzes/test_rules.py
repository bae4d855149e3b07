from fractions import Fraction
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from quizzes.items import KINDS
from quizzes.rules.drawing import Card, Line, draw, shortfalls
from quizzes.rules.marking import Earned

CARDS = st.lists(
    st.builds(
        Card,
        st.uuids(),
        st.uuids(),
        st.integers(0, 6),
        st.frozensets(st.sampled_from(["otp", "vneid"])),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda card: card.item_version_id,
)


@given(CARDS, st.integers(1, 40), st.integers(0, 2**31))
def test_drawing_is_fair_and_repeatable(cards: list[Card], count: int, seed: int) -> None:
    drawn = draw(cards, count, seed)
    assert drawn == draw(cards, count, seed)
    assert len(drawn) == min(count, len(cards))
    assert len({one.item_version_id for one in drawn}) == len(drawn)
    sizes = {card.item_version_id: card.parts for card in cards}
    for one in drawn:
        assert sorted(one.order) == list(range(sizes[one.item_version_id]))


def test_another_seed_draws_something_else() -> None:
    cards = [Card(uuid4(), uuid4(), 4) for _ in range(20)]
    assert draw(cards, 10, 1) != draw(cards, 10, 2)


@given(CARDS, st.integers(1, 10), st.integers(0, 2**31))
def test_a_blueprint_is_kept_while_the_bank_lasts(cards: list[Card], count: int, seed: int) -> None:
    line = Line(1, "otp")
    drawn = {one.item_version_id for one in draw(cards, count, seed, [line])}
    if not shortfalls(cards, 1, [line]):
        assert any(line.takes(card) for card in cards if card.item_version_id in drawn)


@given(CARDS, st.integers(1, 10), st.integers(0, 2**31))
def test_nobody_meets_an_item_again_while_the_bank_lasts(
    cards: list[Card], count: int, seed: int
) -> None:
    seen = {card.item_id for card in cards[: len(cards) // 2]}
    fresh = [card for card in cards if card.item_id not in seen]
    drawn = {one.item_version_id for one in draw(cards, count, seed, seen=seen)}
    again = [card for card in cards if card.item_id in seen and card.item_version_id in drawn]
    assert len(again) == max(0, min(count, len(cards)) - len(fresh))


def test_the_pass_mark_is_enough() -> None:
    one, none, third = Fraction(1), Fraction(0), Fraction(1, 3)
    assert Earned((one,) * 7 + (none,) * 3, 7).passed
    assert not Earned((one,) * 6 + (none,) * 4, 7).passed
    assert Earned((third,) * 3, 1).passed
    assert Earned((one, third), 2).score == 1


def test_every_kind_is_complete() -> None:
    for kind in KINDS.values():
        assert kind.TEMPLATE.endswith(".html")
