"""What an author types and what becomes of it: form fields ↔ wording. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from lms.core.names import tidy
from quizzes.items import KINDS, number
from quizzes.items.kind import Posted
from quizzes.wording import STEM, Medium, Use, Wording

SPARE = 2  # empty rows below what is written
FEWEST_ROWS = 4
MORE = 3  # rows that “more rows” adds
MOST_ROWS = 26
AT_STEM = "stem"

Token = Callable[[UUID], str]
File = Callable[[str], UUID | None]


def slot(use: Use, where: int | str) -> str:
    """The field of a medium: `picture-stem`, `audio-3`; its others end on -words, -kept, -away."""
    return f"{use}-{where}"


def wording_of(kind: str, typed: Posted, file_of: File) -> Wording:
    """The item a form says, whole or not; `file_of` tells the file of a kept medium."""
    said = dict(KINDS[kind].written(typed))
    rows = said.pop("rows", [])
    places = [(AT_STEM, STEM), *((row, place) for place, row in enumerate(rows))]
    level = typed.get("level", "")
    return Wording(
        kind,
        tidy(typed.get("stem", "")),
        said.get("options", []),
        said["key"],
        tidy(typed.get("explanation", "")),
        choices=said.get("choices", []),
        option_explanations=said.get("option_explanations", []),
        keep_order="keep_order" in typed,
        level=int(level) if level in {"1", "2", "3"} else 2,
        tags=tags_of(typed.get("tags", "")),
        language=typed.get("language", "vi"),
        reference=typed.get("reference", "").strip(),
        media=list(_media(typed, places, file_of)),
    )


def _media(typed: Posted, places: Sequence[tuple[Any, int]], file_of: File) -> Iterator[Medium]:
    for where, place in places:
        for use in Use:
            name = slot(use, where)
            file_id = file_of(typed.get(f"{name}-kept", ""))
            if file_id is not None and f"{name}-away" not in typed:
                yield Medium(place, use, file_id, tidy(typed.get(f"{name}-words", "")))


def tags_of(text: str) -> list[str]:
    """Tags typed with commas between, each once, in small letters."""
    return sorted({tidy(tag).lower() for tag in text.split(",") if tag.strip()})


def typed_of(wording: Wording, token: Token) -> Posted:
    """The fields as an author would have typed this wording; the other way round of wording_of."""
    pairs = [
        ("stem", wording.stem),
        ("explanation", wording.explanation),
        ("level", str(int(wording.level))),
        ("tags", ", ".join(wording.tags)),
        ("language", wording.language),
        ("reference", wording.reference),
        *([("keep_order", "y")] if wording.keep_order else []),
        *_typed_parts(wording),
    ]
    for medium in wording.media:
        name = slot(medium.use, AT_STEM if medium.place == STEM else medium.place)
        pairs += [(f"{name}-kept", token(medium.file_id)), (f"{name}-words", medium.description)]
    return MultiDict(pairs)


def _typed_parts(wording: Wording) -> list[tuple[str, str]]:
    notes = [*wording.option_explanations, *[""] * len(wording.options)]
    options = [("option", text) for text in wording.options]
    explained = [("option_explanation", note) for note in notes[: max(2, len(wording.options))]]
    return [*options, *explained, *_typed_key(wording.kind, wording.key, wording.choices)]


def _typed_key(
    kind: str, key: Mapping[str, Any], choices: Sequence[str]
) -> Iterator[tuple[str, str]]:
    partner = "gap" if kind == "fill_blank" else "partner"
    right = {"option": [key.get("option")], "options": key.get("options", [])}
    for name, places in right.items():
        if name in key:
            yield from (("right", str(place)) for place in places)
    if "true" in key:
        yield "right", "true" if key["true"] else "false"
    yield from (("accepted", text) for text in key.get("accepted", []))
    yield from ((n, number.shown(key[n])) for n in ("value", "tolerance") if n in key)
    given = [place for place in key.get("choices", []) if 0 <= place < len(choices)]
    yield from ((partner, choices[place]) for place in given)
    if choices:
        yield from (("choice", text) for i, text in enumerate(choices) if i not in given)


def rows_shown(typed: Posted, name: str, *, more: bool, fewest: int = FEWEST_ROWS) -> int:
    """How many rows a form shows: those typed, and some spare ones."""
    filled = [row for row, text in enumerate(typed.getlist(name), 1) if text.strip()]
    shown = max(fewest, len(typed.getlist(name)), max(filled, default=0) + SPARE)
    return min(MOST_ROWS, shown + (MORE if more else 0))
