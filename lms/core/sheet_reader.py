"""Reads one spreadsheet from standard input and prints its cells as JSON; run by sheets.py.

With a path it reads a CSV file of any length and prints a line for each row.

A process of its own with a limit on memory and time: a hostile file can only harm this process.
Nothing in a file is ever executed; formulas, macros and links to other files are refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, PasswordError, load_workbook

from lms.core.legacy_text import Encoding, convert
from lms.core.syllables import is_syllable

MEMORY = 2 * 1024**3
SECONDS = 25
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 60_000, 120, 30
MOST_UNPACKED = 400 * 1024**2
CHUNK = 1024**2
SAMPLE = 200_000
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
CELL = re.compile(rb'<c [^>]*?r="([A-Z]+)(\d+)"')
FORMULA = re.compile(rb"<f[ >/]|table:formula=|of:=")


class Refusal(Exception):
    """The file is not taken; the word names why (sheets.FileFault)."""


def read(body: bytes, text: Callable[[Any], str] | None = None) -> list[dict[str, Any]]:
    """The sheets of a file: name, rows of texts, how many columns were merged over.

    `text` says how a cell becomes a text, for who needs long texts or their line breaks.
    """
    if body.startswith(ZIP):
        _check_zip(body)
        return _with_calamine(body, text or _text)
    if body.startswith(OLE):
        if "_VBA_PROJECT".encode("utf-16-le") in body:
            raise Refusal("macros")
        return _with_calamine(body, text or _text)
    return [{"name": "CSV", "rows": _csv(body)}]


def _check_zip(body: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except zipfile.BadZipFile:
        raise Refusal("broken") from None
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not names & {"[Content_Types].xml", "content.xml"}:
        raise Refusal("no_table")
    if any("vbaProject" in name or name.startswith("Basic/") for name in names):
        raise Refusal("macros")
    if any("externalLinks/" in name for name in names):
        raise Refusal("links")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refusal("too_large")
    for part in parts:
        if part.filename.startswith("xl/worksheets/") or part.filename == "content.xml":
            _check_part(archive, part)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    for chunk in _chunks(archive, part):
        if FORMULA.search(chunk):
            raise Refusal("formulas")
        for column, row in CELL.findall(chunk):
            if len(column) > 2 or int(row) > MOST_ROWS:
                raise Refusal("too_wide")


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    read, rest = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            read += len(chunk)
            if read > MOST_UNPACKED:
                raise Refusal("too_large")
            yield rest + chunk
            rest = chunk[-200:]


def _with_calamine(body: bytes, text: Callable[[Any], str]) -> list[dict[str, Any]]:
    try:
        book = load_workbook(io.BytesIO(body))
        if len(book.sheet_names) > MOST_SHEETS:
            raise Refusal("too_wide")
        return [_sheet(book.get_sheet_by_name(name), text) for name in book.sheet_names]
    except PasswordError:
        raise Refusal("password") from None
    except CalamineError:
        raise Refusal("broken") from None


def _sheet(sheet: Any, text: Callable[[Any], str]) -> dict[str, Any]:
    if sheet.total_width > MOST_COLUMNS * 8 or sheet.total_height > MOST_ROWS:
        raise Refusal("too_wide")
    rows = [
        [text(cell) for cell in row[:MOST_COLUMNS]]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = rows[top][left]
    return {"name": sheet.name, "rows": _trimmed(rows)}


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, time) or cell is None:
        return ""
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())[:500]


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _csv(body: bytes) -> list[list[str]]:
    text = decoded(body)
    if "\x00" in text or text.lstrip()[:1] == "<" or text.startswith("%PDF"):
        raise Refusal("no_table")
    first = text[:5_000]
    comma = max(",;\t", key=first.count)
    csv.field_size_limit(20_000)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma):
            if len(row) > MOST_COLUMNS * 8 or len(rows) > MOST_ROWS:
                raise Refusal("too_wide")
            rows.append([_text(cell) for cell in row[:MOST_COLUMNS]])
    except csv.Error:
        raise Refusal("broken") from None
    return _trimmed(rows)


def decoded(body: bytes) -> str:
    """UTF-8, UTF-16, or the code page of Vietnamese Windows; old fonts are told apart later."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if body[1:200:2].count(0) > len(body[1:200:2]) // 2:
        return body.decode("utf-16-le", "replace")
    western = body.decode("cp1252", "replace")
    windows = unicodedata.normalize("NFC", body.decode("cp1258", "replace"))
    readings = {western: 0, windows: _syllables(windows)}
    for encoding in (Encoding.TCVN3, Encoding.VNI):
        readings[western] = max(readings[western], _syllables(convert(western, encoding).text))
    return western if readings[western] > readings[windows] else windows


def _syllables(text: str) -> int:
    """How many words with marks are Vietnamese: tells the right reading from wrong ones."""
    words = re.findall(r"[^\W\d_]+", text[:20_000])
    return sum(not word.isascii() and is_syllable(word) for word in words)


def lines(file: IO[bytes]) -> Iterator[list[str]]:
    """The rows of a CSV file of any length, one after the other. Raises Refusal."""
    sample = file.read(SAMPLE)
    if not sample.strip() or b"\x00" in sample[2:] or sample.lstrip()[:1] == b"<":
        raise Refusal("no_table")
    file.seek(0)
    try:
        sample.decode("utf-8-sig", "strict" if len(sample) < SAMPLE else "ignore")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1252"
    text = io.TextIOWrapper(file, encoding, "replace", newline="")
    first = sample[:5_000].decode(encoding, "replace")
    csv.field_size_limit(20_000)
    try:
        for row in csv.reader(text, delimiter=max(",;\t", key=first.count)):
            if len(row) > MOST_COLUMNS * 8:
                raise Refusal("too_wide")
            yield [_text(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error:
        raise Refusal("broken") from None


def print_lines(path: str) -> None:
    """Each row of a long CSV file as a line of JSON; the last line says how it ended."""
    fault = ""
    try:
        with Path(path).open("rb") as file:
            for row in lines(file):
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    except Refusal as refusal:
        fault = str(refusal)
    sys.stdout.write(json.dumps({"fault": fault}) + "\n")


def main() -> None:
    """Read, print, and never say more than a word about what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if len(sys.argv) > 1:
        print_lines(sys.argv[1])
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer: dict[str, Any] = {"sheets": read(sys.stdin.buffer.read())}
    except Refusal as refusal:
        answer = {"fault": str(refusal)}
    except MemoryError:
        answer = {"fault": "too_large"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
