"""Multiple response: some options are right. Key and answer: `{"options": [0, 2]}`.

Credit = max(0, (right ones ticked − wrong ones ticked) / right ones), so ticking everything in an
item half of whose options are right earns nothing, and no item ever costs marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext, lazy_gettext

from quizzes.items.kind import NOTHING, Answer, Posted, letters, on_paper, place, rows
from quizzes.items.options import alike, written_options
from quizzes.wording import Wording

TITLE = lazy_gettext("Several right answers")
ASK = lazy_gettext("Please tick at least one answer first.")
SHUFFLED = "options"
TEMPLATE = "quizzes/items/multiple_response.html"
EDITOR = "quizzes/editors/choices.html"
PAPER = "quizzes/paper/choices.html"


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The places of the ticked options, in the author's order."""
    ticked = [place(text, len(wording.options)) for text in form.getlist("option")]
    if not ticked or None in ticked:
        return None
    return {"options": sorted({one for one in ticked if one is not None})}


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """Right ones ticked less wrong ones, over all right ones; never below nothing."""
    if answer is None:
        return NOTHING
    right, ticked = set(wording.key["options"]), set(answer.get("options", ()))
    return max(NOTHING, Fraction(len(ticked & right) - len(ticked - right), len(right)))


def problems(wording: Wording) -> list[str]:
    """Too few options, two alike, nothing right, or a key that points nowhere."""
    found = alike(wording.options)
    right = wording.key.get("options", [])
    if not right or not all(0 <= one < len(wording.options) for one in right):
        found.append(gettext("Say which options are right."))
    return found


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """The ticked options."""
    return [wording.options[one] for one in answer["options"]]


def key_words(wording: Wording) -> list[str]:
    """The right options."""
    return answer_words(wording, wording.key)


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """Letters in any order."""
    found = letters(text, order)
    return {"options": sorted(set(found))} if found else None


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The letters of the right options, from A on."""
    return "".join(sorted(on_paper(wording.key["options"], order)))


def written(form: Posted) -> dict[str, Any]:
    """Options with those ticked as right."""
    kept = rows(form, "option")
    ticked = {place(text, 100) for text in form.getlist("right")}
    right = [i for i, (row, _texts) in enumerate(kept) if row in ticked]
    return {**written_options(form), "key": {"options": right}}
