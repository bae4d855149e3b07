"""The lines of the items of a quiz.md, each put to its item; what they mean: item_manuscript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

QUESTION = re.compile(r"^(\d+)\. \*\*(.+)\*\*$")
OPTION = re.compile(r"^- ([A-Z])\. (.+)$")
LINE = re.compile(r"^- ([^:]{2,12}): (.+)$")
LETTERS = re.compile(r"^[A-Z](?:, ?[A-Z])*$")
NAMES = {"Đáp án", "Giải thích", "Đọc lại", "Mức", "Nhãn", "Loại", "Thêm"}


@dataclass
class Written:
    """The lines of one item, each with the number it has in the file."""

    stem: str
    number: int
    options: list[str] = field(default_factory=list)
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    extras: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What a line says; empty when the item has none of that name."""
        return self.lines.get(name, (0, ""))[1]

    def answer(self) -> tuple[str, str]:
        """What is right and why: parted by the first full stop unless the reason has a line."""
        text, reason = self.text("Đáp án"), self.text("Giải thích")
        if reason:
            return text.rstrip("."), reason
        right, _, rest = text.partition(". ")
        return right.rstrip("."), rest

    def places(self) -> list[int]:
        """The letters of the answer as places; empty when one is no option."""
        right = self.answer()[0]
        found = [ord(c) - ord("A") for c in right if c.isalpha()] if LETTERS.match(right) else []
        return found if all(place < len(self.options) for place in found) else []


class Wrong(Exception):
    """What is wrong with an item, and the line of the file to look at (None: its question)."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


def items_in(text: str) -> Iterator[Written]:
    """The items of a quiz.md in their order. Raises Wrong."""
    item: Written | None = None
    for number_, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or raw.startswith("#"):
            continue
        if question := QUESTION.match(line):
            if item is not None:
                yield item
            item = Written(question[2], number_)
        else:
            _take(item, line, number_)
    if item is not None:
        yield item


def _take(item: Written | None, line: str, at: int) -> None:
    """Put a line to its item."""
    option, named = OPTION.match(line), LINE.match(line)
    if not option and not (named and named[1] in NAMES):
        raise Wrong("neither a question, an option nor a line of an item", at)
    if item is None:
        raise Wrong("this line belongs to no question", at)
    if option:
        if ord(option[1]) - ord("A") != len(item.options):
            raise Wrong(f"option {option[1]} is out of turn", at)
        item.options.append(option[2])
    elif named and named[1] == "Thêm":
        item.extras.append(named[2])
    elif named:
        if named[1] in item.lines:
            raise Wrong(f"“{named[1]}” stands twice", at)
        item.lines[named[1]] = (at, named[2])
