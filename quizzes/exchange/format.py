"""What every exchange format can do, and what becomes of an item on the way. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from quizzes.wording import Use, Wording


class Loss(StrEnum):
    """What of an item a format (or we) cannot carry; their words are in exchange/words.py."""

    FORMATTING = "formatting"
    PICTURE = "picture"
    AUDIO = "audio"
    PENALTY = "penalty"
    PARTIAL_CREDIT = "partial_credit"
    OPTION_EXPLANATIONS = "option_explanations"
    EXPLANATION = "explanation"
    TAGS = "tags"
    LEVEL = "level"
    LANGUAGE = "language"
    REFERENCE = "reference"
    KEEP_ORDER = "keep_order"
    HINTS = "hints"
    CASE = "case"
    UNITS = "units"
    SHORTENED = "shortened"
    LISTS = "lists"  # each gap had a list of its own; here one list serves all


class Reason(StrEnum):
    """Why an item is not taken at all."""

    KIND = "kind"
    BROKEN = "broken"
    NO_KEY = "no_key"
    SEVERAL_KEYS = "several_keys"
    PROBLEM = "problem"
    EMPTY = "empty"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Attached:
    """A picture or recording that came with an item (place -1: the stem)."""

    place: int
    use: Use
    description: str
    body: bytes


@dataclass(frozen=True)
class Taken:
    """An item of a file that can be taken: whole when nothing is lost.

    `number` counts the items of the file from 1, `title` is what its author will recognise.
    `wording.media` stays empty; what came with the item is `attached`.
    """

    number: int
    title: str
    wording: Wording
    losses: Sequence[Loss] = ()
    attached: Sequence[Attached] = ()


@dataclass(frozen=True)
class Declined:
    """An item of a file that is not taken, and why; `detail` in the words of `kind.problems`."""

    number: int
    title: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True)
class Outgoing:
    """An item on its way out: its wording with the files of its media."""

    number: int
    wording: Wording
    attached: Sequence[Attached] = ()


@dataclass(frozen=True)
class Packed:
    """A file made from items; `lost` has for each item number what the format cannot carry.

    Items the format has no words for at all are in `left_out`.
    """

    body: bytes
    lost: dict[int, Sequence[Loss]]
    left_out: Sequence[int]


class Unreadable(Exception):
    """The file as a whole is not of the format; `line` when one is known."""

    def __init__(self, detail: str = "", line: int | None = None) -> None:
        super().__init__(detail)
        self.detail, self.line = detail, line


class Format(Protocol):
    """One exchange format: a module with these names."""

    TITLE: Any
    """What authors call it."""
    ENDING: str
    """The ending of its files, with the dot."""
    MEDIA_TYPE: str
    CARRIES: dict[str, Sequence[Loss]]
    """Kind → what is lost on export; kinds that are not there are refused. docs/exchange.md."""

    def read(self, body: bytes) -> list[Taken | Declined]:
        """The items of a file, in its order. Raises Unreadable."""
        ...

    def write(self, items: Sequence[Outgoing]) -> Packed:
        """A file with these items."""
        ...
