"""Where a sheet has its headings, and which column holds what. Pure; a person may correct it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from lms.core.legacy_text import Encoding, convert
from lms.core.names import fold

LOOKED_AT = 40  # rows from the top in which headings may stand
HEADING_LETTERS = 60  # titles are longer
MOST_HEADING_ROWS = 3


class Field(StrEnum):
    """What a column may hold."""

    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    MALE = "male"
    FEMALE = "female"
    COMMUNE = "commune"
    VILLAGE = "village"
    TEAM = "team"
    ROLE = "role"
    POSTS = "posts"
    PHONE = "phone"
    NOTE = "note"


# The first pattern that a folded heading fits says what the column holds.
PATTERNS: Sequence[tuple[str, Field]] = (
    (r"\bho (va )?(chu )?(dem )?(va )?ten|^ho ten|^ten thanh vien|^full ?name", Field.NAME),
    (r"dien thoai|^sdt|so dt|^di dong|^phone|^zalo", Field.PHONE),
    (r"nam sinh|ngay sinh|ngay,? thang,? nam|sinh nam|^born|^ns$", Field.BIRTH),
    (r"gioi tinh.*\bnam$|^nam$", Field.MALE),
    (r"gioi tinh.*\bnu$|^nu$", Field.FEMALE),
    (r"gioi tinh|^gt$|^sex", Field.SEX),
    (r"vai tro|chuc danh trong to|trong to|nhiem vu trong to|^role|^in the team", Field.ROLE),
    (r"chuc vu|chuc danh|cong viec|don vi cong tac|^posts?", Field.POSTS),
    (r"ten to\b|to cnscd|to cong nghe|^to$|^team", Field.TEAM),
    (r"^thon|^ban\b|thon,? (ban|khoi|to)|to dan pho|khoi pho|dia chi|^village", Field.VILLAGE),
    (r"^xa\b|xa,? phuong|ten xa|phuong, xa|^commune|don vi$", Field.COMMUNE),
    (r"ghi chu|^note", Field.NOTE),
)
NUMBERING = re.compile(r"\(?\d{1,2}\)?|[a-z]|[ivx]+")


@dataclass(frozen=True)
class Layout:
    """Where the headings are (first and last row, from 0) and what each column holds."""

    first: int
    last: int
    columns: Mapping[int, Field]


def headings(rows: Sequence[Sequence[str]], first: int, last: int) -> list[str]:
    """The heading of each column: the texts of its heading rows, repeated ones once."""
    some = rows[first : last + 1]
    width = max((len(row) for row in some), default=0)
    found = []
    for column in range(width):
        words = dict.fromkeys(row[column] for row in some if column < len(row) and row[column])
        found.append(" ".join(words))
    return found


def guess_field(heading: str, encoding: Encoding = Encoding.UNICODE) -> Field | None:
    """What a column with this heading holds; None when nobody can tell."""
    folded = fold(convert(heading, encoding).text)
    if not folded or len(folded) > HEADING_LETTERS:
        return None
    return next((field for pattern, field in PATTERNS if re.search(pattern, folded)), None)


def guess_layout(
    rows: Sequence[Sequence[str]], encoding: Encoding = Encoding.UNICODE
) -> Layout | None:
    """The rows that look most like headings, and their columns; None without a name column."""
    best: tuple[int, Layout] | None = None
    for first in range(min(LOOKED_AT, len(rows))):
        for last in range(first, min(first + MOST_HEADING_ROWS, len(rows))):
            if last > first and is_numbering_row(rows[last]):
                break
            columns = guess_columns(headings(rows, first, last), encoding)
            score = 4 * len(columns) - (last - first)
            if Field.NAME in columns.values() and (best is None or score > best[0]):
                best = score, Layout(first, last, columns)
    return best[1] if best else None


def guess_columns(names: Sequence[str], encoding: Encoding = Encoding.UNICODE) -> dict[int, Field]:
    """What each column holds; a field is given once, to the first column that fits."""
    found: dict[int, Field] = {}
    for column, heading in enumerate(names):
        field = guess_field(heading, encoding)
        if field is not None and field not in found.values():
            found[column] = field
    return found


def is_numbering_row(row: Sequence[str]) -> bool:
    """`(1) (2) (3)` under the headings."""
    filled = [fold(cell) for cell in row if cell]
    numbers = [cell for cell in filled if NUMBERING.fullmatch(cell)]
    return len(filled) >= 3 and len(numbers) >= len(filled) - 1


def fingerprint(names: Sequence[str]) -> str:
    """The same for files with the same headings: an office's choice of columns is remembered."""
    return sha256("|".join(fold(name) for name in names).encode()).hexdigest()[:32]
