"""How an item of ours is marked, in the words of QTI: whole points for right parts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.exchange.xml_tree import add

RESPONSE, SCORE, MOST, FEEDBACK = "RESPONSE", "SCORE", "MAXSCORE", "FEEDBACK"


@dataclass(frozen=True)
class Marked:
    """Rules of marking, the most points, and the cardinality of feedback on options if any."""

    rules: Sequence[Element]
    most: int
    feedback: str = ""


def declare(
    root: Element, name: str, cardinality: str, kind: str, correct: Sequence[str]
) -> Element:
    """What a response may be and which is right."""
    made = add(root, "responseDeclaration", identifier=name, cardinality=cardinality)
    made.set("baseType", kind)
    right = add(made, "correctResponse")
    for value in correct:
        add(right, "value", value)
    return made


def map_values(
    declared: Element, paid: Mapping[str, int], *, most: int, is_text: bool = False
) -> None:
    """What each value earns; the sum is never below nothing."""
    mapping = add(declared, "mapping", lowerBound="0", upperBound=str(most), defaultValue="0")
    for key, value in paid.items():
        entry = add(mapping, "mapEntry", mapKey=key, mappedValue=str(value))
        if is_text:
            entry.set("caseSensitive", "false")


def declare_outcomes(root: Element, marked: Marked, explanation: str) -> None:
    """Points, and which feedback is shown."""
    for name, value in ((SCORE, 0), (MOST, marked.most)):
        made = add(root, "outcomeDeclaration", identifier=name, cardinality="single")
        made.set("baseType", "float")
        add(add(made, "defaultValue"), "value", str(value))
    shown = [(FEEDBACK, marked.feedback), (explanation, "single")]
    for name, cardinality in shown:
        if name and cardinality:
            made = add(root, "outcomeDeclaration", identifier=name, cardinality=cardinality)
            made.set("baseType", "identifier")


def response_processing(marked: Marked, explanation: str) -> Element:
    """Points first, then what is shown."""
    made = Element("responseProcessing")
    made.extend(marked.rules)
    if marked.feedback:
        shown = add(made, "setOutcomeValue", identifier=FEEDBACK)
        add(shown, "variable", identifier=RESPONSE)
    if explanation:
        shown = add(made, "setOutcomeValue", identifier=explanation)
        add(shown, "baseValue", "SHOWN", baseType="identifier")
    return made


def match(names: Sequence[str]) -> list[Element]:
    """One point for the right answer."""
    return [_when(_compared("match", name), is_sum=False) for name in names]


def parts(names: Sequence[str]) -> list[Element]:
    """One point more for each response that is right."""
    return [_when(_compared("match", name)) for name in names]


def mapped(names: Sequence[str]) -> list[Element]:
    """What the values earn."""
    rules = []
    for name in names:
        rule = Element("setOutcomeValue", {"identifier": SCORE})
        add(rule, "mapResponse", identifier=name)
        rules.append(rule)
    return rules


def neighbours(name: str, pairs: Iterable[tuple[str, str]]) -> list[Element]:
    """One point more for each step that stands right after the one it follows.

    For ordered containers `contains` asks for a run of values, so [A, B, C] contains [B, C] and
    not [A, C].
    """
    rules = []
    for pair in pairs:
        test = Element("contains")
        add(test, "variable", identifier=name)
        run = add(test, "ordered")
        for key in pair:
            add(run, "baseValue", key, baseType="identifier")
        rules.append(_when(test))
    return rules


def within(name: str, tolerance: str) -> list[Element]:
    """One point for a number that is near enough."""
    test = _compared("equal", name)
    test.set("toleranceMode", "absolute")
    test.set("tolerance", f"{tolerance} {tolerance}")
    return [_when(test, is_sum=False)]


def _compared(how: str, name: str) -> Element:
    test = Element(how)
    add(test, "variable", identifier=name)
    add(test, "correct", identifier=name)
    return test


def _when(test: Element, *, is_sum: bool = True) -> Element:
    condition = Element("responseCondition")
    when = add(condition, "responseIf")
    when.append(test)
    rule = add(when, "setOutcomeValue", identifier=SCORE)
    if is_sum:
        rule = add(rule, "sum")
        add(rule, "variable", identifier=SCORE)
    add(rule, "baseValue", "1", baseType="float")
    return condition
