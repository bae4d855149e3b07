"""Declarations, shown part and marking of an item of QTI, for each kind of ours. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from xml.etree.ElementTree import Element

from quizzes.exchange import qti_processing as processing
from quizzes.exchange.plain_text import visible
from quizzes.exchange.qti_processing import RESPONSE
from quizzes.exchange.qti_shown import Files, ask, code, interact, note, offer, say, show
from quizzes.exchange.xml_tree import add
from quizzes.items.fill_blank import pieces
from quizzes.items.true_false import words
from quizzes.wording import STEM, Wording


def _choice(root: Element, body: Element, wording: Wording, files: Files) -> processing.Marked:
    is_single = wording.kind != "multiple_response"
    right = [wording.key["option"]] if is_single else wording.key["options"]
    ids = [code("C", place) for place in range(len(wording.options))]
    most = "1" if is_single else "0"
    interaction = interact(body, "choiceInteraction", wording, maxChoices=most)
    ask(interaction, "prompt", wording, files)
    notes = [*wording.option_explanations, *[""] * len(ids)]
    for place, text in enumerate(wording.options):
        option = offer(interaction, "simpleChoice", ids[place], text)
        show(option, files, place)
        note(option, ids[place], notes[place])
    cardinality = "single" if is_single else "multiple"
    correct = [ids[place] for place in right]
    declared = processing.declare(root, RESPONSE, cardinality, "identifier", correct)
    if not is_single:
        paid = {key: 1 if place in right else -1 for place, key in enumerate(ids)}
        processing.map_values(declared, paid, most=len(right))
    way = processing.match if is_single else processing.mapped
    has_notes = any(wording.option_explanations)
    return processing.Marked(way([RESPONSE]), 1 if is_single else len(right),
                             cardinality if has_notes else "")  # fmt: skip


def _true_false(root: Element, body: Element, wording: Wording, files: Files) -> processing.Marked:
    right = "true" if wording.key["true"] else "false"
    processing.declare(root, RESPONSE, "single", "identifier", [right])
    interaction = add(body, "choiceInteraction", responseIdentifier=RESPONSE, shuffle="false")
    interaction.set("maxChoices", "1")
    ask(interaction, "prompt", wording, files)
    notes = [*wording.option_explanations, "", ""]
    for place, said in enumerate((True, False)):
        key = str(said).lower()
        option = offer(interaction, "simpleChoice", key, words(wording)[said])
        show(option, files, place)
        note(option, key, notes[place])
    has_notes = any(wording.option_explanations)
    return processing.Marked(processing.match([RESPONSE]), 1, "single" if has_notes else "")


def _ordering(root: Element, body: Element, wording: Wording, files: Files) -> processing.Marked:
    ids = [code("S", place) for place in range(len(wording.options))]
    processing.declare(root, RESPONSE, "ordered", "identifier", ids)
    interaction = add(body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    ask(interaction, "prompt", wording, files)
    for place, text in enumerate(wording.options):
        show(offer(interaction, "simpleChoice", ids[place], text), files, place)
    return processing.Marked(processing.neighbours(RESPONSE, pairwise(ids)), len(ids) - 1)


def _matching(root: Element, body: Element, wording: Wording, files: Files) -> processing.Marked:
    count = str(len(wording.options))
    pairs = [
        f"{code('L', place)} {code('R', due)}" for place, due in enumerate(wording.key["choices"])
    ]
    declared = processing.declare(root, RESPONSE, "multiple", "directedPair", pairs)
    processing.map_values(declared, dict.fromkeys(pairs, 1), most=len(pairs))
    interaction = interact(body, "matchInteraction", wording, maxAssociations=count)
    ask(interaction, "prompt", wording, files)
    left, right = (add(interaction, "simpleMatchSet") for _side in range(2))
    for place, text in enumerate(wording.options):
        key = code("L", place)
        show(offer(left, "simpleAssociableChoice", key, text, matchMax="1"), files, place)
    for place, text in enumerate(wording.choices):
        offer(right, "simpleAssociableChoice", code("R", place), text, matchMax=count)
    return processing.Marked(processing.mapped([RESPONSE]), len(pairs))


def _fill_blank(root: Element, body: Element, wording: Wording, files: Files) -> processing.Marked:
    line = add(body, "p")
    first, *others = pieces(visible(wording.stem))
    say(line, first)
    names = [f"{RESPONSE}_{gap + 1}" for gap in range(len(others))]
    for gap, after in enumerate(others):
        key = f"G{gap + 1:02d}"
        right = code(key, wording.key["choices"][gap])
        processing.declare(root, names[gap], "single", "identifier", [right])
        interaction = interact(line, "inlineChoiceInteraction", wording)
        interaction.set("responseIdentifier", names[gap])
        for place, text in enumerate(wording.choices):
            offer(interaction, "inlineChoice", code(key, place), text)
        say(line, after)
    if files.get(STEM):
        show(add(body, "p"), files, STEM)
    return processing.Marked(processing.parts(names), len(names))


def _typed(body: Element, wording: Wording, files: Files, length: int) -> None:
    ask(body, "p", wording, files)
    entry = add(add(body, "p"), "textEntryInteraction", responseIdentifier=RESPONSE)
    entry.set("expectedLength", str(length))


def _number(root: Element, body: Element, wording: Wording, files: Files) -> processing.Marked:
    processing.declare(root, RESPONSE, "single", "float", [wording.key["value"]])
    _typed(body, wording, files, 12)
    return processing.Marked(processing.within(RESPONSE, wording.key["tolerance"]), 1)


def _short(root: Element, body: Element, wording: Wording, files: Files) -> processing.Marked:
    accepted = [visible(text) for text in wording.key["accepted"]]
    declared = processing.declare(root, RESPONSE, "single", "string", accepted[:1])
    processing.map_values(declared, dict.fromkeys(accepted, 1), most=1, is_text=True)
    _typed(body, wording, files, 30)
    return processing.Marked(processing.mapped([RESPONSE]), 1)


BODIES: Mapping[str, Callable[[Element, Element, Wording, Files], processing.Marked]] = {
    **dict.fromkeys(("single_choice", "multiple_response", "picture_choice"), _choice),
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "fill_blank": _fill_blank,
    "number": _number,
    "short_answer": _short,
}
