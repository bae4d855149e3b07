"""What matching and gaps share: for each place one of the choices. Pure.

Key and answer: `{"choices": [1, 0, 2]}`, for each place the choice that belongs there.
Credit = right places / all places.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from quizzes.items.kind import MOST_PARTS, NOTHING, Answer, Posted, letters, on_paper, place
from quizzes.wording import Wording


def read(form: Posted, wording: Wording, places: int) -> dict[str, Any] | None:
    """The choice in each field `choice-<place>`."""
    found = [place(form.get(f"choice-{one}", ""), len(wording.choices)) for one in range(places)]
    return None if None in found else {"choices": found}


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """The share of places with the right choice."""
    if answer is None:
        return NOTHING
    key = wording.key["choices"]
    right = sum(given == due for given, due in zip(answer.get("choices", ()), key, strict=False))
    return Fraction(right, len(key))


def problems(wording: Wording, places: int) -> list[str]:
    """Too many choices, two alike, or a place without its choice."""
    found = []
    if len(wording.choices) > MOST_PARTS:
        found.append(gettext("Write at most %(n)s options.", n=MOST_PARTS))
    if len(set(wording.choices)) < len(wording.choices):
        found.append(gettext("Two options are the same."))
    key = wording.key.get("choices", [])
    if len(key) != places or not all(0 <= one < len(wording.choices) for one in key):
        found.append(gettext("Say what belongs to each place."))
    return found


def keyed(text: str, wording: Wording, order: Sequence[int], places: int) -> dict[str, Any] | None:
    """A letter for each place, from the first on."""
    found = letters(text, order)
    return {"choices": found} if found and len(found) == places else None


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The right letter for each place."""
    return on_paper(wording.key["choices"], order)
