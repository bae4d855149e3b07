"""What changed between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

PIECES = re.compile(r"\n|[^\S\n]+|\S+[^\S\n]*")  # words with the space behind them
FEW = 2  # words of one line that stayed between two changes: easier to read as one change


class Fate(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Stretch:
    """Words that stayed, went or came together."""

    fate: Fate
    words: str


def word_diff(old: str, new: str) -> list[Stretch]:
    """The new text with what went and what came, in reading order."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    found: list[Stretch] = []
    for is_same, gone, come in _joined(before, after):
        if is_same:
            found.append(Stretch(Fate.SAME, "".join(come)))
            continue
        if gone:
            found.append(Stretch(Fate.GONE, "".join(gone)))
        if come:
            found.append(Stretch(Fate.NEW, "".join(come)))
    return found


def _joined(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """(same?, old, new) of each stretch; a word or two that stayed between changes go with them."""
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    last = len(codes) - 1
    stays = [
        what == "equal" and (place in {0, last} or b - a > FEW or "\n" in before[a:b])
        for place, (what, a, b, _c, _d) in enumerate(codes)
    ]
    for is_same, group in groupby(zip(stays, codes, strict=True), key=itemgetter(0)):
        parts = [code for _stays, code in group]
        (_what, a, _b, c, _d), (_last, _a, b, _c, d) = parts[0], parts[-1]
        yield is_same, before[a:b], after[c:d]
