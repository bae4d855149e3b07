"""How a QTI item is marked: what its declarations and response processing say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
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
    | {"equal", "contains", "ordered"}
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
    return {
        one.get("identifier", ""): _response(one) for one in children(item, "responseDeclaration")
    }


def _response(declaration: Element) -> Response:
    right, mapping = child(declaration, "correctResponse"), child(declaration, "mapping")
    correct = [] if right is None else children(right, "value")
    entries = [] if mapping is None else children(mapping, "mapEntry")
    is_case_sensitive = any(one.get("caseSensitive", "true") == "true" for one in entries)
    return Response(
        declaration.get("cardinality", "single"),
        declaration.get("baseType", ""),
        [" ".join("".join(value.itertext()).split()) for value in correct],
        {" ".join(one.get("mapKey", "").split()): _worth(one) for one in entries},
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
    names = {str(one.tag) for one in processing.iter() if one is not processing}
    if not names <= KNOWN:
        return Marking.UNKNOWN
    if "contains" in names:
        return Marking.NEIGHBOURS if _counts_neighbours(processing) else Marking.UNKNOWN
    if "mapResponse" in names:
        return Marking.MAP
    return Marking.PARTS if "sum" in names else Marking.MATCH


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
