"""Kinds of items. A new kind is one file here and one line in this table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from quizzes.items import single_choice


class Kind(Protocol):
    """What every kind of item can do. Answers and keys are small JSON objects of the kind."""

    TEMPLATE: str
    """Template that shows the question as form fields."""

    def read(self, form: Mapping[str, str], options: int) -> dict[str, Any] | None:
        """The answer in a posted form; None when there is none or it is malformed."""
        ...

    def is_right(self, key: Mapping[str, Any], answer: Mapping[str, Any] | None) -> bool:
        """Whether an answer earns the item's mark."""
        ...

    def problems(self, options: Sequence[str], key: Mapping[str, Any]) -> list[str]:
        """What an author must mend before the item can be used."""
        ...


KINDS: Mapping[str, Kind] = {
    "single_choice": single_choice,
}
