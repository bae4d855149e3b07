"""Find what was written by its words, in whatever order; marks do not matter."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, true

from lms.community.models import Posting
from lms.core.names import fold


def has_words(words: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a posting holds all words, in whatever order; marks do not matter."""
    return and_(true(), *(Posting.folded.contains(word, autoescape=True) for word in words))


def best_match_first(words: Sequence[str]) -> ColumnElement[int]:
    """The order of what was found: all words in the title, in the text, only around it."""
    title = and_(*(Posting.folded_title.contains(word, autoescape=True) for word in words))
    return case((title, 0), (has_words(words), 1), else_=2)


def wanted_words(wanted: str) -> list[str]:
    """The words to look for."""
    return fold(wanted).split()
