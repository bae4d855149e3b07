"""Where a comment on a line stands now, after the text went on. Pure."""

from __future__ import annotations

from collections.abc import Sequence

Lines = Sequence[Sequence[str]]  # of each lesson, in order


def place_now(lines: Lines, lesson: int, line: int, words: str) -> tuple[int, int]:
    """The lesson and line of a comment: the same one, else where its words went.

    Line 0 is the lesson as a whole, lesson 0 the module: where the line is gone, and the lesson.
    """
    here = lines[lesson - 1] if 1 <= lesson <= len(lines) else ()
    if line == 0 or (line <= len(here) and here[line - 1] == words):
        return (lesson, line) if here else (0, 0)
    order = [(lesson, here), *((n, one) for n, one in enumerate(lines, 1) if n != lesson)]
    for number, texts in order:
        if words and words in texts:
            return number, texts.index(words) + 1
    return (lesson, 0) if here else (0, 0)
