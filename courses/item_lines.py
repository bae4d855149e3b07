"""The lines of the items of a quiz.md, each put to its item; what they mean: item_manuscript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _

QUESTION = re.compile(r"^(\d+)\. \*\*(.+)\*\*$")
OPTION = re.compile(r"^- ([A-Z])\.(?: (.+))?$")
LINE = re.compile(r"^- ([^:]{2,12}): (.+)$")
LETTERS = re.compile(r"^[A-Z](?:, ?[A-Z])*$")
MEDIUM = re.compile(r"^(Ảnh|Ghi âm)(?: ([A-Z]))?$")
NAMES = {
    "Đáp án", "Giải thích", "Đọc lại", "Mức", "Nhãn", "Loại", "Thêm", "Lựa chọn", "Giữ thứ tự",
    "Ngôn ngữ", "Luôn hỏi", "Vì sao Đúng", "Vì sao Sai",
}  # fmt: skip
LONGEST_LINE = 10_000
SENTENCE_END = re.compile(r"(?<!\\)\. ")
LAST_STOPS = re.compile(r"(?<!\\)\.+$")
SIGN = re.compile(r"\\([\\/=|,.])")


@dataclass
class Written:
    """The lines of one item, each with the number it has in the file."""

    stem: str
    number: int
    options: list[str] = field(default_factory=list)
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    extras: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What a line says; empty when the item has none of that name."""
        return self.lines.get(name, (0, ""))[1]

    def answer(self) -> tuple[str, str]:
        """What is right and why: parted by the first full stop unless the reason has a line."""
        text, reason = self.text("Đáp án"), self.text("Giải thích")
        if reason:
            return LAST_STOPS.sub("", text), plain(reason)
        right, *rest = SENTENCE_END.split(text, maxsplit=1)
        return LAST_STOPS.sub("", right), plain("".join(rest))

    def why(self) -> str:
        """The explanation of an item without a line for its answer."""
        return plain(self.text("Giải thích"))

    def places(self, among: int | None = None) -> list[int]:
        """The letters of the answer as places; empty when one is no option."""
        right = self.answer()[0]
        found = [ord(c) - ord("A") for c in right if c.isalpha()] if LETTERS.match(right) else []
        most = len(self.options) if among is None else among
        return found if all(place < most for place in found) else []


class Wrong(Exception):
    """What is wrong with an item, and the line of the file to look at (None: its question)."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


def plain(text: str) -> str:
    r"""A text without the backslashes that take the meaning from a sign: `1 \= 1` is `1 = 1`."""
    return SIGN.sub(r"\1", text).strip()


def parted(text: str, sign: str) -> list[str]:
    """The parts of a text between signs that have no backslash before them."""
    parts = re.findall(rf"(?:\\.|[^\\{sign}])+", text)
    return [plain(part) for part in parts if part.strip()]


def items_in(text: str) -> Iterator[Written]:
    """The items of a quiz.md in their order. Raises Wrong."""
    item: Written | None = None
    for number_, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or raw.startswith("#"):
            continue
        if len(line) > LONGEST_LINE:
            raise Wrong(_("this line is too long"), number_)
        if question := QUESTION.match(line):
            if item is not None:
                yield item
            item = Written(plain(question[2]), number_)
        else:
            _take(item, line, number_)
    if item is not None:
        yield item


def _take(item: Written | None, line: str, at: int) -> None:
    """Put a line to its item."""
    option, named = OPTION.match(line), LINE.match(line)
    if not option and not (named and (named[1] in NAMES or MEDIUM.match(named[1]))):
        raise Wrong(_("neither a question, an option nor a line of an item"), at)
    if item is None:
        raise Wrong(_("this line belongs to no question"), at)
    if option:
        if ord(option[1]) - ord("A") != len(item.options):
            raise Wrong(_("option %(letter)s is out of turn", letter=option[1]), at)
        item.options.append(option[2] or "")
    elif named:
        _take_named(item, named[1], named[2], at)


def _take_named(item: Written, name: str, text: str, at: int) -> None:
    if name == "Thêm":
        item.extras.append(plain(text))
    elif name == "Lựa chọn":
        item.choices.append(plain(text))
    elif name in item.lines:
        raise Wrong(_("“%(name)s” stands twice", name=name), at)
    else:
        item.lines[name] = (at, text)
