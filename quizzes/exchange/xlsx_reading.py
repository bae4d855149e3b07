"""Rows of our template → items. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from lms.core.names import fold
from quizzes.exchange import xlsx_layout as layout
from quizzes.exchange.format import Declined, Reason, Taken
from quizzes.exchange.plain_text import visible
from quizzes.items.number import number_of
from quizzes.wording import Level, Wording

Row = Mapping[str, str]
EXACT = re.compile(r"-?\d{1,30}(?:,\d{1,30})?")  # as we write them, however long
NUMBERS, LETTERS = re.compile(r"\d{1,2}"), re.compile(r"[A-Z]")
LOOKED_AT = 10  # rows in which the headings are searched


class Unclear(Exception):
    """A cell that says nothing we know: its heading and what stands there."""


def text_of(cell: Any) -> str:
    """A cell as a text that keeps its lines; numbers as Vietnamese write them."""
    if isinstance(cell, bool):
        return "Đúng" if cell else "Sai"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(str(cell)):f}".replace(".", ",")
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    return visible(str(cell)) if cell is not None else ""


def rows_of(cells: Sequence[Sequence[str]]) -> list[Row] | None:
    """The filled rows below the headings, by heading; None without our headings."""
    wanted = {fold(layout.KIND), fold(layout.STEM)}
    for number, row in enumerate(cells[:LOOKED_AT]):
        names = [fold(cell) for cell in row]
        if wanted <= set(names):
            below = (dict(zip(names, one, strict=False)) for one in cells[number + 1 :])
            return [one for one in below if any(one.values())]
    return None


def item_of(number: int, row: Row) -> Taken | Declined:
    """What becomes of a row."""
    stem = _cell(row, layout.STEM)
    title = stem.replace("\n", " ")[:80]
    if not stem:
        return Declined(number, title, Reason.EMPTY)
    try:
        return Taken(number, title, _wording(row, stem))
    except Unclear as unclear:
        return Declined(number, title, Reason.BROKEN, str(unclear))


def _wording(row: Row, stem: str) -> Wording:
    kind = _one_of(row, layout.KIND, layout.KIND_OF, None)
    options = _columns(row, layout.option)
    choices = list(_columns(row, layout.choice).values())
    notes = [_cell(row, layout.note(place)) for place in range(layout.MOST)]
    parts = READERS[kind](row, options)
    order = parts.pop("order", list(options))
    has_options = kind not in WITHOUT_OPTIONS
    kept = [notes[place] for place in order] if has_options else notes
    least = len(order) if has_options else 2 if kind == "true_false" else 0
    return Wording(
        kind,
        stem,
        key=parts["key"],
        options=[options[place] for place in order] if has_options else [],
        explanation=_cell(row, layout.EXPLANATION),
        choices=choices,
        option_explanations=_until_last(kept, least),
        keep_order=bool(_cell(row, layout.KEEP_ORDER)) and not _is_no(row),
        level=_one_of(row, layout.LEVEL, layout.LEVEL_OF, Level.MIDDLE),
        tags=[t for tag in re.split("[,;]", _cell(row, layout.TAGS)) if (t := tag.strip())],
        language=_cell(row, layout.LANGUAGE).lower() or "vi",
        reference=_cell(row, layout.REFERENCE).replace(" ", ""),
    )


def _until_last(notes: Sequence[str], least: int) -> list[str]:
    """The explanations up to the last one, at least one for each option if there is any."""
    last = max((place + 1 for place, note in enumerate(notes) if note), default=0)
    return list(notes[: max(last, least)]) if last else []


def _is_no(row: Row) -> bool:
    return fold(_cell(row, layout.KEEP_ORDER)) in {"khong", "0", "sai", "k"}


def _cell(row: Row, heading: str) -> str:
    return row.get(fold(heading), "")


def _columns(row: Row, heading: Callable[[int], str]) -> dict[int, str]:
    """The filled ones of the columns A, B, C … or Từ 1, Từ 2 …: place → text."""
    texts = {place: _cell(row, heading(place)) for place in range(layout.MOST)}
    return {place: text for place, text in texts.items() if text}


def _one_of(row: Row, heading: str, known: Mapping[str, Any], default: Any) -> Any:
    text = _cell(row, heading)
    if not text and default is not None:
        return default
    if fold(text) not in known:
        raise Unclear(f"{heading}: {text[:60] or '–'}")
    return known[fold(text)]


def _unclear(row: Row, heading: str) -> Unclear:
    return Unclear(f"{heading}: {_cell(row, heading)[:60] or '–'}")


def _letters(row: Row, options: Mapping[int, str]) -> list[int]:
    """The letters of the key as columns, in the order they stand there."""
    text = _cell(row, layout.KEY).upper()
    places = [ascii_uppercase.index(letter) for letter in LETTERS.findall(text)]
    if re.search(r"[^A-Z\s,;.+]", text) or any(place not in options for place in places):
        raise _unclear(row, layout.KEY)
    return places


def _single(row: Row, options: Mapping[int, str]) -> dict[str, Any]:
    places = _letters(row, options)
    if len(places) != 1:
        raise _unclear(row, layout.KEY)
    return {"key": {"option": list(options).index(places[0])}}


def _several(row: Row, options: Mapping[int, str]) -> dict[str, Any]:
    places = sorted(set(_letters(row, options)))
    return {"key": {"options": [list(options).index(place) for place in places]}}


def _true_false(row: Row, options: Mapping[int, str]) -> dict[str, Any]:
    return {"key": {"true": _one_of(row, layout.KEY, layout.TRUTHS, None)}}


def _ordering(row: Row, options: Mapping[int, str]) -> dict[str, Any]:
    """Steps stand in their order, or the key says it: C, A, B."""
    places = _letters(row, options)
    if places and sorted(places) != list(options):
        raise _unclear(row, layout.KEY)
    return {"key": {}, "order": places or list(options)}


def _partners(row: Row, options: Mapping[int, str]) -> dict[str, Any]:
    """The numbers of the words for each option or gap; none: one after the other."""
    words = list(_columns(row, layout.choice))
    text = _cell(row, layout.KEY)
    numbers = [int(number) - 1 for number in NUMBERS.findall(text)]
    if re.search(r"[^\d\s,;.]", text) or any(number not in words for number in numbers):
        raise _unclear(row, layout.KEY)
    gaps = len(re.findall(r"\[\[\d", _cell(row, layout.STEM)))
    due = numbers or words[: len(options) or gaps]
    return {"key": {"choices": [words.index(number) for number in due]}}


def _number(row: Row, options: Mapping[int, str]) -> dict[str, Any]:
    return {
        "key": {
            "value": _decimal(row, layout.KEY, _cell(row, layout.KEY)),
            "tolerance": _decimal(row, layout.TOLERANCE, _cell(row, layout.TOLERANCE) or "0"),
        }
    }


def _decimal(row: Row, heading: str, text: str) -> str:
    if EXACT.fullmatch(text):
        return f"{Decimal(text.replace(',', '.')):f}"
    found = number_of(text)
    if found is None:
        raise _unclear(row, heading)
    return f"{found:f}"


def _short(row: Row, options: Mapping[int, str]) -> dict[str, Any]:
    return {"key": {"accepted": [*options.values(), *_extra(row, options)]}}


def _extra(row: Row, options: Mapping[int, str]) -> list[str]:
    """An answer written where the keys of other kinds stand is one too."""
    text = _cell(row, layout.KEY)
    return [text] if text and text not in options.values() else []


WITHOUT_OPTIONS = frozenset({"true_false", "fill_blank", "number", "short_answer"})
READERS: Mapping[str, Callable[[Row, Mapping[int, str]], dict[str, Any]]] = {
    "single_choice": _single,
    "picture_choice": _single,
    "multiple_response": _several,
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _partners,
    "fill_blank": _partners,
    "number": _number,
    "short_answer": _short,
}
