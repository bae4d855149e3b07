"""Excel: our own template, one row an item. Everything but pictures and recordings."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter
from flask_babel import lazy_gettext

from lms.core.sheet_reader import Refusal
from lms.core.sheet_reader import read as read_sheets
from quizzes.exchange import xlsx_layout as layout
from quizzes.exchange.format import Declined, Loss, Outgoing, Packed, Taken, Unreadable
from quizzes.exchange.losing import media_lost
from quizzes.exchange.xlsx_reading import item_of, rows_of, text_of
from quizzes.exchange.xlsx_sheet import EXAMPLE_ROWS, Book
from quizzes.items import KINDS
from quizzes.wording import Level, Wording

TITLE = lazy_gettext("Excel (our template)")
ENDING = ".xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CARRIES: dict[str, Sequence[Loss]] = dict.fromkeys(KINDS, (Loss.PICTURE, Loss.AUDIO))
MOST_IN_CELL = 32_767  # Excel's own limit
SEPARATORS = frozenset(",;")


def read(body: bytes) -> list[Taken | Declined]:
    """The items of the first sheet with our headings. Raises Unreadable."""
    try:
        sheets = read_sheets(body, text_of)
    except Refusal as refusal:
        raise Unreadable(str(refusal)) from None
    asides = {layout.EXAMPLES, layout.HELP}
    found = (rows_of(sheet["rows"]) for sheet in sheets if sheet["name"] not in asides)
    rows = next((rows for rows in found if rows is not None), None)
    if rows is None:
        raise Unreadable("headings")
    if not rows:
        raise Unreadable("no_items")
    return [item_of(number, row) for number, row in enumerate(rows, 1)]


def write(items: Sequence[Outgoing]) -> Packed:
    """A file with these items, ready to be changed and sent in again."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, tables_options()) as workbook:
        book = Book(workbook)
        book.items([cells_of(item.wording) for item in items])
        book.help()
    lost: dict[int, Sequence[Loss]] = {}
    for item in items:
        losses = [*media_lost(item.wording), *_left(item.wording)]
        if losses:
            lost[item.number] = losses
    return Packed(out.getvalue(), lost, [])


def tables_options() -> dict[str, bool]:
    """No text ever becomes a formula or a link."""
    return {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def _left(wording: Wording) -> list[Loss]:
    """What does not fit into cells: rare."""
    tags = any(SEPARATORS & set(tag) for tag in wording.tags)
    accepted = wording.key.get("accepted", ())
    texts = (wording.stem, wording.explanation, *wording.options, *wording.choices, *accepted)
    short = len(accepted) > layout.MOST or any(len(text) > MOST_IN_CELL for text in texts)
    return [*([Loss.TAGS] if tags else []), *([Loss.SHORTENED] if short else [])]


def cells_of(wording: Wording) -> Mapping[str, str]:
    """The cells of an item's row, by heading; empty ones are not there."""
    kind = "single_choice" if wording.kind == "picture_choice" else wording.kind
    options = wording.key["accepted"] if kind == "short_answer" else wording.options
    cells = {
        layout.KIND: layout.KINDS[kind],
        layout.STEM: wording.stem,
        layout.KEY: _key(wording),
        layout.TOLERANCE: _tolerance(wording),
        layout.EXPLANATION: wording.explanation,
        layout.LEVEL: layout.LEVELS[Level(wording.level)],
        layout.TAGS: ", ".join(tag for tag in wording.tags if not SEPARATORS & set(tag)),
        layout.KEEP_ORDER: layout.YES if wording.keep_order else "",
        layout.REFERENCE: wording.reference,
        layout.LANGUAGE: "" if wording.language == "vi" else wording.language,
    }
    for heading, texts in (
        (layout.option, options),
        (layout.choice, wording.choices),
        (layout.note, wording.option_explanations),
    ):
        cells |= {heading(place): text for place, text in enumerate(texts[: layout.MOST])}
    return {heading: text[:MOST_IN_CELL] for heading, text in cells.items() if text}


def _key(wording: Wording) -> str:
    key = wording.key
    if "option" in key:
        return layout.option(key["option"])
    if "options" in key:
        return ", ".join(layout.option(place) for place in key["options"])
    if "true" in key:
        return "Đúng" if key["true"] else "Sai"
    if "choices" in key:
        return ", ".join(str(place + 1) for place in key["choices"])
    return str(key.get("value", "")).replace(".", ",")


def _tolerance(wording: Wording) -> str:
    tolerance = str(wording.key.get("tolerance", ""))
    return tolerance.replace(".", ",")


def template() -> bytes:
    """The empty template with examples and help."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, tables_options()) as workbook:
        book = Book(workbook)
        book.items([])
        book.items(EXAMPLE_ROWS, layout.EXAMPLES)
        book.help()
    return out.getvalue()
