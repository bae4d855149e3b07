"""What the rules of a QTI item give points for, as far as we understand them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from xml.etree.ElementTree import Element

from quizzes.exchange.numbers import number_in
from quizzes.exchange.xml_tree import child, children, descendants

# What response processing may hold if we are to say that we understand it.
KNOWN = frozenset(
    {"responseCondition", "responseIf", "responseElse", "responseElseIf", "setOutcomeValue"}
    | {"match", "variable", "correct", "mapResponse", "baseValue", "isNull", "not", "and", "sum"}
    | {"equal", "stringMatch", "contains", "ordered"}
)
NOTHING = Decimal(0)


class Marking(Enum):
    """How an item is marked."""

    MATCH = "all of the right answer or nothing"
    MAP = "so much for each part"
    NEIGHBOURS = "one for each step that follows the one before"
    PARTS = "one for each part that is right"
    UNKNOWN = "a way we do not know"


TEMPLATES = {
    **dict.fromkeys(("match_correct", "match", "match_basic"), Marking.MATCH),
    "map_response": Marking.MAP,
}


def by_template(address: str) -> Marking:
    """What a template of the specification does, by the end of its address."""
    name = address.rpartition("/")[2].removesuffix(".xml").removeprefix("CC2_")
    return TEMPLATES.get(name, Marking.UNKNOWN)


def by_rules(processing: Element) -> Marking:
    """What rules written out do."""
    rules = [rule for rule in processing if _scores(rule) and not _only_bounds(rule)]
    names = {str(one.tag) for rule in rules for one in _without_feedback(rule)}
    if not names <= KNOWN or _pays_for_wrong(rules):
        return Marking.UNKNOWN
    if "contains" in names:
        return Marking.NEIGHBOURS if _counts_neighbours(processing) else Marking.UNKNOWN
    if "mapResponse" in names or valued(rules):
        return Marking.MAP
    return Marking.PARTS if "sum" in names and "and" not in names else Marking.MATCH


def _pays_for_wrong(rules: Iterable[Element]) -> bool:
    """Whether points are given for what is not so."""
    return any(
        (one.tag == "not" and [str(inside.tag) for inside in one] != ["isNull"])
        or (one.tag == "responseElse" and _points(one) != 0)
        for rule in rules
        for one in rule.iter()
    )


def _is_score(rule: Element) -> bool:
    return "SCORE" in rule.get("identifier", "").upper()


def _scores(rule: Element) -> bool:
    """Whether a rule says anything about points; the others are about feedback."""
    return any(one.tag == "setOutcomeValue" and _is_score(one) for one in rule.iter())


def _only_bounds(rule: Element) -> bool:
    """Whether a rule only keeps the points between the fewest and the most, as OpenOLAT writes."""
    named = [one.get("identifier", "") for one in rule.iter() if one.tag != "baseValue"]
    values = any(True for _one in descendants(rule, "baseValue", "mapResponse", "correct"))
    return not values and all("SCORE" in name for name in named if name)


def _without_feedback(rule: Element) -> Iterator[Element]:
    yield rule
    for one in rule:
        if one.tag != "setOutcomeValue" or _is_score(one):
            yield from _without_feedback(one)


def valued(rules: Iterable[Element]) -> dict[str, dict[str, Decimal]]:
    """What values earn where a rule compares a response with one value and gives points for it."""
    found: dict[str, dict[str, Decimal]] = {}
    for rule in rules:
        for when in rule.iter():
            test = when[0] if len(when) and when.tag in {"responseIf", "responseElseIf"} else None
            if test is None or test.tag not in {"match", "stringMatch", "equal"}:
                continue
            name, value = child(test, "variable"), child(test, "baseValue")
            points = _points(when)
            if name is not None and value is not None and len(test) == 2 and points > 0:
                paid = found.setdefault(name.get("identifier", ""), {})
                paid[" ".join((value.text or "").split())] = points
    return found


def _points(when: Element) -> Decimal:
    """The points a condition gives, when they are one number."""
    numbers = [
        number_in(one.text or "") or NOTHING
        for rule in children(when, "setOutcomeValue")
        if _is_score(rule)
        for one in descendants(rule, "baseValue")
    ]
    return numbers[0] if len(numbers) == 1 else NOTHING


def _counts_neighbours(processing: Element) -> bool:
    """Whether each condition adds one for two steps that follow each other."""
    pairs = [children(one, "ordered") for one in descendants(processing, "contains")]
    return all(len(pair) == 1 and len(list(pair[0])) == 2 for pair in pairs)


def nearness(processing: Element) -> list[tuple[str, Decimal, Decimal]]:
    """(mode, below, above) of each comparison of a number that was answered."""
    found = []
    for one in descendants(processing, "equal"):
        name = child(one, "variable")
        bounds = [number_in(text) for text in one.get("tolerance", "0").split()] or [NOTHING]
        if name is not None and not _is_score(name) and None not in bounds:
            below, above = bounds[0] or NOTHING, bounds[-1] or NOTHING
            found.append((one.get("toleranceMode", "exact"), below, above))
    return found
