"""Pure rules of registers on paper: rows on pages, numbers typed, differences."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

ROWS = 20  # on every page, so that a row stands where its number says
WALK_INS = 5  # empty rows at the least
RANGE = re.compile(r"(?<!\d)(\d{1,6})(?!\d)(?:\s*[-–—]\s*(\d{1,6})(?!\d))?")


class Stage(StrEnum):
    """How far a page is."""

    PRINTED = "printed"
    KEYED = "keyed"
    DIFFERING = "differing"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Span:
    """The rows of one page: its first number, which places of the list, how many rows in all."""

    first: int
    people: range
    rows: int


class BadNumbers(ValueError):
    """What was typed is no list of row numbers; `piece` is the part that is not understood."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


def spans(people: int) -> list[Span]:
    """The pages for so many people: full ones, the last filled up with five empty rows or more."""
    pages = -(-(people + WALK_INS) // ROWS)
    return [
        Span(
            number * ROWS + 1,
            range(min(people, number * ROWS), min(people, (number + 1) * ROWS)),
            ROWS,
        )
        for number in range(pages)
    ]


def page_digest(first: int, lines: Iterable[Sequence[object]]) -> str:
    """SHA-256 of what a page has in its rows: `number, person, name, born, team` each."""
    text = "\n".join(
        "\t".join(str(part) for part in (number, *line)) for number, line in enumerate(lines, first)
    )
    return hashlib.sha256(text.encode()).hexdigest()


def numbers_of(text: str) -> set[int]:
    """`1-5, 8, 12` as row numbers. Raises BadNumbers naming what is not understood."""
    found: set[int] = set()
    for piece in re.split(r"[,;\n]", text):
        rest = RANGE.sub("", piece).strip(" .")
        if rest:
            raise BadNumbers(piece.strip())
        for begin, end in RANGE.findall(piece):
            low, high = int(begin), int(end or begin)
            if high < low or high - low > 999:
                raise BadNumbers(piece.strip())
            found |= set(range(low, high + 1))
    return found


def outside(rows: Collection[int], first: int, people: int) -> list[int]:
    """The numbers that are no printed name of a page."""
    return sorted(row for row in rows if not first <= row < first + people)


def differing(one: Collection[int], other: Collection[int]) -> list[int]:
    """The rows that one person found signed and the other did not."""
    return sorted(set(one) ^ set(other))
