"""What a search means: its words, how well a text fits, the line to show. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.names import fold, tidy

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
MOST_WORDS = 12  # of a query; more say nothing new
BEFORE, SHOWN = 6, 26  # words of a line before the first hit, and in all

Part = tuple[str, bool]  # words of a text, and whether they were asked for
Grade = tuple[bool, bool, bool]  # all words are there · with their marks · one after the other


@dataclass(frozen=True)
class Wanted:
    """The words somebody typed, as typed and folded. The last one may be only begun."""

    typed: tuple[str, ...]
    folded: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.folded)


@dataclass(frozen=True)
class Snippet:
    """The line of a lesson that fits best, cut to what a phone shows."""

    line: int
    parts: Sequence[Part]


def wanted(query: str) -> Wanted:
    """Read a query: whatever is typed, only its words count, never a sign."""
    words = WORD.findall(tidy(query).lower())[:MOST_WORDS]
    return Wanted(tuple(words), tuple(fold(word) for word in words))


def index_words(text: str) -> str:
    """The words of a text as both databases keep them: folded, between single spaces."""
    return " ".join(WORD.findall(fold(text)))


def grade(text: str, query: Wanted) -> Grade:
    """How well a text fits; compare grades, the higher one fits better."""
    words = WORD.findall(text.lower())
    folded = [fold(word) for word in words]
    return (
        all(any(_fits(query.folded, n, word) for word in folded) for n in range(len(query.folded))),
        all(any(_fits(query.typed, n, word) for word in words) for n in range(len(query.typed))),
        _in_a_row(query.folded, folded),
    )


def _in_a_row(asked: Sequence[str], words: Sequence[str]) -> bool:
    starts = range(len(words) - len(asked) + 1)
    return any(all(_fits(asked, n, words[at + n]) for n in range(len(asked))) for at in starts)


def _fits(asked: Sequence[str], place: int, word: str) -> bool:
    """Whether a word is the one asked for; of the last one the beginning is enough."""
    is_last = place == len(asked) - 1
    return word.startswith(asked[place]) if is_last else word == asked[place]


def snippet(lines: Sequence[str], query: Wanted) -> Snippet | None:
    """The line of a lesson with the most of what was asked for; None when no line has any."""
    found = [(_worth(line, query), -number) for number, line in enumerate(lines, 1)]
    (several, _exact, _row), number = max(found, default=((0, 0, False), 0))
    if not several:
        return None
    return Snippet(-number, marked(lines[-number - 1], query, SHOWN))


def _worth(line: str, query: Wanted) -> tuple[int, int, bool]:
    words = WORD.findall(line.lower())
    folded = [fold(word) for word in words]
    asked = range(len(query.folded))
    return (
        sum(any(_fits(query.folded, n, word) for word in folded) for n in asked),
        sum(any(_fits(query.typed, n, word) for word in words) for n in asked),
        _in_a_row(query.folded, folded),
    )


def marked(text: str, query: Wanted, most: int = 0) -> list[Part]:
    """A text in parts, those asked for told apart; `most` cuts it to so many words around them."""
    words = list(WORD.finditer(text))
    found = _asked_for([word.group().lower() for word in words], query)
    hits = [n for n, is_hit in enumerate(found) if is_hit]
    first = max(0, hits[0] - BEFORE) if most and hits else 0
    chosen = words[first : first + most] if most else words
    cut_before, cut_after = first > 0, first + len(chosen) < len(words)
    at = chosen[0].start() if cut_before else 0
    end = chosen[-1].end() if cut_after else len(text)
    parts: list[Part] = [("… ", False)] if cut_before else []
    for place, word in enumerate(chosen, first):
        if found[place]:
            parts += [(text[at : word.start()], False), (word.group(), True)]
            at = word.end()
    parts += [(text[at:end], False), (" …" if cut_after else "", False)]
    return _joined(parts)


def _asked_for(words: Sequence[str], query: Wanted) -> list[bool]:
    """Which words were asked for: each with its marks where it is there so, else without."""
    found = [False] * len(words)
    for place in range(len(query.typed)):
        exact = [_fits(query.typed, place, word) for word in words]
        fitting = exact if any(exact) else [_fits(query.folded, place, fold(w)) for w in words]
        found = [one or other for one, other in zip(found, fitting, strict=True)]
    return found


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Hits with only spaces between them are one; empty parts go."""
    joined: list[Part] = []
    for place, (text, is_hit) in enumerate(parts):
        between = not text.strip() and 0 < place < len(parts) - 1 and joined and joined[-1][1]
        is_one = is_hit or bool(between and parts[place + 1][1])
        if joined and joined[-1][1] == is_one:
            joined[-1] = (joined[-1][0] + text, is_one)
        elif text:
            joined.append((text, is_one))
    return joined
