"""What every kind of item can do, and the small things kinds share. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from string import ascii_uppercase
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict

from lms.core.names import tidy
from quizzes.wording import Wording

NOTHING, FULL = Fraction(0), Fraction(1)
MOST_PARTS = len(ascii_uppercase)

Answer = Mapping[str, Any]
Posted = MultiDict[str, str]


class Kind(Protocol):
    """One kind of item. Answers and keys are small JSON objects whose form the kind knows alone.

    Orders: `order` is what an attempt stored, the places of the shuffled parts as they are shown.
    """

    TITLE: Any
    """What authors call the kind."""
    ASK: Any
    """What a learner who left something out is told."""
    SHUFFLED: str
    """Which parts are shown in another order each time: `options`, `choices` or nothing."""
    TEMPLATE: str
    """Template of the question as form fields; also used for the author's preview."""
    EDITOR: str
    """Template of the author's fields."""
    PAPER: str
    """Template of the question on paper."""

    def read(self, form: Posted, wording: Wording) -> dict[str, Any] | None:
        """The answer in a posted form; None when it is missing, incomplete or malformed."""
        ...

    def credit(self, wording: Wording, answer: Answer | None) -> Fraction:
        """What an answer earns, from 0 to 1; nothing for no answer."""
        ...

    def problems(self, wording: Wording) -> list[str]:
        """What an author must mend before the item can be used."""
        ...

    def answer_words(self, wording: Wording, answer: Answer) -> list[str]:
        """What was answered, in words, a line each."""
        ...

    def key_words(self, wording: Wording) -> list[str]:
        """What is right, in words, a line each."""
        ...

    def keyed(self, text: str, wording: Wording, order: Sequence[int]) -> dict[str, Any] | None:
        """The answer somebody typed from paper (`B`, `ACD`, `3124`, a number); None if not one."""
        ...

    def key_on_paper(self, wording: Wording, order: Sequence[int]) -> str:
        """What a learner who knows everything writes on this paper."""
        ...

    def written(self, form: Posted) -> dict[str, Any]:
        """What the author's form says: `options`, `choices`, `key` and maybe explanations."""
        ...


def parts(kind: Kind, wording: Wording) -> int:
    """How many parts of an item are shuffled."""
    return len(getattr(wording, kind.SHUFFLED)) if kind.SHUFFLED else 0


def place(text: str, below: int) -> int | None:
    """A place among so many, typed by a machine: "2" → 2; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 2) or int(text) >= below:
        return None
    return int(text)


def letter(position: int) -> str:
    """The letter before a part on paper: 0 → A."""
    return ascii_uppercase[position]


def letters(text: str, order: Sequence[int]) -> list[int] | None:
    """Letters typed from paper → places as the author wrote them; None if one is none of them."""
    typed = [c for c in text.upper() if not c.isspace() and c not in ",;.-/"]
    found = [ascii_uppercase.find(c) for c in typed]
    if not found or any(not 0 <= position < len(order) for position in found):
        return None
    return [order[position] for position in found]


def on_paper(places: Sequence[int], order: Sequence[int]) -> str:
    """Places as the author wrote them → the letters of this paper."""
    return "".join(letter(list(order).index(one)) for one in places)


def lines(form: Posted, name: str) -> list[str]:
    """The filled fields of one name in an author's form, tidied."""
    return [tidy(text) for text in form.getlist(name) if text.strip()]


def rows(form: Posted, *names: str) -> list[tuple[int, tuple[str, ...]]]:
    """Fields that stand beside each other: (row, its texts) where the first one is filled."""
    columns = [form.getlist(name) for name in names]
    found = []
    for number, first in enumerate(columns[0]):
        if first.strip():
            rest = (tidy(column[number]) if number < len(column) else "" for column in columns[1:])
            found.append((number, (tidy(first), *rest)))
    return found
