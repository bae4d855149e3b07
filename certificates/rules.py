"""Pure decisions about certificates: codes that survive being typed, and status."""

from __future__ import annotations

from enum import StrEnum

from stdnum.iso7064 import mod_37_36

# No I, O, 0, 1: they look alike on paper. 10 letters of 32 are 50 bits; look-ups are rate-limited.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_LETTERS = 10
GROUPS = (5, 5, 1)


class Status(StrEnum):
    """What the verify page says of a code."""

    VALID = "valid"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


def code_of(letters: str) -> str:
    """The code of ten random letters: a check character (ISO 7064, mod 37,36) is added."""
    return letters + str(mod_37_36.calc_check_digit(letters))


def shown_code(code: str) -> str:
    """`7KQ2M-9XD4P-C`: the code in groups, as printed."""
    parts, start = [], 0
    for size in GROUPS:
        parts.append(code[start : start + size])
        start += size
    return "-".join(parts)


def typed_code(text: str) -> str:
    """What somebody typed, as a code: capitals, without spaces and dashes."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def is_well_typed(code: str) -> bool:
    """Whether length and check character agree: finds every wrong letter, nearly every swap."""
    return len(code) == sum(GROUPS) and bool(mod_37_36.is_valid(code))
