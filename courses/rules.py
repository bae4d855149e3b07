"""Pure decisions about learning: how far somebody is, what comes next, where a line is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from uuid import UUID

FEWEST_WORDS, MOST_WORDS = 80, 150  # words a screen (design rule 2 of domain.md section 6.4)
# Syllables a minute. Practised adults read some 240 words (Brysbaert 2019, doi:10.1016/j.jml.2019.
# 104047); half of it for readers of 40 to 65 on a small screen, many not in their first language.
READ_A_MINUTE = 120
# Vietnamese is spoken at 5 syllables a second (Coupé 2019, doi:10.1126/sciadv.aaw2594); recordings
# for learning are read slowly.
SPOKEN_A_MINUTE = 180
FIRST_WORDS = 12  # of a lesson line: enough to know it again on a phone


class Stage(StrEnum):
    """Where a learner stands in a module."""

    NEW = "new"
    READING = "reading"
    QUIZ = "quiz"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """How far a learner is in a module."""

    stage: Stage
    read: int
    lessons: int
    next_lesson_id: UUID | None


def progress(
    lesson_ids: Sequence[UUID], read_ids: Collection[UUID], *, enrolled: bool, completed: bool
) -> Progress:
    """The stage a learner has reached, and the first lesson not yet read."""
    unread = [lesson_id for lesson_id in lesson_ids if lesson_id not in read_ids]
    read = len(lesson_ids) - len(unread)
    stage = Stage.READING if enrolled else Stage.NEW
    if completed:
        stage = Stage.DONE
    elif enrolled and not unread:
        stage = Stage.QUIZ
    return Progress(stage, read, len(lesson_ids), unread[0] if unread else None)


def open_lessons(
    lesson_ids: Sequence[UUID], read_ids: Collection[UUID], *, in_order: bool, waits: bool
) -> set[UUID]:
    """The lessons a learner may open: each once the one before is read, if the order counts.

    `waits` says that a test comes before all of them. What was read stays open.
    """
    if not in_order:
        return set(lesson_ids)
    before = [None, *lesson_ids]
    return {
        lesson_id
        for lesson_id, last in zip(lesson_ids, before, strict=False)
        if lesson_id in read_ids or (not waits and (last is None or last in read_ids))
    }


def minutes(words: int, spoken: int = 0) -> int:
    """How long a lesson takes: its words to be read, and what its recording says."""
    return max(1, ceil(words / READ_A_MINUTE + spoken / SPOKEN_A_MINUTE))


@dataclass(frozen=True)
class Place:
    """A lesson of a module and a line of it, both from 1."""

    lesson: int
    line: int


def place_of(reference: str) -> Place | None:
    """What an item's reference names: "5:3" is line 3 of lesson 5; None for anything else."""
    found = re.fullmatch(r"([1-9]\d?):([1-9]\d{0,2})", reference)
    return Place(int(found[1]), int(found[2])) if found else None


def first_words(line: str, most: int = FIRST_WORDS) -> str:
    """The beginning of a line, whole words only, with … where something was left out."""
    words = line.split()
    return " ".join(words[:most]).rstrip(",.;:") + " …" if len(words) > most else line
