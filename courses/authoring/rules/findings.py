"""What checks look at, and what they find. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizzes.rules.drawing import Card
from quizzes.rules.plans import Plan


class Weight(StrEnum):
    """How much a finding weighs."""

    MUST = "must"  # neither reviewed nor published before it is mended
    CONFIRM = "confirm"  # may be reviewed, is not published
    SHOULD = "should"  # worth a second look


class Part(StrEnum):
    """Which part of a version a finding is about."""

    FACTS = "facts"
    LESSON = "lesson"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Finding:
    """What is to be mended, in words, and where: a lesson and a line of it, 0 for no such place."""

    weight: Weight
    words: str
    part: Part = Part.LESSON
    lesson: int = 0
    line: int = 0


@dataclass(frozen=True)
class LessonText:
    """A lesson as checks look at it; one that is played brings its content in a package."""

    title: str
    body: str
    is_played: bool = False


@dataclass(frozen=True)
class KeptFile:
    """A file of the module: `picture`, `audio` or `video`, and its bytes."""

    use: str
    size: int


@dataclass(frozen=True)
class Script:
    """Everything of a version that checks look at; `references` are those of its items."""

    title: str
    summary: str
    objectives: Sequence[str]
    pocket_card: str
    lessons: Sequence[LessonText]
    plan: Plan
    cards: Sequence[Card]
    references: Sequence[tuple[int, str]] = ()
    files: Mapping[str, KeptFile] | None = None
    open_points: Sequence[str] = ()
    language: str = "vi"
