"""How a QTI item is marked: what its declarations and response processing say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Response:
    """What is declared of one response: its right values, and what parts earn."""

    cardinality: str
    kind: str
    correct: Sequence[str]
    entries: dict[str, Decimal]
    default: Decimal
    has_floor: bool
    is_case_sensitive: bool

    def earned(self, key: str) -> Decimal:
        """What a value earns when values are mapped."""
        return self.entries.get(key, self.default)

    @property
    def best(self) -> list[str]:
        """The values that earn most."""
        most = max(self.entries.values(), default=NOTHING)
        return [key for key, value in self.entries.items() if value == most > 0]

    @property
    def paid(self) -> list[str]:
        """The values that earn something."""
        return [key for key, value in self.entries.items() if value > 0]


def responses(item: Element) -> dict[str, Response]:
    """The declared responses by their identifiers."""
    processing = child(item, "responseProcessing")
    valued = {} if processing is None else _valued(processing)
    return {
        name: _response(one, valued.get(name, {}))
        for one in children(item, "responseDeclaration")
        if (name := one.get("identifier", ""))
    }


def _response(declaration: Element, valued: dict[str, Decimal]) -> Response:
    right, mapping = child(declaration, "correctResponse"), child(declaration, "mapping")
    correct = [] if right is None else children(right, "value")
    entries = [] if mapping is None else children(mapping, "mapEntry")
    is_case_sensitive = any(one.get("caseSensitive", "true") == "true" for one in entries)
    return Response(
        declaration.get("cardinality", "single"),
        declaration.get("baseType", ""),
        [" ".join("".join(value.itertext()).split()) for value in correct],
        {" ".join(one.get("mapKey", "").split()): _worth(one) for one in entries} or valued,
        number_in("0" if mapping is None else mapping.get("defaultValue", "0")) or NOTHING,
        mapping is not None and number_in(mapping.get("lowerBound", "")) == 0,
        is_case_sensitive or not entries,
    )


def _worth(entry: Element) -> Decimal:
    return number_in(entry.get("mappedValue", "")) or NOTHING


def marking(item: Element) -> Marking:
    """How the response processing marks; without any, as the declarations suggest."""
    found = child(item, "responseProcessing")
    template = "" if found is None else found.get("template", "")
    if template:
        name = template.rpartition("/")[2].removesuffix(".xml").removeprefix("CC2_")
        return {"match_correct": Marking.MATCH, "match": Marking.MATCH,
                "match_basic": Marking.MATCH, "map_response": Marking.MAP}.get(
                    name, Marking.UNKNOWN)  # fmt: skip
    if found is None or not len(found):
        has_mapping = any(True for _one in descendants(item, "mapping"))
        return Marking.MAP if has_mapping else Marking.MATCH
    return _custom(found)


def _custom(processing: Element) -> Marking:
    rules = [rule for rule in processing if _scores(rule) and not _only_bounds(rule)]
    names = {str(one.tag) for rule in rules for one in _without_feedback(rule)}
    if not names <= KNOWN:
        return Marking.UNKNOWN
    if "contains" in names:
        return Marking.NEIGHBOURS if _counts_neighbours(processing) else Marking.UNKNOWN
    if "mapResponse" in names or _valued(rules):
        return Marking.MAP
    return Marking.PARTS if "sum" in names and "and" not in names else Marking.MATCH


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


def _valued(rules: Iterable[Element]) -> dict[str, dict[str, Decimal]]:
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


def tolerance(item: Element) -> tuple[str, Decimal, Decimal] | None:
    """(mode, below, above) of the comparison of a number; None when there is none."""
    processing = child(item, "responseProcessing")
    equals = [] if processing is None else list(descendants(processing, "equal"))
    if len(equals) != 1:
        return None
    bounds = [number_in(text) for text in equals[0].get("tolerance", "0").split()]
    if not bounds or None in bounds:
        return None
    below, above = bounds[0] or NOTHING, bounds[-1] or NOTHING
    return equals[0].get("toleranceMode", "exact"), below, above
