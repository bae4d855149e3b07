"""Writes a quiz.md as courses/item_manuscript reads it: what is written is read the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from string import ascii_uppercase
from uuid import UUID

from courses.item_kinds import NOTE, PAIR
from courses.item_manuscript import LEVELS, USES, YES
from quizzes.items import number
from quizzes.items.true_false import WORDS
from quizzes.wording import STEM, Wording

LEVEL_WORDS = {int(level): word for word, level in LEVELS.items()}
USE_WORDS = {use: word for word, use in USES.items()}


def written(
    title: str, items: Sequence[Wording], fixed: Collection[int], names: Mapping[UUID, str]
) -> str:
    """The file of a quiz; `names` are those of its pictures and recordings in the package."""
    blocks = [f"# {title}\n"]
    for place, wording in enumerate(items):
        lines = [*_lines(wording, names), *([f"Luôn hỏi: {YES}"] if place in fixed else [])]
        stem = f"{place + 1}. **{_safe(wording.stem)}**"
        blocks.append("\n".join([stem, *(f"   - {line}" for line in lines)]))
    return "\n".join(blocks) + "\n"


def _lines(wording: Wording, names: Mapping[UUID, str]) -> Iterator[str]:
    word, write = KINDS[wording.kind]
    if word:
        yield f"Loại: {word}"
    for medium in wording.media:
        place = "" if medium.place == STEM else f" {ascii_uppercase[medium.place]}"
        words = NOTE + _option(medium.description) if medium.description else ""
        yield f"{USE_WORDS[medium.use]}{place}: media/{names[medium.file_id]}{words}"
    yield from write(wording)
    if wording.reference:
        lesson, _sign, line = wording.reference.partition(":")
        yield f"Đọc lại: {lesson:0>2}:{line}"
    yield f"Mức: {LEVEL_WORDS[int(wording.level)]}"
    if wording.tags:
        yield "Nhãn: " + ", ".join(_safe(tag, ",") for tag in wording.tags)
    if wording.keep_order:
        yield f"Giữ thứ tự: {YES}"
    if wording.language != "vi":
        yield f"Ngôn ngữ: {wording.language}"


def _single(wording: Wording) -> list[str]:
    return [*_options(wording), *_answer(ascii_uppercase[wording.key["option"]], wording)]


def _multiple(wording: Wording) -> list[str]:
    right = ", ".join(ascii_uppercase[one] for one in wording.key["options"])
    return [*_options(wording), *_answer(right, wording)]


def _true_false(wording: Wording) -> list[str]:
    words = WORDS["vi"]
    notes = zip((words[True], words[False]), wording.option_explanations, strict=False)
    return [
        *_answer(words[wording.key["true"]], wording),
        *(f"Vì sao {word}: {_safe(note)}" for word, note in notes if note),
    ]


def _ordering(wording: Wording) -> list[str]:
    return [*_options(wording), *_why(wording)]


def _matching(wording: Wording) -> list[str]:
    partners = [wording.choices[one] for one in wording.key["choices"]]
    pairs = [
        _option(left, "=") + PAIR + _option(right, "=")
        for left, right in zip(wording.options, partners, strict=True)
    ]
    return [*_lettered(pairs, wording), *_choices(wording, partners), *_why(wording)]


def _gaps(wording: Wording) -> list[str]:
    words = [wording.choices[one] for one in wording.key["choices"]]
    if len(words) <= len(ascii_uppercase):
        lettered = [f"{letter}. {_safe(word)}" for letter, word in zip(ascii_uppercase, words)]  # noqa: B905
        return [*lettered, *_choices(wording, words), *_why(wording)]
    listed = [f"Lựa chọn: {_safe(choice)}" for choice in wording.choices]
    right = ", ".join(ascii_uppercase[one] for one in wording.key["choices"])
    return [*listed, *_answer(right, wording)]


def _number(wording: Wording) -> list[str]:
    value, tolerance = wording.key["value"], wording.key["tolerance"]
    off = "" if tolerance == "0" else f" ± {_decimal(tolerance)}"
    return _answer(_decimal(value) + off, wording)


def _short(wording: Wording) -> list[str]:
    return _answer(" | ".join(_safe(one, "|.") for one in wording.key["accepted"]), wording)


def _options(wording: Wording) -> list[str]:
    return _lettered([_option(option) for option in wording.options], wording)


def _lettered(texts: Sequence[str], wording: Wording) -> list[str]:
    """Texts with their letters and explanations."""
    notes = [*wording.option_explanations, *[""] * len(texts)]
    return [
        f"{letter}. {text}{NOTE + _option(note) if note else ''}".rstrip()
        for letter, text, note in zip(ascii_uppercase, texts, notes)  # noqa: B905
    ]


def _choices(wording: Wording, needed: Sequence[str]) -> list[str]:
    """What else may be chosen; every choice when their order is not that of the lines."""
    extras = [choice for choice in wording.choices if choice not in needed]
    if [*dict.fromkeys(needed), *extras] == list(wording.choices):
        return [f"Thêm: {_safe(choice)}" for choice in extras]
    return [f"Lựa chọn: {_safe(choice)}" for choice in wording.choices]


def _answer(right: str, wording: Wording) -> list[str]:
    if "\\" in right:
        return [f"Đáp án: {right}", *_why(wording)]
    why = _safe(wording.explanation)
    return [f"Đáp án: {right}. {why}" if why else f"Đáp án: {right}"]


def _why(wording: Wording) -> list[str]:
    return [f"Giải thích: {_safe(wording.explanation)}"] if wording.explanation else []


def _decimal(value: str) -> str:
    shown = number.shown(value)
    found = number.number_of(shown)
    return shown if found is not None and f"{found:f}" == value else f"={value}"


def _safe(text: str, signs: str = "") -> str:
    """A text whose signs mean nothing."""
    text = text.replace("\\", "\\\\")
    for sign in signs:
        text = text.replace(sign, f"\\{sign}")
    return text


def _option(text: str, signs: str = "") -> str:
    return _safe(text, signs).replace("//", "\\//")


KINDS: Mapping[str, tuple[str, Callable[[Wording], Sequence[str]]]] = {
    "single_choice": ("", _single),
    "multiple_response": ("nhiều đáp án", _multiple),
    "true_false": ("đúng sai", _true_false),
    "ordering": ("sắp xếp", _ordering),
    "matching": ("ghép đôi", _matching),
    "picture_choice": ("chọn ảnh", _single),
    "fill_blank": ("điền chỗ trống", _gaps),
    "number": ("điền số", _number),
    "short_answer": ("trả lời ngắn", _short),
}
