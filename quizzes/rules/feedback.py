"""What a learner is told of an answer once it may be told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from quizzes.items import KINDS
from quizzes.items.kind import FULL, NOTHING
from quizzes.wording import Wording

Answer = Mapping[str, Any]


class Verdict(StrEnum):
    """How an answer did."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    OPEN = "open"


@dataclass(frozen=True)
class Feedback:
    """One question as its learner looks back at it; texts are those of the item.

    `right` is empty when the answer was right, or while what is right may not be told. `notes` are
    what the author says to the options that were chosen, each with the option.
    """

    verdict: Verdict
    answered: list[str]
    right: list[str]
    explanation: str
    notes: list[tuple[str, str]]


def verdict_of(credit: Fraction, answer: Answer | None) -> Verdict:
    """The word for a credit."""
    if answer is None:
        return Verdict.OPEN
    if credit == FULL:
        return Verdict.RIGHT
    return Verdict.PARTLY if credit > NOTHING else Verdict.WRONG


def feedback(
    asked: Wording, key: Wording, answer: Answer | None, credit: Fraction, *, tells_right: bool
) -> Feedback:
    """What to say: `asked` is what the learner saw, `key` the same or a corrected version."""
    kind, verdict = KINDS[asked.kind], verdict_of(credit, answer)
    return Feedback(
        verdict,
        kind.answer_words(asked, answer) if answer is not None else [],
        kind.key_words(key) if tells_right and verdict is not Verdict.RIGHT else [],
        key.explanation,
        _notes(asked, key, answer or {}),
    )


def _notes(asked: Wording, key: Wording, answer: Answer) -> list[tuple[str, str]]:
    """The author's words to each option chosen, where there are any."""
    explanations = key.option_explanations
    return [
        (_option(asked, place), explanations[place])
        for place in chosen_places(answer)
        if place < len(explanations) and explanations[place]
    ]


def _option(asked: Wording, place: int) -> str:
    """The words of an option; those of true and false are known to their kind."""
    if asked.options:
        return asked.options[place]
    return KINDS[asked.kind].answer_words(asked, {"true": place == 0})[0]


def chosen_places(answer: Answer) -> list[int]:
    """The options an answer chose, as the author wrote them; of “true” and “false”, 0 and 1."""
    if "options" in answer:
        return list(answer["options"])
    if "option" in answer:
        return [answer["option"]]
    return [0 if answer["true"] else 1] if "true" in answer else []
