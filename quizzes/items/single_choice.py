"""Single choice: exactly one option is right. Key and answer: `{"option": 2}`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext, lazy_gettext

from quizzes.items.kind import FULL, NOTHING, Answer, Posted, letters, on_paper, place, rows
from quizzes.items.options import alike, written_options
from quizzes.wording import Wording

TITLE = lazy_gettext("One right answer")
ASK = lazy_gettext("Please choose one answer first.")
SHUFFLED = "options"
TEMPLATE = "quizzes/items/single_choice.html"
EDITOR = "quizzes/editors/choices.html"
PAPER = "quizzes/paper/choices.html"


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The place of the chosen option as the author wrote them."""
    chosen = place(form.get("option", ""), len(wording.options))
    return None if chosen is None else {"option": chosen}


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """Everything for the one option of the key, otherwise nothing."""
    right = answer is not None and answer.get("option") == wording.key["option"]
    return FULL if right else NOTHING


def problems(wording: Wording) -> list[str]:
    """Too few options, two alike, or a key that points nowhere."""
    found = alike(wording.options)
    if not 0 <= wording.key.get("option", -1) < len(wording.options):
        found.append(gettext("Say which option is right."))
    return found


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """The chosen option."""
    return [wording.options[answer["option"]]]


def key_words(wording: Wording) -> list[str]:
    """The right option."""
    return answer_words(wording, wording.key)


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """One letter."""
    found = letters(text, order)
    return {"option": found[0]} if found and len(found) == 1 else None


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The letter of the right option."""
    return on_paper([wording.key["option"]], order)


def written(form: Posted) -> dict[str, Any]:
    """Options with the one ticked as right."""
    kept = rows(form, "option")
    ticked = place(form.get("right", ""), 100)
    right = [i for i, (row, _texts) in enumerate(kept) if row == ticked]
    return {**written_options(form), "key": {"option": right[0]} if right else {}}
