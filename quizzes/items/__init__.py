"""Kinds of items. A new kind is one file here and one line in this table."""

from __future__ import annotations

from collections.abc import Mapping

from quizzes.items import (
    fill_blank,
    matching,
    multiple_response,
    number,
    ordering,
    picture_choice,
    short_answer,
    single_choice,
    true_false,
)
from quizzes.items.kind import Kind

KINDS: Mapping[str, Kind] = {
    "single_choice": single_choice,
    "multiple_response": multiple_response,
    "true_false": true_false,
    "ordering": ordering,
    "matching": matching,
    "picture_choice": picture_choice,
    "fill_blank": fill_blank,
    "number": number,
    "short_answer": short_answer,
}
