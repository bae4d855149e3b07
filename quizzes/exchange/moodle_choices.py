"""Questions of Moodle XML in which one ticks, orders or pairs: what each type becomes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from quizzes.exchange.draft import Draft, Stop
from quizzes.exchange.format import Loss, Reason
from quizzes.exchange.moodle_texts import noted, said_option, word
from quizzes.exchange.numbers import is_near, marks_like_ours, number_in, share_in
from quizzes.exchange.xml_tree import child, children, text_of
from quizzes.wording import Use

FULL = Decimal(1)
NO = {"0", "false"}
FOLLOWING = {"", "1", "RELATIVE_NEXT_EXCLUDE_LAST"}  # how we count steps; Moodle's own default


def keeps_order(question: Element) -> bool:
    """Whether Moodle shows the answers as they were written."""
    return text_of(question, "shuffleanswers").lower() in NO


def explanations(draft: Draft, answers: Sequence[Element]) -> list[str]:
    """What is said to each answer, or nothing at all."""
    found = [noted(draft, child(answer, "feedback")) for answer in answers]
    return found if any(found) else []


def multichoice(question: Element, draft: Draft) -> dict[str, Any]:
    """Tick one or several; with a picture on each option it is a choice of pictures."""
    answers = children(question, "answer")
    options = [said_option(draft, answer, place) for place, answer in enumerate(answers)]
    shares = [share_in(answer.get("fraction", "")) for answer in answers]
    is_single = text_of(question, "single").lower() not in NO
    choose = _single if is_single else _several
    return {
        **choose(draft, options, shares),
        "options": options,
        "option_explanations": explanations(draft, answers),
        "keep_order": keeps_order(question),
    }


def _single(draft: Draft, options: list[str], shares: list[Decimal]) -> dict[str, Any]:
    right = [place for place, share in enumerate(shares) if is_near(share, FULL)]
    draft.lose(Loss.PARTIAL_CREDIT, when=sum(share != 0 for share in shares) > len(right))
    if len(right) != 1:
        raise Stop(Reason.SEVERAL_KEYS if right else Reason.NO_KEY)
    has_pictures = all((place, Use.PICTURE) in draft.attached for place in range(len(options)))
    return {
        "kind": "picture_choice" if has_pictures and options else "single_choice",
        "key": {"option": right[0]},
    }


def _several(draft: Draft, options: list[str], shares: list[Decimal]) -> dict[str, Any]:
    right = [place for place, share in enumerate(shares) if share > 0]
    if not right:
        raise Stop(Reason.NO_KEY)
    draft.lose(Loss.PARTIAL_CREDIT, when=not marks_like_ours(shares))
    return {"kind": "multiple_response", "key": {"options": right}}


def all_or_nothing(question: Element, draft: Draft) -> dict[str, Any]:
    """The plug-ins “multichoiceset” and “oumultiresponse”: right ones have 100."""
    answers = children(question, "answer")
    options = [said_option(draft, answer, place) for place, answer in enumerate(answers)]
    right = [n for n, one in enumerate(answers) if share_in(one.get("fraction", "")) > 0]
    if not right:
        raise Stop(Reason.NO_KEY)
    draft.lose(Loss.PARTIAL_CREDIT)
    return {
        "kind": "multiple_response",
        "options": options,
        "key": {"options": right},
        "option_explanations": explanations(draft, answers),
        "keep_order": keeps_order(question),
    }


def truefalse(question: Element, draft: Draft) -> dict[str, Any]:
    """The answers are called true and false in every language of Moodle."""
    answers = {text_of(one, "text").lower(): one for one in children(question, "answer")}
    pair = [answers[name] for name in ("true", "false") if name in answers]
    right = [is_near(share_in(one.get("fraction", "")), FULL) for one in pair]
    if len(pair) != 2 or sum(right) != 1:
        raise Stop(Reason.NO_KEY)
    notes = explanations(draft, pair)
    return {"kind": "true_false", "key": {"true": right[0]}, "option_explanations": notes}


def ordering(question: Element, draft: Draft) -> dict[str, Any]:
    """The steps in the order of their fractions, which are 1, 2, 3 …"""
    answers = sorted(
        children(question, "answer"), key=lambda one: number_in(one.get("fraction", "")) or 0
    )
    draft.lose(Loss.PARTIAL_CREDIT, when=text_of(question, "gradingtype").upper() not in FOLLOWING)
    draft.lose(
        Loss.PARTIAL_CREDIT, when=text_of(question, "selecttype").upper() not in {"", "0", "ALL"}
    )
    return {
        "kind": "ordering",
        "options": [said_option(draft, answer, place) for place, answer in enumerate(answers)],
        "key": {},
        "option_explanations": explanations(draft, answers),
    }


def matching(question: Element, draft: Draft) -> dict[str, Any]:
    """Pairs; a subquestion without text is a partner of nobody."""
    pairs: list[tuple[Element, str]] = []
    extra: list[tuple[Element, str]] = []
    for one in children(question, "subquestion"):
        partner = word(draft, child(one, "answer"))
        is_extra = not text_of(one, "text") and not children(one, "file")
        (extra if is_extra else pairs).append((one, partner))
    if not all(partner for _one, partner in pairs):
        raise Stop(Reason.NO_KEY)
    choices = list(dict.fromkeys(partner for _one, partner in [*pairs, *extra] if partner))
    return {
        "kind": "matching",
        "options": [said_option(draft, one, place) for place, (one, _p) in enumerate(pairs)],
        "choices": choices,
        "key": {"choices": [choices.index(partner) for _one, partner in pairs]},
        "keep_order": keeps_order(question),
    }
