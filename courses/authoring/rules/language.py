"""How hard a text is to read: long sentences, and English words that have a Vietnamese one. Pure.

Why 15 and 30: our readers are 40–65 and read on a phone, many aloud. The ten starter modules were
written for them: 9 syllables a sentence on average, 12 in the hardest lesson, 25 in the longest
sentence. What is well above all of that asks for a second look; nothing is forbidden.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_ON_AVERAGE, MOST_IN_ONE = 15, 30  # syllables
WORST = 3  # sentences that are shown
ENDS = re.compile(r"(?<=[.!?…:;])\s+")
ENGLISH = Path(__file__).parents[1] / "english_words.toml"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a lesson, the line it stands in, and how many syllables it has."""

    line: int
    words: str
    syllables: int


def sentences(lines: Sequence[str]) -> list[Sentence]:
    """The sentences of some lines; `:` and `;` let a reader breathe as well as a full stop."""
    found = []
    for number, line in enumerate(lines, 1):
        for part in ENDS.split(line):
            if syllables := len(re.findall(r"\w+", part)):
                found.append(Sentence(number, part, syllables))
    return found


def average(found: Sequence[Sentence]) -> float:
    """Syllables a sentence; 0 without sentences."""
    return sum(one.syllables for one in found) / len(found) if found else 0


def hardest(found: Sequence[Sentence]) -> list[Sentence]:
    """The sentences to look at again, the longest first; none when all is easy enough."""
    too_long = [one for one in found if one.syllables > MOST_IN_ONE]
    if average(found) > MOST_ON_AVERAGE:
        too_long = list(found)
    return sorted(too_long, key=lambda one: -one.syllables)[:WORST]


def english_words(line: str, text: str = "") -> list[tuple[str, str]]:
    """(English word, what to say instead) for each in a line; none that `text` explains."""
    words = dict.fromkeys(one[0].lower() for one in WORD.finditer(NAMES.sub("", line)))
    return [(word, TERMS[word]) for word in words if TERMS[word] not in text.lower()]


LIST = tomllib.loads(ENGLISH.read_text(encoding="utf-8"))
TERMS: dict[str, str] = LIST["words"]
NAMES = re.compile("|".join(map(re.escape, LIST["names"])))
# The longest first: "smart phone" is one finding, not two. Parts of addresses are no words.
WORD = re.compile(
    r"(?<![\w./@-])(?:" + "|".join(map(re.escape, sorted(TERMS, key=len, reverse=True))) + r")"
    r"(?![\w@]|[./-]\w)",
    re.IGNORECASE,
)
