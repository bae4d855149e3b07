"""A number within a tolerance: `{"value": "12.5", "tolerance": "0.5"}`, answer `{"number": "12"}`.

Numbers are decimals written with a point, so that nothing is lost between databases; people may
type them as Vietnamese do (1.646 and 12,5) or with a point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext, lazy_gettext

from quizzes.items.kind import FULL, NOTHING, Answer, Posted
from quizzes.wording import Wording

TITLE = lazy_gettext("A number")
ASK = lazy_gettext("Please type a number first, such as 12 or 12,5.")
SHUFFLED = ""
TEMPLATE = "quizzes/items/number.html"
EDITOR = "quizzes/editors/number.html"
PAPER = "quizzes/paper/line.html"
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?")
PLAIN = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,10})?")


def number_of(text: str) -> Decimal | None:
    """What somebody typed: 1.646 is a thousand and some, 12,5 and 12.5 are twelve and a half."""
    text = text.strip().replace("\u2212", "-")
    if THOUSANDS.fullmatch(text):
        return Decimal(re.sub(r"[.\s]", "", text).replace(",", "."))
    if PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None


def shown(value: str) -> str:
    """A stored number as Vietnamese write it: 12.5 → 12,5."""
    return value.replace(".", ",")


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The number typed."""
    found = number_of(form.get("number", "")[:40])
    return None if found is None else {"number": f"{found:f}"}


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """Everything within the tolerance, its edge included."""
    if answer is None:
        return NOTHING
    off = abs(Decimal(answer["number"]) - Decimal(wording.key["value"]))
    return FULL if off <= Decimal(wording.key["tolerance"]) else NOTHING


def problems(wording: Wording) -> list[str]:
    """No number, or a tolerance below nothing."""
    values = [_decimal(wording.key.get(name, "")) for name in ("value", "tolerance")]
    if values[0] is None:
        return [gettext("Type the right number.")]
    if values[1] is None or values[1] < 0:
        return [gettext("Type how far off an answer may be, 0 for not at all.")]
    return []


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """The number typed."""
    return [shown(answer["number"])]


def key_words(wording: Wording) -> list[str]:
    """The right number, with how far off is still right."""
    value, tolerance = shown(wording.key["value"]), shown(wording.key["tolerance"])
    return [value if Decimal(wording.key["tolerance"]) == 0 else f"{value} ± {tolerance}"]


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """The number written on the paper."""
    found = number_of(text[:40])
    return None if found is None else {"number": f"{found:f}"}


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The number."""
    return shown(wording.key["value"])


def written(form: Posted) -> dict[str, Any]:
    """The number and how far off an answer may be."""
    value, tolerance = number_of(form.get("value", "")), number_of(form.get("tolerance") or "0")
    key = {"value": value, "tolerance": tolerance}
    return {"key": {name: f"{one:f}" for name, one in key.items() if one is not None}}
