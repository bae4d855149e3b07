"""Gaps with lists of words, as other systems have them, as one list for all gaps. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def one_list(
    lists: Sequence[Sequence[str]], right: Sequence[str]
) -> tuple[list[str], dict[str, Any], bool]:
    """(choices, key, whether the gaps had different lists) of gaps with their right words."""
    choices = list(dict.fromkeys(word for words in lists for word in words))
    key = {"choices": [choices.index(word) for word in right]}
    return choices, key, len({frozenset(words) for words in lists}) > 1
