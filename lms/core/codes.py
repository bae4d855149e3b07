"""Short codes of printed pages: safe to read aloud, to type from paper, and to scan. Pure.

Crockford's letters: no I, L, O, U. Seven letters are 35 bits; the eighth is a check (Luhn mod 32).
"""

from __future__ import annotations

from secrets import choice

from stdnum import luhn

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LETTERS = 7
MISREAD = str.maketrans("OIL", "011")


def code_of(letters: str) -> str:
    """The code of seven letters: a check letter is added."""
    return letters + str(luhn.calc_check_digit(letters, alphabet=ALPHABET))


def new_code() -> str:
    """A code nobody has guessed."""
    return code_of("".join(choice(ALPHABET) for _place in range(RANDOM_LETTERS)))


def shown_code(code: str) -> str:
    """`7KQ2-M9XD`: the code as printed."""
    return f"{code[:4]}-{code[4:]}"


def typed_code(text: str) -> str:
    """What somebody typed, as a code: capitals, O as 0, I and L as 1, without spaces and dashes."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum()).translate(MISREAD)


def is_well_typed(code: str) -> bool:
    """Whether length and check letter agree: finds every single wrong letter."""
    if len(code) != RANDOM_LETTERS + 1 or not set(code) <= set(ALPHABET):
        return False
    return bool(luhn.is_valid(code, alphabet=ALPHABET))
