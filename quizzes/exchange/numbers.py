"""Numbers in files of other systems: fractions of marks, values, tolerances. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

NUMBER = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][+-]?\d{1,2})?")
NEAR = Decimal("0.001")  # 1/3 is written 33.33333 by some and 33.3 by others


def number_in(text: str) -> Decimal | None:
    """A number with a point, or with a comma for one; None for anything else."""
    text = text.strip().replace("\u2212", "-").replace(",", ".")
    return Decimal(text) if NUMBER.fullmatch(text) else None


def written(number: Decimal) -> str:
    """A number as keys have it: `12.5`, never `1E+1` nor `12.50`."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def share_in(text: str) -> Decimal:
    """Marks in hundredths as a share of 1; nothing when it is no number."""
    return (number_in(text) or Decimal(0)) / 100


def is_near(one: Decimal, other: Decimal) -> bool:
    """Whether two shares are the same but for rounding."""
    return abs(one - other) <= NEAR


def marks_like_ours(shares: list[Decimal]) -> bool:
    """Whether shares of ticked options follow our formula: 1/n for right ones, −1/n for wrong."""
    right = sum(share > 0 for share in shares)
    return right > 0 and all(
        is_near(share, Decimal(1 if share > 0 else -1) / right) for share in shares
    )
