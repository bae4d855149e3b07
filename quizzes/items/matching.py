"""Matching: each option has its partner among the choices; there may be more choices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from quizzes.items import partners
from quizzes.items.kind import Answer, Posted, lines, rows
from quizzes.items.options import alike
from quizzes.wording import Wording

TITLE = lazy_gettext("What belongs together")
ASK = lazy_gettext("Please choose a partner for each line first.")
SHUFFLED = "choices"
TEMPLATE = "quizzes/items/matching.html"
EDITOR = "quizzes/editors/matching.html"
PAPER = "quizzes/paper/matching.html"


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The partner chosen for each option."""
    return partners.read(form, wording, len(wording.options))


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """The share of options with the right partner."""
    return partners.credit(wording, answer)


def problems(wording: Wording) -> list[str]:
    """Too few options, two alike, or one without a partner."""
    return alike(wording.options) + partners.problems(wording, len(wording.options))


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """Each option with the partner chosen for it."""
    pairs = zip(wording.options, answer["choices"], strict=True)
    return [f"{option} → {wording.choices[chosen]}" for option, chosen in pairs]


def key_words(wording: Wording) -> list[str]:
    """Each option with its partner."""
    return answer_words(wording, wording.key)


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """The letter of a partner for each option, from the first on."""
    return partners.keyed(text, wording, order, len(wording.options))


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The letters of the partners."""
    return partners.key_on_paper(wording, order)


def written(form: Posted) -> dict[str, Any]:
    """Pairs beside each other (`option`, `partner`), then partners of nobody (`choice`)."""
    kept = rows(form, "option", "partner")
    choices = list(dict.fromkeys(texts[1] for _row, texts in kept if texts[1]))
    choices += [text for text in lines(form, "choice") if text not in choices]
    key = [choices.index(texts[1]) if texts[1] else -1 for _row, texts in kept]
    options = [texts[0] for _row, texts in kept]
    rows_kept = [row for row, _texts in kept]
    return {"options": options, "choices": choices, "key": {"choices": key}, "rows": rows_kept}
