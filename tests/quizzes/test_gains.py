from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.gains import Result, normalised_gain, raw_gain, summary

SHARES = st.fractions(0, 1, max_denominator=20)
RESULTS = st.lists(st.builds(Result, st.none() | SHARES, st.none() | SHARES), max_size=12)


def test_the_worked_example_of_the_page() -> None:
    assert normalised_gain(Fraction(4, 10), Fraction(8, 10)) == Fraction(2, 3)


def test_hakes_high_class_from_45_to_90_percent() -> None:
    one = summary([Result(Fraction(45, 100), Fraction(90, 100))])
    assert one.class_gain == Fraction(9, 11)
    assert one.is_high
    assert not one.is_medium


def test_a_loss_is_measured_by_what_there_was_to_lose() -> None:
    assert normalised_gain(Fraction(8, 10), Fraction(4, 10)) == Fraction(-1, 2)
    assert normalised_gain(Fraction(1), Fraction(1, 2)) == Fraction(-1, 2)


def test_who_had_everything_cannot_gain() -> None:
    assert normalised_gain(Fraction(1), Fraction(1)) is None
    found = summary([Result(Fraction(1), Fraction(1)), Result(Fraction(0), Fraction(1, 2))])
    assert (found.full_before, found.average_gain, found.class_gain) == (
        1,
        Fraction(1, 2),
        Fraction(1, 2),
    )
    assert summary([Result(Fraction(1), Fraction(1))]).class_gain is None


def test_who_sat_only_one_is_counted_apart() -> None:
    found = summary([Result(Fraction(1, 2), None), Result(None, Fraction(1)), Result(None, None)])
    assert (found.both, found.only_before, found.only_after) == (0, 1, 1)
    assert found.before is found.after is found.average_gain is found.class_gain is None


@given(SHARES, SHARES)
def test_a_gain_has_the_sign_of_the_difference_and_stays_within_one(
    before: Fraction, after: Fraction
) -> None:
    gain = normalised_gain(before, after)
    if gain is not None:
        assert -1 <= gain <= 1
        assert (gain > 0) == (raw_gain(before, after) > 0)
        assert (gain == 0) == (before == after)


@given(RESULTS)
def test_everybody_is_counted_once(results: list[Result]) -> None:
    found = summary(results)
    whole = [one for one in results if one.is_whole]
    assert found.both == len(whole) == found.better + found.same + found.worse
    assert found.only_before + found.only_after <= len(results) - len(whole)
    assert (found.before is None) == (not whole)
