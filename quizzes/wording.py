"""What an author writes of one item: a plain value, the same for forms, files and the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

STEM = -1  # the place of a medium that belongs to the question itself


class Level(IntEnum):
    """How hard the author thinks an item is."""

    EASY = 1
    MIDDLE = 2
    HARD = 3


class Use(StrEnum):
    """What a medium is for."""

    PICTURE = "picture"
    AUDIO = "audio"


@dataclass(frozen=True)
class Medium:
    """A picture or a recording on the stem (place -1) or on an option, and its words.

    `description` is the text that stands for a picture, or what a recording says.
    """

    place: int
    use: Use
    file_id: UUID
    description: str


@dataclass(frozen=True)
class Wording:
    """One item as its author wrote it.

    `options` are what a learner ticks, orders or gives a partner to; `choices` what is chosen from
    lists (partners of a matching, words for gaps). `key` is what is right, in the form of the kind.
    `reference` names the lesson line an item tests, `"<lesson>:<line>"` (both from 1), or is empty.
    """

    kind: str
    stem: str
    options: Sequence[str]
    key: Mapping[str, Any]
    explanation: str
    choices: Sequence[str] = ()
    option_explanations: Sequence[str] = ()
    keep_order: bool = False
    level: int = Level.MIDDLE
    tags: Sequence[str] = ()
    language: str = "vi"
    reference: str = ""
    media: Sequence[Medium] = field(default=())
