"""Single choice: exactly one option is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TEMPLATE = "quizzes/items/single_choice.html"
FEWEST_OPTIONS = 2


def read(form: Mapping[str, str], options: int) -> dict[str, Any] | None:
    """`{"option": 2}`: the place of the chosen option as the author wrote them."""
    chosen = form.get("option", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) <= 2) or int(chosen) >= options:
        return None
    return {"option": int(chosen)}


def is_right(key: Mapping[str, Any], answer: Mapping[str, Any] | None) -> bool:
    """Right when the one option of the key was chosen."""
    return answer is not None and answer.get("option") == key["option"]


def problems(options: Sequence[str], key: Mapping[str, Any]) -> list[str]:
    """Too few options, two alike, or a key that points nowhere."""
    found = []
    if len(options) < FEWEST_OPTIONS:
        found.append("too few options")
    if len(set(options)) < len(options):
        found.append("two options are the same")
    if not 0 <= key.get("option", -1) < len(options):
        found.append("the key points to no option")
    return found
