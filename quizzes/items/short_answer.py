"""A short answer in words. Key `{"accepted": ["đổi số"]}`, answer `{"text": "Doi so"}`.

Case, marks, signs and spaces do not count: people type on small phones, often without marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext, lazy_gettext

from lms.core.names import fold, tidy
from quizzes.items.kind import FULL, NOTHING, Answer, Posted, lines
from quizzes.wording import Wording

TITLE = lazy_gettext("A short answer")
ASK = lazy_gettext("Please type your answer first.")
SHUFFLED = ""
TEMPLATE = "quizzes/items/short_answer.html"
EDITOR = "quizzes/editors/short_answer.html"
PAPER = "quizzes/paper/line.html"
LONGEST = 100


def plain(text: str) -> str:
    """What is compared: folded, signs as spaces."""
    return fold("".join(c if c.isalnum() else " " for c in tidy(text)))


def read(form: Posted, wording: Wording) -> dict[str, Any] | None:
    """The words typed."""
    return keyed(form.get("text", ""), wording, ())


def credit(wording: Wording, answer: Answer | None) -> Fraction:
    """Everything for one of the accepted answers."""
    if answer is None:
        return NOTHING
    accepted = {plain(text) for text in wording.key["accepted"]}
    return FULL if plain(answer["text"]) in accepted else NOTHING


def problems(wording: Wording) -> list[str]:
    """No accepted answer, or one without letters or digits."""
    accepted = wording.key.get("accepted", [])
    if not accepted or not all(plain(text) for text in accepted):
        return [gettext("Write at least one answer that is right.")]
    return []


def answer_words(wording: Wording, answer: Answer) -> list[str]:
    """The words typed."""
    return [answer["text"]]


def key_words(wording: Wording) -> list[str]:
    """Everything that is right, the best first."""
    return list(wording.key["accepted"])


def keyed(text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
    """The words written on the paper."""
    text = tidy(text)[:LONGEST]
    return {"text": text} if plain(text) else None


def key_on_paper(wording: Wording, order: Sequence[int]) -> str:
    """The best answer."""
    return str(wording.key["accepted"][0])


def written(form: Posted) -> dict[str, Any]:
    """The accepted answers, a line each."""
    return {"key": {"accepted": lines(form, "accepted")}}
