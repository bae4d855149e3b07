"""An item → a question of Moodle XML, its fields in the order Moodle writes them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from quizzes.exchange.draft import title_of
from quizzes.exchange.extras import as_json, as_tags, beside
from quizzes.exchange.format import Declined, Loss, Outgoing
from quizzes.exchange.media_names import as_html, lost, named
from quizzes.exchange.moodle_answers import ANSWERS, write_rich
from quizzes.exchange.moodle_reading import OWN, read_question
from quizzes.exchange.plain_text import visible
from quizzes.exchange.xml_tree import add
from quizzes.items.fill_blank import GAP
from quizzes.wording import STEM, Wording

TYPES = {
    "single_choice": "multichoice",
    "multiple_response": "multichoice",
    "picture_choice": "multichoice",
    "true_false": "truefalse",
    "ordering": "ordering",
    "matching": "matching",
    "fill_blank": "gapselect",
    "number": "numerical",
    "short_answer": "shortanswer",
}


def question_of(item: Outgoing) -> tuple[Element, Sequence[Loss]] | None:
    """A question with what it could not carry; None when Moodle has no words for the item.

    What a reading of the finished question does not give back stands beside it.
    """
    question = _native(item)
    read = read_question(item.number, question, "")
    if isinstance(read, Declined):
        return None
    kept = beside(item.wording, read.wording)
    _write_tags(question, [*item.wording.tags, *as_tags(kept)])
    if as_json(kept):
        add(question, OWN, as_json(kept))
    return question, lost(item.attached, read.attached)


def _native(item: Outgoing) -> Element:
    wording, files = item.wording, named(item.attached)
    question = Element("question", {"type": TYPES[wording.kind]})
    add(add(question, "name"), "text", title_of(visible(wording.stem)) or str(item.number))
    write_rich(
        question, "questiontext", _stem(wording), [f for f in files if f.attached.place == STEM]
    )
    write_rich(question, "generalfeedback", wording.explanation)
    add(question, "defaultgrade", "1.0000000")
    add(question, "penalty", "1.0000000" if wording.kind == "true_false" else "0.3333333")
    add(question, "hidden", "0")
    add(question, "idnumber", "")
    ANSWERS[wording.kind](question, wording, files)
    _write_tags(question, wording.tags)
    return question


def _write_tags(question: Element, tags: Sequence[str]) -> None:
    for old in question.findall("tags"):
        question.remove(old)
    if tags:
        parent = add(question, "tags")
        for tag in tags:
            add(add(parent, "tag"), "text", as_html(tag))


def _stem(wording: Wording) -> str:
    """The stem; in Moodle a gap has the number of its word in the list, not its own."""
    if wording.kind != "fill_blank":
        return wording.stem
    right = iter(wording.key["choices"])
    return GAP.sub(lambda _found: f"[[{next(right) + 1}]]", wording.stem)
