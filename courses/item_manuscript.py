"""Reads the items of a quiz.md: plain text that an author types with no tool but a keyboard.

An item is a numbered question in bold and the lines below it, each `- Name: what it says`:

    1. **Ai nên cầm máy khi học?**
       - A. Người dân đang học
       - B. Con cháu trong nhà // Người học không bấm thì không nhớ.
       - Đáp án: A. Tự tay bấm thì mới nhớ.
       - Đọc lại: 05:1
       - Mức: dễ
       - Nhãn: hướng dẫn

- `- A. …` options in their order; what stands after ` // ` is explained when it was chosen.
- `- Đáp án:` what is right and, after a full stop, why. Several letters are parted by commas;
  accepted short answers by ` | `; a number may say how far off is right: `10 ± 1. Vì …`.
- `- Giải thích:` why, for kinds without `Đáp án`, or when the answer itself has full stops.
- `- Đọc lại: 05:3` the lesson and its line (core/markup) that is tested; `- Mức:` dễ, vừa, khó;
  `- Nhãn:` tags, parted by commas.
- `- Loại:` the kind when it is not one right answer: nhiều đáp án; đúng sai (`Đáp án: Đúng`);
  sắp xếp (the options stand in the right order); ghép đôi (`- A. left = its partner`); điền chỗ
  trống (`[[1]]`, `[[2]]` in the question, `- A.` the word of the first gap …); điền số; trả lời
  ngắn. `- Thêm:` is a choice of a matching or of gaps that belongs nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from courses.item_lines import Written, Wrong, items_in
from lms.core.errors import Refused
from quizzes.items import KINDS, number, true_false
from quizzes.wording import Level, Wording

REFERENCE = re.compile(r"^0*([1-9]\d?):([1-9]\d{0,2})$")
OPTION_NOTE = " // "
LEVELS = {"dễ": Level.EASY, "vừa": Level.MIDDLE, "khó": Level.HARD}


def read_items(file: Path, text: str) -> list[Wording]:
    """The items of a quiz.md. Raises Refused that names the line."""
    found = []
    try:
        for item in items_in(text):
            found.append(_wording(item))
    except Wrong as wrong:
        raise Refused(f"{file}:{wrong.line}: {wrong}") from None
    return found


def _wording(item: Written) -> Wording:
    kind = item.text("Loại") or "một đáp án"
    if kind not in READERS:
        raise Wrong(f"“{kind}” is none of: {', '.join(READERS)}", item.lines["Loại"][0])
    wording = replace(READERS[kind](item), **_about(item))
    problems = KINDS[wording.kind].problems(wording)
    if problems:
        raise Wrong(" ".join(problems), item.number)
    return wording


def _about(item: Written) -> dict[str, Any]:
    """What an item of any kind says beside question and answer."""
    found: dict[str, Any] = {}
    if level := item.text("Mức"):
        if level not in LEVELS:
            raise Wrong(f"“{level}” is none of: {', '.join(LEVELS)}", item.lines["Mức"][0])
        found["level"] = LEVELS[level]
    if tags := item.text("Nhãn"):
        found["tags"] = [tag.strip() for tag in tags.split(",") if tag.strip()]
    if reference := item.text("Đọc lại"):
        parts = REFERENCE.match(reference)
        if parts is None:
            raise Wrong("write the lesson and its line as 05:3", item.lines["Đọc lại"][0])
        found["reference"] = f"{parts[1]}:{parts[2]}"
    return found


def _single(item: Written) -> Wording:
    return _of_options(item, "single_choice", lambda places: {"option": places[0]}, most=1)


def _multiple(item: Written) -> Wording:
    return _of_options(item, "multiple_response", lambda places: {"options": sorted(set(places))})


def _of_options(
    item: Written,
    kind: str,
    key: Callable[[list[int]], Mapping[str, Any]],
    most: int | None = None,
) -> Wording:
    places = item.places()
    if not places or (most and len(places) > most):
        raise Wrong("the answer names no option of the question", _answer_line(item))
    options, notes = _with_notes(item.options)
    return Wording(
        kind, item.stem, options, key(places), item.answer()[1], option_explanations=notes
    )


def _with_notes(options: Sequence[str]) -> tuple[list[str], list[str]]:
    """Options, and the explanation of each; no explanations at all when none has one."""
    parts = [option.partition(OPTION_NOTE) for option in options]
    notes = [note.strip() for _text, _sign, note in parts]
    return [text.strip() for text, _sign, _note in parts], notes if any(notes) else []


def _true_false(item: Written) -> Wording:
    right, why = item.answer()
    words = {word: value for value, word in true_false.WORDS["vi"].items()}
    if right not in words:
        raise Wrong("the answer must be Đúng or Sai", _answer_line(item))
    return Wording("true_false", item.stem, [], {"true": words[right]}, why)


def _ordering(item: Written) -> Wording:
    options, notes = _with_notes(item.options)
    return Wording(
        "ordering", item.stem, options, {}, item.text("Giải thích"), option_explanations=notes
    )


def _matching(item: Written) -> Wording:
    pairs = [option.partition(" = ") for option in item.options]
    if not all(sign for _left, sign, _right in pairs):
        raise Wrong("write each line of a matching as “left = its partner”", item.number)
    partners = [right.strip() for _left, _sign, right in pairs]
    choices = list(dict.fromkeys([*partners, *item.extras]))
    key = {"choices": [choices.index(partner) for partner in partners]}
    lefts = [left.strip() for left, _sign, _right in pairs]
    return Wording("matching", item.stem, lefts, key, item.text("Giải thích"), choices=choices)


def _gaps(item: Written) -> Wording:
    choices = list(dict.fromkeys([*item.options, *item.extras]))
    key = {"choices": [choices.index(word) for word in item.options]}
    return Wording("fill_blank", item.stem, [], key, item.text("Giải thích"), choices=choices)


def _number(item: Written) -> Wording:
    right, why = item.answer()
    value, _, off = right.partition("±")
    found, tolerance = number.number_of(value), number.number_of(off or "0")
    if found is None or tolerance is None:
        raise Wrong("the answer is no number", _answer_line(item))
    key = {"value": f"{found:f}", "tolerance": f"{tolerance:f}"}
    return Wording("number", item.stem, [], key, why)


def _short(item: Written) -> Wording:
    right, why = item.answer()
    accepted = [text.strip() for text in right.split("|") if text.strip()]
    return Wording("short_answer", item.stem, [], {"accepted": accepted}, why)


def _answer_line(item: Written) -> int:
    return item.lines.get("Đáp án", (item.number, ""))[0]


READERS: Mapping[str, Callable[[Written], Wording]] = {
    "một đáp án": _single,
    "nhiều đáp án": _multiple,
    "đúng sai": _true_false,
    "sắp xếp": _ordering,
    "ghép đôi": _matching,
    "điền chỗ trống": _gaps,
    "điền số": _number,
    "trả lời ngắn": _short,
}
