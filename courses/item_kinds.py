"""What the lines of an item of a quiz.md mean for its kind: options, what is right, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from courses.item_lines import Written, Wrong, parted, plain
from quizzes.items import number, true_false
from quizzes.wording import Wording

NOTE = " // "
PAIR = " = "
EXACT = re.compile(r"-?\d+(\.\d+)?")


def _single(item: Written) -> Wording:
    return _of_options(item, "single_choice", lambda places: {"option": places[0]}, most=1)


def _picture(item: Written) -> Wording:
    return _of_options(item, "picture_choice", lambda places: {"option": places[0]}, most=1)


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
        raise Wrong(_("the answer names no option of the question"), _answer_line(item))
    options, notes = _with_notes(item)
    return Wording(
        kind, item.stem, options, key(places), item.answer()[1], option_explanations=notes
    )


def _with_notes(item: Written) -> tuple[list[str], list[str]]:
    """Options, and the explanation of each; no explanations at all when none has one."""
    parts = [f"{option} ".partition(NOTE) for option in item.options]
    notes = [plain(note) for _text, _sign, note in parts]
    return [plain(text) for text, _sign, _note in parts], notes if any(notes) else []


def _true_false(item: Written) -> Wording:
    right, why = item.answer()
    words = {word: value for value, word in true_false.WORDS["vi"].items()}
    if right not in words:
        raise Wrong(_("the answer must be Đúng or Sai"), _answer_line(item))
    notes = [plain(item.text(f"Vì sao {word}")) for word in ("Đúng", "Sai")]
    return Wording(
        "true_false", item.stem, [], {"true": words[right]}, why,
        option_explanations=notes if any(notes) else [],
    )  # fmt: skip


def _ordering(item: Written) -> Wording:
    options, notes = _with_notes(item)
    return Wording("ordering", item.stem, options, {}, item.why(), option_explanations=notes)


def _matching(item: Written) -> Wording:
    lines = [f"{option} ".partition(NOTE) for option in item.options]
    pairs = [line.partition(PAIR) for line, _sign, _note in lines]
    if not all(sign for _left, sign, _right in pairs):
        raise Wrong(_("write each line of a matching as “left = its partner”"), item.number)
    partners = [plain(right) for _left, _sign, right in pairs]
    choices = _choices(item, partners)
    notes = [plain(note) for _line, _sign, note in lines]
    return Wording(
        "matching",
        item.stem,
        [plain(left) for left, _sign, _right in pairs],
        {"choices": [choices.index(partner) for partner in partners]},
        item.why(),
        choices=choices,
        option_explanations=notes if any(notes) else [],
    )


def _choices(item: Written, needed: list[str]) -> list[str]:
    """The choices as they are listed, or those that are needed and the extra ones."""
    listed = item.choices or list(dict.fromkeys([*needed, *item.extras]))
    if not set(needed) <= set(listed):
        raise Wrong(_("a word is missing among the lines “Lựa chọn”"), item.number)
    return listed


def _gaps(item: Written) -> Wording:
    words = [plain(option) for option in item.options]
    choices = _choices(item, words)
    if item.options:
        key, why = [choices.index(word) for word in words], item.why()
    else:
        key, why = item.places(len(choices)), item.answer()[1]
    return Wording("fill_blank", item.stem, [], {"choices": key}, why, choices=choices)


def _number(item: Written) -> Wording:
    right, why = item.answer()
    value, _sign, off = right.partition("±")
    found, tolerance = _decimal(value), _decimal(off or "0")
    if found is None or tolerance is None:
        raise Wrong(_("the answer is no number"), _answer_line(item))
    return Wording("number", item.stem, [], {"value": found, "tolerance": tolerance}, why)


def _decimal(text: str) -> str | None:
    """A number as people type it, or after `=` as computers write it."""
    text = text.strip()
    if text.startswith("="):
        return text[1:] if EXACT.fullmatch(text[1:]) else None
    found = number.number_of(text)
    return None if found is None else f"{found:f}"


def _short(item: Written) -> Wording:
    right, why = item.answer()
    return Wording("short_answer", item.stem, [], {"accepted": parted(right, "|")}, why)


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
    "chọn ảnh": _picture,
}
