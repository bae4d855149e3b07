"""Interactions of QTI in which one types or chooses within a sentence: what each becomes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from quizzes.exchange.draft import Stop
from quizzes.exchange.format import Loss, Reason
from quizzes.exchange.gap_words import one_list
from quizzes.exchange.numbers import number_in, written
from quizzes.exchange.qti_item import Item
from quizzes.exchange.qti_rules import Marking
from quizzes.exchange.qti_scoring import Response, tolerances
from quizzes.exchange.xml_tree import children

NUMBERS = ("float", "integer")


def text_entry(item: Item, interaction: Element) -> dict[str, Any]:
    """A number or a short answer, as the response is declared."""
    response = item.response(interaction)
    return _number(item, response) if response.kind in NUMBERS else _short_answer(item, response)


def _number(item: Item, response: Response) -> dict[str, Any]:
    by_map = item.marking is Marking.MAP and response.entries
    values = response.best if by_map else response.correct
    right = {number_in(text) for text in values}
    item.draft.lose(Loss.PARTIAL_CREDIT, when=by_map and len(response.paid) > len(values))
    if len(right) != 1:
        raise Stop(Reason.SEVERAL_KEYS if right else Reason.NO_KEY)
    value = right.pop()
    if value is None:
        raise Stop(Reason.NO_KEY)
    middle, off = _within(item, value)
    return {"kind": "number", "key": {"value": written(middle), "tolerance": written(off)}}


def _within(item: Item, value: Decimal) -> tuple[Decimal, Decimal]:
    """The middle of what is right and how far off an answer may be.

    A tolerance may differ above and below; a relative one is in hundredths of the value.
    """
    found = tolerances(item.root)
    item.draft.lose(Loss.PARTIAL_CREDIT, when=len(found) > 1)
    mode, below, above = found[0] if found else ("exact", Decimal(0), Decimal(0))
    if mode == "exact":
        return value, Decimal(0)
    if mode == "relative":
        below, above = (abs(value) * share / 100 for share in (below, above))
    return value + (above - below) / 2, (above + below) / 2


def _short_answer(item: Item, response: Response) -> dict[str, Any]:
    # Makers of editors add maps of their own (Onyx: mapTolResponse); their entries are still right.
    by_map = item.marking in {Marking.MAP, Marking.UNKNOWN} and response.entries
    accepted = response.best if by_map else response.correct
    if not accepted:
        raise Stop(Reason.NO_KEY)
    item.draft.lose(Loss.CASE, when=response.is_case_sensitive or not by_map)
    item.draft.lose(Loss.PARTIAL_CREDIT, when=by_map and len(response.paid) > len(accepted))
    return {"kind": "short_answer", "key": {"accepted": list(dict.fromkeys(accepted))}}


def inline_choices(item: Item, interactions: Sequence[Element]) -> dict[str, Any]:
    """Gaps with lists of words."""
    words = [
        {one.get("identifier", ""): item.word(one) for one in children(gap, "inlineChoice")}
        for gap in interactions
    ]
    right = [_right_word(item, gap) for gap in interactions]
    if not all(key in found for key, found in zip(right, words, strict=True)):
        raise Stop(Reason.NO_KEY)
    choices, key, differ = one_list(
        [list(found.values()) for found in words],
        [found[one] for one, found in zip(right, words, strict=True)],
    )
    item.draft.lose(Loss.LISTS, when=differ)
    is_in_parts = item.marking in {Marking.PARTS, Marking.MAP}
    item.draft.lose(Loss.PARTIAL_CREDIT, when=len(right) > 1 and not is_in_parts)
    keeps_order = all(gap.get("shuffle") != "true" for gap in interactions)
    return {"kind": "fill_blank", "choices": choices, "key": key, "keep_order": keeps_order}


def _right_word(item: Item, gap: Element) -> str:
    response = item.response(gap)
    by_map = item.marking is Marking.MAP and response.entries
    best = response.best if by_map else response.correct
    item.draft.lose(Loss.PARTIAL_CREDIT, when=by_map and len(response.paid) > 1)
    if len(best) != 1:
        raise Stop(Reason.SEVERAL_KEYS if best else Reason.NO_KEY)
    return best[0]
