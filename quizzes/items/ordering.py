"""Ordering of steps: options are written in order. Key `{}`, answer `{"order": [2, 0, 1]}`.

Credit = neighbours in the right order / (steps − 1), Moodle’s “relative to the next item” without
the last; a whole run moved to another place costs little, a reversed list earns nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flask_babel import lazy_gettext

from quizzes.items.kind import NOTHING, Answer, Posted, letters, on_paper, place
from quizzes.items.options import alike, written_options
from quizzes.wording import Wording

TITLE = lazy_gettext("Steps in their order")
ASK = lazy_gettext("Please give every step its own number first.")
SHUFFLED = "options"
TEMPLATE = "quizzes/items/ordering.html"
EDITOR = "quizzes/editors/ordering.html"
PAPER = "quizzes/paper/ordering.html"


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The options from first to last; each has a field `place-<option>` with its place from 1."""
    count = len(wording.options)
    places = [place(form.get(f"place-{option}", ""), count + 1) for option in range(count)]
    if sorted(one or 0 for one in places) != list(range(1, count + 1)):
        return None
    return {"order": sorted(range(count), key=lambda option: places[option] or 0)}


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """The share of neighbours that follow each other as they should."""
    if answer is None:
        return NOTHING
    right = sum(after == before + 1 for before, after in pairwise(answer.get("order", ())))
    return Fraction(right, len(wording.options) - 1)


def problems(wording: Wording) -> list[str]:
    """Too few steps, or two alike."""
    return alike(wording.options)


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """The steps as they were ordered."""
    return [f"{n}. {wording.options[one]}" for n, one in enumerate(answer["order"], 1)]


def key_words(wording: Wording) -> list[str]:
    """The steps in their order."""
    return answer_words(wording, {"order": range(len(wording.options))})


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """The letters from the first step to the last."""
    found = letters(text, order)
    if found is None or sorted(found) != list(range(len(wording.options))):
        return None
    return {"order": found}


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The letters from the first step to the last."""
    return on_paper(range(len(wording.options)), order)


def written(form: Posted) -> dict[str, Any]:
    """The steps, written in the right order."""
    return {**written_options(form), "key": {}}
