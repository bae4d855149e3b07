"""The page that asks what the columns of a file hold: what it shows, what was answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.core.legacy_text import Encoding, convert
from lms.people.imports.comparison import rows_of
from lms.people.imports.layout import Field, headings
from lms.people.models import SentFile

SAMPLES = 3


@dataclass(frozen=True)
class Answer:
    """Where the table is, what its columns hold, how its letters and capitals are to be read."""

    sheet: int
    first: int
    last: int
    columns: Mapping[int, Field]
    encoding: str
    tidy_names: bool

    @property
    def place(self) -> tuple[int, int, int]:
        """Sheet, first and last row of the headings."""
        return self.sheet, self.first, self.last


def answer_of(form: Mapping[str, str], one: SentFile) -> Answer:
    """What somebody typed on the page; nonsense means the first sheet and row."""
    sheet = min(_number(form, "sheet", 0), len(one.sheets) - 1)
    first = max(0, _number(form, "first", 1) - 1)
    last = min(max(first, _number(form, "last", 1) - 1), first + 4)
    columns = {
        int(name.removeprefix("column-")): Field(value)
        for name, value in form.items()
        if re.fullmatch(r"column-\d{1,4}", name) and value in set(Field)
    }
    encoding = form.get("encoding", "")
    known = encoding if encoding in set(Encoding) else Encoding.UNICODE
    return Answer(sheet, first, last, columns, known, "tidy_names" in form)


def shown(one: SentFile) -> dict[str, Any]:
    """What the page shows of a file: headings, samples, its top, words in the old font."""
    rows = rows_of(one)
    encoding = Encoding(one.encoding)
    names = headings(rows, one.first, one.last)
    below = [row for row in rows[one.last + 1 :] if any(row)][:SAMPLES]
    words = [cell for row in below for cell in row if cell and not cell.isdigit()][:SAMPLES]
    return {
        "headings": [(n, convert(name, encoding).text) for n, name in enumerate(names)],
        "samples": [[convert(cell, encoding).text for cell in row] for row in below],
        "raw": words,
        "read": [convert(cell, encoding).text for cell in words],
        "top": rows[: max(one.last + 4, 8)],
        "fields": Field,
        "encodings": Encoding,
    }


def _number(form: Mapping[str, str], name: str, default: int) -> int:
    text = form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else default
