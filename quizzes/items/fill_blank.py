"""Fill the blanks from a list: the stem has gaps `[[1]]`, `[[2]]` …, each with its choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext, lazy_gettext

from quizzes.items import partners
from quizzes.items.kind import Answer, Posted, lines
from quizzes.wording import Wording

TITLE = lazy_gettext("Fill the blanks from a list")
ASK = lazy_gettext("Please choose a word for each blank first.")
SHUFFLED = "choices"
TEMPLATE = "quizzes/items/fill_blank.html"
EDITOR = "quizzes/editors/fill_blank.html"
PAPER = "quizzes/paper/fill_blank.html"
GAP = re.compile(r"\[\[(\d{1,2})\]\]")


def gaps(stem: str) -> int:
    """How many gaps a stem has, when they are numbered from 1 on, each once; else 0."""
    numbers = [int(number) for number in GAP.findall(stem)]
    return len(numbers) if numbers == list(range(1, len(numbers) + 1)) else 0


def pieces(stem: str) -> list[str]:
    """The text around the gaps: always one piece more than gaps."""
    return GAP.split(stem)[::2]


def filled(wording: Wording, answer: Answer) -> str:
    """The stem with words in its gaps."""
    words = [wording.choices[chosen] for chosen in answer["choices"]]
    texts = pieces(wording.stem)
    return texts[0] + "".join(
        f"[{word}]{text}" for word, text in zip(words, texts[1:], strict=True)
    )


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The word chosen for each gap."""
    return partners.read(form, wording, gaps(wording.stem))


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """The share of gaps with the right word."""
    return partners.credit(wording, answer)


def problems(wording: Wording) -> list[str]:
    """No gaps, wrongly numbered ones, or one without its word."""
    count = gaps(wording.stem)
    if not count:
        return [gettext("Mark the blanks in the question as [[1]], [[2]] … in their order.")]
    return partners.problems(wording, count)


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """The sentence as it was filled."""
    return [filled(wording, answer)]


def key_words(wording: Wording) -> list[str]:
    """The sentence as it should be."""
    return answer_words(wording, wording.key)


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """The letter of a word for each gap, from the first on."""
    return partners.keyed(text, wording, order, gaps(wording.stem))


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The letters of the right words."""
    return partners.key_on_paper(wording, order)


def written(form: Posted) -> dict[str, Any]:
    """The words of the gaps in their order (`gap`), then words that fit nowhere (`choice`)."""
    words = lines(form, "gap")
    choices = list(dict.fromkeys([*words, *lines(form, "choice")]))
    return {"choices": choices, "key": {"choices": [choices.index(word) for word in words]}}
