"""One question of Moodle XML → an item, or why not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from quizzes.exchange import moodle_choices, moodle_typing
from quizzes.exchange.draft import Draft, Stop, title_of
from quizzes.exchange.extras import read_json, read_tags
from quizzes.exchange.format import Attached, Declined, Loss, Reason, Taken
from quizzes.exchange.media_bodies import sort_of
from quizzes.exchange.moodle_cloze import as_gaps
from quizzes.exchange.moodle_texts import decoded, noted, said
from quizzes.exchange.numbers import is_near, number_in
from quizzes.exchange.plain_text import plain
from quizzes.exchange.xml_tree import child, children, text_of
from quizzes.wording import STEM, Wording

OWN = "hocso"  # our element beside Moodle's; Moodle passes over what it does not know
TYPES: Mapping[str, Callable[[Element, Draft], dict[str, Any]]] = {
    "multichoice": moodle_choices.multichoice,
    "multichoiceset": moodle_choices.all_or_nothing,
    "oumultiresponse": moodle_choices.all_or_nothing,
    "truefalse": moodle_choices.truefalse,
    "ordering": moodle_choices.ordering,
    "matching": moodle_choices.matching,
    "match": moodle_choices.matching,
    "ddmatch": moodle_choices.matching,
    "shortanswer": moodle_typing.shortanswer,
    "numerical": moodle_typing.numerical,
    "gapselect": moodle_typing.gapselect,
    "ddwtos": moodle_typing.gapselect,
}
# What Moodle itself puts there (English and Vietnamese): nobody wrote it, nobody misses it.
USUAL = {
    *("", "Your answer is correct.", "Your answer is partially correct."),
    *("Your answer is incorrect.", "Câu trả lời của bạn đúng.", "Câu trả lời của bạn sai."),
    *("Câu trả lời của bạn đúng một phần.", "Đáp án của bạn đúng.", "Đáp án của bạn không đúng."),
    *("Câu trả lời đúng.", "Câu trả lời sai.", "Câu trả lời đúng một phần."),
}
USUAL_PENALTIES = (Decimal(0), Decimal("0.1"), Decimal(1) / 3, Decimal(1))
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
LONGEST_TAG = 50


def read_question(number: int, question: Element, category: str) -> Taken | Declined:
    """The item a question makes."""
    kind = question.get("type", "")
    name = plain(text_of(question, "name", "text"))[0]
    title = title_of(name, plain(text_of(question, "questiontext", "text")[:2_000])[0], kind)
    draft = Draft(title)
    try:
        if kind == "cloze":
            question, draft.losses = as_gaps(question)
        elif kind not in TYPES:
            raise Stop(Reason.KIND, kind)
        wording, kept = _wording(question, draft, category)
        return draft.taken(number, wording, kept)
    except Stop as stop:
        return Declined(number, title, stop.reason, stop.detail)


def _wording(question: Element, draft: Draft, category: str) -> tuple[Wording, Mapping[str, Any]]:
    stem = said(draft, child(question, "questiontext"), STEM)
    explanation = noted(draft, child(question, "generalfeedback"))
    found = TYPES[question.get("type", "")](question, draft)
    note = found.pop("note", "")
    draft.lose(Loss.OPTION_EXPLANATIONS, when=note and explanation)
    if found["kind"] == "fill_blank":
        stem = moodle_typing.numbered(stem)
    tags, kept = read_tags([category, *_tags(question)])
    _old_picture(question, draft)
    _marking(question, draft)
    fields = {"options": [], **found, "tags": list(dict.fromkeys(filter(None, tags)))}
    wording = Wording(stem=stem, explanation=explanation or note, **fields)
    return wording, {**kept, **read_json(text_of(question, OWN))}


def _tags(question: Element) -> list[str]:
    return [
        plain(text_of(tag, "text"))[0][:LONGEST_TAG]
        for parent in children(question, "tags")
        for tag in children(parent, "tag")
    ]


def _marking(question: Element, draft: Draft) -> None:
    """Points, penalties and hints: here every item has one point, and one answer."""
    grade = number_in(text_of(question, "defaultgrade") or "1")
    draft.lose(Loss.PARTIAL_CREDIT, when=grade != 1)
    penalty = number_in(text_of(question, "penalty")) or Decimal(0)
    is_usual = any(is_near(penalty, one) for one in USUAL_PENALTIES)
    draft.lose(Loss.PENALTY, when=not is_usual)
    draft.lose(Loss.HINTS, when=any(text_of(hint, "text") for hint in children(question, "hint")))
    said_to_all = [noted(draft, child(question, name)) for name in COMBINED]
    draft.lose(Loss.EXPLANATION, when=not set(said_to_all) <= USUAL)


def _old_picture(question: Element, draft: Draft) -> None:
    """The one picture of a question before Moodle 2."""
    body = decoded(text_of(question, "image_base64"))
    if not text_of(question, "image") and not body:
        return
    sort = sort_of(body) if body else None
    if body is None or sort is None or (STEM, sort.use) in draft.attached:
        draft.lose(Loss.PICTURE)
    else:
        draft.attached[STEM, sort.use] = Attached(STEM, sort.use, "", body)
