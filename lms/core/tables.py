"""Office tables: CSV, XLSX, PDF and JSON of the same rows; no cell ever becomes a formula.

CSV and XLSX take their rows as they come and keep none, so a list may be as long as it likes: see
`send_rows` for pages, and `FILES` for whatever writes into a file.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

import xlsxwriter
from flask import Response, render_template, stream_with_context

from lms.core.i18n import SWAPPED, percent
from lms.core.pdf import to_pdf

Cell = str | int | float | Fraction | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
JSON = "application/json"
SMALL = 1_000_000  # bytes of a file that is not worth a place on the disk
ROWS_AT_ONCE = 500  # of a CSV, in one part of what is sent
# What stands above and below every table of the office.
SUPERIOR = "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"
PLACE = "Lạng Sơn"
SIGNATURES = ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ")


@dataclass(frozen=True)
class Column:
    """A column: heading, width in letters, whether it is a share in percent, its name in JSON."""

    heading: str
    width: int = 12
    share: bool = False
    key: str = ""


@dataclass(frozen=True)
class Report:
    """One table of an office: agency block, title, period, columns, rows, total, who signs.

    `about` says in plain words what was counted, for JSON: unit, days, duty, version of the rule.
    Rows that are read while they are written are gone through once, by CSV or XLSX.
    """

    name: str
    agency: str
    superior: str
    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    total: Sequence[Cell] = ()
    place_and_day: str = ""
    signatures: Sequence[str] = field(default=())
    notes: Sequence[str] = field(default=())
    about: Mapping[str, str | int | None] = field(default_factory=dict)


def to_csv(report: Report) -> bytes:
    """The bare table: headings and rows, UTF-8 with a mark so that Excel reads the letters."""
    return b"".join(csv_parts(report))


def csv_parts(report: Report) -> Iterator[bytes]:
    """The same some rows at a time, each read only when it is its turn."""
    headings = [column.heading for column in report.columns]
    rows = chain([headings], report.rows, [report.total] if report.total else [])
    yield codecs.BOM_UTF8
    while some := list(islice(rows, ROWS_AT_ONCE)):
        out = io.StringIO()
        csv.writer(out).writerows([_text(cell) for cell in row] for row in some)
        yield out.getvalue().encode()


def write_csv(report: Report, file: BinaryIO) -> None:
    """The bare table into a file, in memory never more than some rows."""
    file.writelines(csv_parts(report))


def to_xlsx(report: Report) -> bytes:
    """The table in office form: A4 landscape, headings repeated on each page, ready to sign."""
    out = io.BytesIO()
    write_xlsx(report, out)
    return out.getvalue()


def write_xlsx(report: Report, file: BinaryIO) -> None:
    """The same into a file: a row that is written is not kept, so each is written in its turn."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        _Sheet(book, report).write()


# How a cell looks by its kind; anything else is text.
LOOKS: dict[type, str] = {int: "number", float: "decimal"}


def to_pdf_report(report: Report) -> bytes:
    """The table in office form on A4 landscape, headings on every page; same table, same bytes."""
    html = render_template(
        "documents/report.html",
        report=report,
        widths=_widths(report.columns),
        rows=[_shown(row) for row in report.rows],
        total=_shown(report.total),
    )
    return to_pdf(html, render_template("documents/report.css"))


def _widths(columns: Sequence[Column]) -> list[str]:
    """The columns' parts of the paper's width, in percent."""
    whole = sum(column.width for column in columns)
    return [f"{100 * column.width / whole:.2f}%" for column in columns]


def _shown(row: Sequence[Cell]) -> list[tuple[str, bool]]:
    """Each cell as it is printed, and whether it is a number: thousands set apart by a point."""
    return [(_printed(cell), isinstance(cell, int | float | Fraction)) for cell in row]


def _printed(cell: Cell) -> str:
    if isinstance(cell, int | float):
        return f"{cell:,}".translate(SWAPPED)
    return percent(cell) if isinstance(cell, Fraction) else cell or ""


def to_json(report: Report) -> bytes:
    """What was counted, the rows and the total by the columns' keys; a share is a number ≤ 1."""
    plain = {
        "about": dict(report.about),
        "rows": [_by_key(row, report.columns) for row in report.rows],
        "total": _by_key(report.total, report.columns),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def _by_key(row: Sequence[Cell], columns: Sequence[Column]) -> dict[str, str | float | None]:
    return {
        column.key: float(cell) if isinstance(cell, Fraction) else cell
        for cell, column in zip(row, columns, strict=bool(row))
        if column.key
    }


# What a long list ends with → how it is written into a file, row by row, and its kind.
FILES: Mapping[str, tuple[Callable[[Report, BinaryIO], None], str]] = {
    "xlsx": (write_xlsx, XLSX),
    "csv": (write_csv, CSV),
}


def send_rows(report: Report, ending: str, name: str) -> Response:
    """A list of any length to keep: CSV goes out while it is read, XLSX once its file is whole."""
    write, kind = FILES[ending]
    if ending == "csv":
        return download(stream_with_context(csv_parts(report)), kind, name)
    file: Any = SpooledTemporaryFile(SMALL)  # noqa: SIM115 - closed when it is sent
    write(report, file)
    size = file.tell()
    file.seek(0)
    if size <= SMALL:
        with file:
            return download(file.read(), kind, name)
    return send_file(file, size, kind, name)


def send_file(file: Any, size: int, kind: str, name: str) -> Response:
    """An open file of any length as a download, some of it at a time."""
    response = download(iter(lambda: file.read(SMALL), b""), kind, name)
    response.content_length = size
    response.call_on_close(file.close)
    return response


Writer = tuple[Callable[[Report], bytes], str]
# What a download ends with → how it is written, and its kind. Long lists are not for paper.
SHEETS: Mapping[str, Writer] = {"xlsx": (to_xlsx, XLSX), "csv": (to_csv, CSV)}
WRITERS: Mapping[str, Writer] = {**SHEETS, "pdf": (to_pdf_report, PDF), "json": (to_json, JSON)}


def download(body: bytes | Iterable[bytes], kind: str, name: str) -> Response:
    """A file to keep; the name is ours and plain ASCII."""
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _text(cell: Cell) -> str | int | float:
    if isinstance(cell, Fraction):
        return f"{int(cell * 1000) / 10:.1f}%"
    text = "" if cell is None else cell
    return f"'{text}" if isinstance(text, str) and text[:1] in {"=", "+", "-", "@", "\t"} else text


class _Sheet:
    """Writes one report top-down; knows the row it has reached."""

    def __init__(self, book: Any, report: Report) -> None:
        self.report = report
        self.last = len(report.columns) - 1
        self.sheet = book.add_worksheet(report.name)
        self.formats = {name: book.add_format(look) for name, look in _LOOKS.items()}
        self.row = 0

    def write(self) -> None:
        self._set_up_paper()
        self._letterhead()
        self._title()
        self._headings()
        self._rows()
        self._footer()

    def _set_up_paper(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        self.sheet.set_footer("&C&P/&N")
        for number, column in enumerate(self.report.columns):
            self.sheet.set_column(number, number, column.width)

    def _letterhead(self) -> None:
        middle = max(1, self.last // 2)
        for left, right, look in (
            (self.report.superior, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "head"),
            (self.report.agency, "Độc lập - Tự do - Hạnh phúc", "head_bold"),
        ):
            self.sheet.merge_range(self.row, 0, self.row, middle - 1, left, self.formats[look])
            self.sheet.merge_range(
                self.row, middle, self.row, self.last, right, self.formats["head_bold"]
            )
            self.row += 1
        self._across(self.report.place_and_day, "place", start=middle)
        self.row += 1

    def _title(self) -> None:
        self._across(self.report.title, "title")
        self._across(self.report.subtitle, "subtitle")
        self.row += 1

    def _headings(self) -> None:
        headings = ["STT", *[c.heading for c in self.report.columns[1:]]]
        self.sheet.set_row(self.row, 48)
        self.sheet.write_row(self.row, 0, headings, self.formats["heading"])
        numbers = [f"({n})" for n in range(1, len(headings) + 1)]
        self.sheet.write_row(self.row + 1, 0, numbers, self.formats["numbers"])
        self.sheet.repeat_rows(self.row, self.row + 1)
        self.sheet.freeze_panes(self.row + 2, 0)
        self.row += 2

    def _rows(self) -> None:
        for row in self.report.rows:
            self._row(row, bold=False)
        if self.report.total:
            self._row(self.report.total, bold=True)

    def _row(self, row: Sequence[Cell], *, bold: bool) -> None:
        for number, (cell, column) in enumerate(zip(row, self.report.columns, strict=True)):
            look = "share" if column.share else LOOKS.get(type(cell), "text")
            value = float(cell) if isinstance(cell, Fraction) else cell
            self.sheet.write(self.row, number, value, self.formats[look + "_bold" * bold])
        self.row += 1

    def _footer(self) -> None:
        self.row += 1
        for note in self.report.notes:
            self._across(note, "note")
        self.row += 1
        titles = self.report.signatures
        self._side_by_side(titles, "sign")
        self._side_by_side(["(Ký, ghi rõ họ tên)" for _ in titles], "place")

    def _side_by_side(self, texts: Sequence[str], look: str) -> None:
        share = len(self.report.columns) // max(1, len(texts))
        for place, text in enumerate(texts):
            first, last = place * share, min(self.last, (place + 1) * share - 1)
            self.sheet.merge_range(self.row, first, self.row, last, text, self.formats[look])
        self.row += 1

    def _across(self, text: str, look: str, start: int = 0) -> None:
        self.sheet.merge_range(self.row, start, self.row, self.last, text, self.formats[look])
        self.row += 1


def _look(**given: Any) -> dict[str, Any]:
    return {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter", **given}


_CENTRE: dict[str, Any] = {"align": "center", "text_wrap": True}
_BOX: dict[str, Any] = {"border": 1}
_LOOKS = {
    "head": _look(**_CENTRE),
    "head_bold": _look(**_CENTRE, bold=True),
    "place": _look(**_CENTRE, italic=True),
    "title": _look(align="center", bold=True, font_size=14),
    "subtitle": _look(align="center", italic=True),
    "heading": _look(**_CENTRE, **_BOX, bold=True, bg_color="#E6F2F0"),
    "numbers": _look(**_CENTRE, **_BOX, italic=True, font_size=10),
    "text": _look(**_BOX, text_wrap=True),
    "number": _look(**_BOX, num_format="#,##0"),
    "decimal": _look(**_BOX, num_format="#,##0.0"),
    "share": _look(**_BOX, num_format="0.0%"),
    "text_bold": _look(**_BOX, bold=True),
    "number_bold": _look(**_BOX, bold=True, num_format="#,##0"),
    "decimal_bold": _look(**_BOX, bold=True, num_format="#,##0.0"),
    "share_bold": _look(**_BOX, bold=True, num_format="0.0%"),
    "note": _look(italic=True, font_size=11),
    "sign": _look(**_CENTRE, bold=True),
}
