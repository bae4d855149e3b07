"""Questions of Moodle XML in which one types or fills gaps: what each type becomes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from quizzes.exchange.draft import Draft, Stop
from quizzes.exchange.format import Loss, Reason
from quizzes.exchange.gap_words import one_list
from quizzes.exchange.moodle_choices import FULL, keeps_order
from quizzes.exchange.moodle_texts import noted, word
from quizzes.exchange.numbers import is_near, number_in, share_in, written
from quizzes.exchange.xml_tree import child, children, descendants, text_of

GAP = re.compile(r"\[\[(\d{1,2})\]\]")
STAR = re.compile(r"(?<!\\)\*")
YES = {"1", "true"}


def shortanswer(question: Element, draft: Draft) -> dict[str, Any]:
    """Everything that earns all marks; we compare without case, marks and signs."""
    draft.lose(Loss.CASE, when=text_of(question, "usecase") in YES)
    answers = children(question, "answer")
    right = _fully_right(answers, draft)
    texts = [word(draft, answer) for answer in right]
    accepted = [text.replace(r"\*", "*") for text in texts if text and not STAR.search(text)]
    if not accepted:
        raise Stop(Reason.KIND if texts else Reason.NO_KEY)
    draft.lose(Loss.PARTIAL_CREDIT, when=len(accepted) < len(texts))  # patterns with a star
    return {
        "kind": "short_answer",
        "key": {"accepted": list(dict.fromkeys(accepted))},
        "note": _note(draft, answers, right),
    }


def numerical(question: Element, draft: Draft) -> dict[str, Any]:
    """One right number with its tolerance."""
    draft.lose(Loss.UNITS, when=any(text_of(one, "unit_name")
                                    for one in descendants(question, "unit")))  # fmt: skip
    answers = children(question, "answer")
    right = _fully_right(answers, draft)
    keys = {
        (number_in(text_of(answer, "text")), number_in(text_of(answer, "tolerance") or "0"))
        for answer in right
    }
    if len(keys) != 1:
        raise Stop(Reason.SEVERAL_KEYS if keys else Reason.NO_KEY)
    value, tolerance = keys.pop()
    if value is None or tolerance is None or tolerance < 0:
        raise Stop(Reason.NO_KEY)
    return {
        "kind": "number",
        "key": {"value": written(value), "tolerance": written(tolerance)},
        "note": _note(draft, answers, right),
    }


def _fully_right(answers: Iterable[Element], draft: Draft) -> list[Element]:
    shares = [(answer, share_in(answer.get("fraction", "100"))) for answer in answers]
    right = [answer for answer, share in shares if is_near(share, FULL)]
    draft.lose(Loss.PARTIAL_CREDIT, when=sum(share != 0 for _a, share in shares) > len(right))
    return right


def _note(draft: Draft, answers: list[Element], right: list[Element]) -> str:
    """What is said to the first right answer can explain the item; the rest has no place."""
    notes = {id(answer): noted(draft, child(answer, "feedback")) for answer in answers}
    first = notes.pop(id(right[0]))
    draft.lose(Loss.OPTION_EXPLANATIONS, when=any(notes.values()))
    return first


def gapselect(question: Element, draft: Draft) -> dict[str, Any]:
    """Missing words to select or drag: `[[3]]` is where the third word belongs."""
    boxes = children(question, "selectoption", "dragbox")
    words = [(word(draft, box), text_of(box, "group") or "1") for box in boxes]
    numbers = [int(number) for number in GAP.findall(text_of(question, "questiontext", "text"))]
    if not numbers or not all(0 < number <= len(words) for number in numbers):
        raise Stop(Reason.NO_KEY)
    right = [words[number - 1] for number in numbers]
    groups = [[text for text, group in words if group == due] for _text, due in right]
    _choices, _key, differ = one_list(groups, [text for text, _group in right])
    draft.lose(Loss.LISTS, when=differ)
    choices, key, _differ = one_list([[text for text, _g in words]], [text for text, _g in right])
    return {
        "kind": "fill_blank",
        "choices": choices,
        "key": key,
        "keep_order": keeps_order(question),
    }


def numbered(stem: str) -> str:
    """Gaps numbered from 1 in their order, as ours are."""
    count = iter(range(1, 100))
    return GAP.sub(lambda _found: f"[[{next(count)}]]", stem)
