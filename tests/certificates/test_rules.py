from random import Random

from hypothesis import given
from hypothesis import strategies as st

from certificates.rules import ALPHABET, code_of, is_well_typed, shown_code, typed_code

LETTERS = st.text(ALPHABET, min_size=10, max_size=10)


@given(LETTERS)
def test_a_code_survives_being_typed(letters: str) -> None:
    code = code_of(letters)
    assert is_well_typed(code)
    assert typed_code(f" {shown_code(code).lower()} ") == code


@given(LETTERS, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_always_noticed(letters: str, place: int, other: str) -> None:
    code = code_of(letters)
    wrong = code[:place] + other + code[place + 1 :]
    assert is_well_typed(wrong) == (wrong == code)


def test_nearly_every_pair_of_swapped_letters_is_noticed() -> None:
    chance, missed = Random(1), 0
    for _ in range(2_000):
        code = code_of("".join(chance.choices(ALPHABET, k=10)))
        place = chance.randrange(9)
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        missed += swapped != code and is_well_typed(swapped)
    assert missed < 2_000 * 0.03


def test_codes_are_shown_in_groups() -> None:
    assert shown_code("7KQ2M9XD4PC") == "7KQ2M-9XD4P-C"
