"""Interactions of QTI in which one ticks, orders or pairs: what each becomes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from lms.core.names import fold
from quizzes.exchange.draft import Stop
from quizzes.exchange.format import Loss, Reason
from quizzes.exchange.numbers import marks_like_ours
from quizzes.exchange.qti_item import Item
from quizzes.exchange.qti_rules import Marking
from quizzes.exchange.qti_scoring import Response
from quizzes.exchange.xml_tree import children, descendants
from quizzes.items.true_false import TYPED
from quizzes.wording import Use


def choice(item: Item, interaction: Element) -> dict[str, Any]:
    """Tick one or several; two options that say true and false are that kind."""
    response = item.response(interaction)
    choices = children(interaction, "simpleChoice")
    ids = [one.get("identifier", "") for one in choices]
    options = [item.option(one, place) for place, one in enumerate(choices)]
    is_single = response.cardinality == "single" or interaction.get("maxChoices") == "1"
    choose = _single if is_single else _several
    found = choose(item, response, ids) | {
        "options": options,
        "option_explanations": item.notes(choices),
        "keep_order": item.keeps_order(interaction, choices),
    }
    shows = any(place >= 0 for place, _use in item.draft.attached)
    return (None if shows else _as_true_false(found)) or _with_pictures(item, found)


def _single(item: Item, response: Response, ids: Sequence[str]) -> dict[str, Any]:
    by_map = item.marking is Marking.MAP and response.entries
    right = [key for key in (response.best if by_map else response.correct) if key in ids]
    item.draft.lose(Loss.PARTIAL_CREDIT, when=by_map and _pays_more(response, ids, right))
    if len(right) != 1:
        raise Stop(Reason.SEVERAL_KEYS if right else Reason.NO_KEY)
    return {"kind": "single_choice", "key": {"option": ids.index(right[0])}}


def _pays_more(response: Response, ids: Sequence[str], right: Sequence[str]) -> bool:
    return any(response.earned(one) != 0 for one in ids if one not in right)


def _several(item: Item, response: Response, ids: Sequence[str]) -> dict[str, Any]:
    by_map = item.marking is Marking.MAP and response.entries
    right = [key for key in (response.paid if by_map else response.correct) if key in ids]
    if not right:
        raise Stop(Reason.NO_KEY)
    shares = [response.earned(one) for one in ids]
    most = sum(share for share in shares if share > 0)
    is_ours = by_map and response.has_floor and marks_like_ours([one / most for one in shares])
    item.draft.lose(Loss.PARTIAL_CREDIT, when=not is_ours)
    return {
        "kind": "multiple_response",
        "key": {"options": sorted(ids.index(one) for one in right)},
    }


def _as_true_false(found: Mapping[str, Any]) -> dict[str, Any] | None:
    said = [TYPED.get(fold(text)) if len(text) > 1 else None for text in found["options"]]
    if found["kind"] != "single_choice" or sorted(map(str, said)) != ["False", "True"]:
        return None
    notes = found["option_explanations"]
    true_first = [notes[said.index(True)], notes[said.index(False)]] if notes else []
    key = {"true": said[found["key"]["option"]]}
    return {"kind": "true_false", "key": key, "option_explanations": true_first}


def _with_pictures(item: Item, found: dict[str, Any]) -> dict[str, Any]:
    places = range(len(found["options"]))
    has_all = places and all((place, Use.PICTURE) in item.draft.attached for place in places)
    return found | ({"kind": "picture_choice"} if has_all and "option" in found["key"] else {})


def order(item: Item, interaction: Element) -> dict[str, Any]:
    """The steps in the order of the right answer."""
    response = item.response(interaction)
    steps = {one.get("identifier", ""): one for one in children(interaction, "simpleChoice")}
    if not response.correct or sorted(response.correct) != sorted(steps):
        raise Stop(Reason.NO_KEY)
    item.draft.lose(Loss.PARTIAL_CREDIT, when=item.marking is not Marking.NEIGHBOURS)
    in_order = [steps[key] for key in response.correct]
    return {
        "kind": "ordering",
        "options": [item.option(one, place) for place, one in enumerate(in_order)],
        "key": {},
        "option_explanations": item.notes(in_order),
    }


def match(item: Item, interaction: Element) -> dict[str, Any]:
    """Pairs of two sets: the set each of whose members has one partner asks, the other answers."""
    response = item.response(interaction)
    sets = [children(one, "simpleAssociableChoice")
            for one in children(interaction, "simpleMatchSet")]  # fmt: skip
    if len(sets) != 2:
        raise Stop(Reason.BROKEN)
    pairs = [tuple(pair.split(" ")) for pair in response.correct or response.paid]
    asking, answering, partners = _sides(sets, [pair for pair in pairs if len(pair) == 2])
    item.draft.lose(Loss.PARTIAL_CREDIT, when=not pays_each_part(item, response))
    ids = [one.get("identifier", "") for one in answering]
    choices = [item.word(one) for one in answering]
    return {
        "kind": "matching",
        "options": [item.option(one, place) for place, one in enumerate(asking)],
        "choices": choices,
        "key": {"choices": [ids.index(partners[one.get("identifier", "")]) for one in asking]},
        "keep_order": item.keeps_order(interaction, answering),
    }


def _sides(
    sets: Sequence[Sequence[Element]], pairs: Sequence[Sequence[str]]
) -> tuple[Sequence[Element], Sequence[Element], dict[str, str]]:
    """(asking, answering, partner of each asking one)."""
    first, second = ([one.get("identifier", "") for one in side] for side in sets)
    for asking, answering, way in ((0, 1, 1), (1, 0, -1)):
        turned = [pair[::way] for pair in pairs]
        partners = {pair[0]: pair[1] for pair in turned}
        ids, others = (first, second)[::way]
        has_one_each = sorted(pair[0] for pair in turned) == sorted(ids)
        if has_one_each and set(partners.values()) <= set(others):
            return sets[asking], sets[answering], partners
    raise Stop(Reason.SEVERAL_KEYS if pairs else Reason.NO_KEY)


def pays_each_part(item: Item, response: Response) -> bool:
    """Whether each right pair earns the same and a wrong one nothing."""
    paid = {response.earned(key) for key in response.correct}
    others = {value for key, value in response.entries.items() if key not in response.correct}
    return (
        item.marking is Marking.MAP
        and len(paid) == 1
        and min(paid) > 0
        and response.default == 0
        and others <= {0}
    )


def gap_match(item: Item, interaction: Element) -> dict[str, Any]:
    """Words to be put into gaps of a text."""
    response = item.response(interaction)
    words = {one.get("identifier", ""): item.word(one) for one in children(interaction, "gapText")}
    gaps = [gap.get("identifier", "") for gap in descendants(interaction, "gap")]
    pairs = [pair.split(" ") for pair in response.correct or response.paid]
    right = {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    if not gaps or sorted(right) != sorted(gaps) or not set(right.values()) <= set(words):
        raise Stop(Reason.NO_KEY)
    item.draft.lose(Loss.PARTIAL_CREDIT, when=len(gaps) > 1 and not pays_each_part(item, response))
    choices = list(dict.fromkeys(words.values()))
    return {
        "kind": "fill_blank",
        "choices": choices,
        "key": {"choices": [choices.index(words[right[gap]]) for gap in gaps]},
        "keep_order": interaction.get("shuffle") != "true",
    }
