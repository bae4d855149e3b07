"""What changed between two texts, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

PIECES = re.compile(r"\n|[^\S\n]+|\S+[^\S\n]*")  # words with the space behind them


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
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Stretch(Fate.SAME, "".join(after[c:d])))
            continue
        if b > a:
            found.append(Stretch(Fate.GONE, "".join(before[a:b])))
        if d > c:
            found.append(Stretch(Fate.NEW, "".join(after[c:d])))
    return found
