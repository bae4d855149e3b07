"""True or false. Key and answer: `{"true": false}`; option 0 of its explanations is “true”."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext, lazy_gettext

from lms.core.names import fold
from quizzes.items.kind import FULL, NOTHING, Answer, Posted
from quizzes.wording import Wording

TITLE = lazy_gettext("True or false")
ASK = lazy_gettext("Please choose one answer first.")
SHUFFLED = ""
TEMPLATE = "quizzes/items/true_false.html"
EDITOR = "quizzes/editors/true_false.html"
PAPER = "quizzes/paper/true_false.html"

# The words are part of the item, so they follow its language, not the reader's.
WORDS = {"vi": {True: "Đúng", False: "Sai"}, "en": {True: "True", False: "False"}}
TYPED = {"d": True, "dung": True, "t": True, "true": True}
TYPED |= {"s": False, "sai": False, "f": False, "false": False}


def words(wording: Wording) -> dict[bool, str]:
    """The two words in the item's language."""
    return WORDS.get(wording.language, WORDS["vi"])


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """Which of the two was chosen."""
    chosen = form.get("option", "")
    return {"true": chosen == "true"} if chosen in {"true", "false"} else None


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """Everything or nothing."""
    right = answer is not None and answer.get("true") is wording.key["true"]
    return FULL if right else NOTHING


def problems(wording: Wording) -> list[str]:
    """No key."""
    if not isinstance(wording.key.get("true"), bool):
        return [gettext("Say whether the sentence is true.")]
    return []


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """The word chosen."""
    return [words(wording)[bool(answer["true"])]]


def key_words(wording: Wording) -> list[str]:
    """The right word."""
    return answer_words(wording, wording.key)


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """Đ or S, T or F, or the whole word."""
    found = TYPED.get(fold(text))
    return None if found is None else {"true": found}


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The first letter of the right word."""
    return key_words(wording)[0][0]


def written(form: Posted) -> dict[str, Any]:
    """Which is right, with an explanation for each."""
    right, notes = form.get("right", ""), form.getlist("option_explanation")
    key = {"true": right == "true"} if right in {"true", "false"} else {}
    explanations = [" ".join(note.split()) for note in notes[:2]]
    return {"key": key, "option_explanations": explanations if any(explanations) else []}
