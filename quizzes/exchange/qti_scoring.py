"""How a QTI item is marked: what its declarations and response processing say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element

from quizzes.exchange.numbers import number_in
from quizzes.exchange.qti_rules import Marking, by_rules, by_template, nearness, valued
from quizzes.exchange.xml_tree import child, children, descendants

NOTHING = Decimal(0)


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
    paid = {} if processing is None else valued(processing)
    return {
        name: _response(one, paid.get(name, {}))
        for one in children(item, "responseDeclaration")
        if (name := one.get("identifier", ""))
    }


def _response(declaration: Element, paid: dict[str, Decimal]) -> Response:
    right, mapping = child(declaration, "correctResponse"), child(declaration, "mapping")
    correct = [] if right is None else children(right, "value")
    entries = [] if mapping is None else children(mapping, "mapEntry")
    is_case_sensitive = any(one.get("caseSensitive", "true") == "true" for one in entries)
    return Response(
        declaration.get("cardinality", "single"),
        declaration.get("baseType", ""),
        [" ".join("".join(value.itertext()).split()) for value in correct],
        {" ".join(one.get("mapKey", "").split()): _worth(one) for one in entries} or paid,
        number_in("0" if mapping is None else mapping.get("defaultValue", "0")) or NOTHING,
        mapping is not None and number_in(mapping.get("lowerBound", "")) == 0,
        is_case_sensitive or not entries,
    )


def _worth(entry: Element) -> Decimal:
    return number_in(entry.get("mappedValue", "")) or NOTHING


def marking(item: Element) -> Marking:
    """How the response processing marks; without any, as the declarations suggest."""
    found = child(item, "responseProcessing")
    if found is not None and found.get("template"):
        return by_template(found.get("template", ""))
    if found is None or not len(found):
        has_mapping = any(True for _one in descendants(item, "mapping"))
        return Marking.MAP if has_mapping else Marking.MATCH
    return by_rules(found)


def tolerances(item: Element) -> list[tuple[str, Decimal, Decimal]]:
    """(mode, below, above) of each comparison of a number."""
    processing = child(item, "responseProcessing")
    return [] if processing is None else nearness(processing)
