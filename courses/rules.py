"""Pure decisions about learning: how far somebody is, what comes next, where a line is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FEWEST_WORDS, MOST_WORDS = 80, 150  # words a screen (design rule 2 of domain.md section 6.4)
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
