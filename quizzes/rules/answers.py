"""Answers as statistics count them: an option each, or the whole answer in words. Pure."""

from __future__ import annotations

from typing import NamedTuple

from quizzes.items import KINDS
from quizzes.items.kind import FULL, Answer
from quizzes.items.true_false import words
from quizzes.wording import Wording


class Label(NamedTuple):
    """An answer in words, and whether it is right."""

    words: str
    is_right: bool


def labels(wording: Wording, answer: Answer) -> list[Label]:
    """What an answer is counted under; several for several ticks."""
    every = every_label(wording)
    if wording.kind == "true_false":
        return [every[0 if answer["true"] else 1]]
    if every:
        places = answer["options"] if "options" in answer else [answer["option"]]
        return [every[place] for place in places]
    kind = KINDS[wording.kind]
    said = " · ".join(kind.answer_words(wording, answer))
    return [Label(said, kind.credit(wording, answer) == FULL)]


def every_label(wording: Wording) -> list[Label]:
    """Each option there is, chosen or not; nothing for kinds whose answers are put together."""
    if wording.kind == "true_false":
        said = words(wording)
        return [Label(said[one], wording.key["true"] is one) for one in (True, False)]
    if wording.kind in {"single_choice", "picture_choice"}:
        right = {wording.key["option"]}
    elif wording.kind == "multiple_response":
        right = set(wording.key["options"])
    else:
        return []
    return [Label(text, place in right) for place, text in enumerate(wording.options)]
