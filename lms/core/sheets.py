"""Spreadsheets from outside, read in a process of its own: XLSX, XLS, ODS and CSV to texts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import IO, cast

from flask_babel import lazy_gettext as _

from lms.core.errors import DomainError

ROOT = Path(__file__).parents[2]
SECONDS = 40
LONG = 5_000  # rows
# What a file's name must end with → how its bytes begin.
BEGINNINGS = {".xlsx": b"PK\x03\x04", ".ods": b"PK\x03\x04", ".xls": b"\xd0\xcf\x11\xe0"}


class FileFault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    ENDING = "ending"
    WRONG_ENDING = "wrong_ending"
    BROKEN = "broken"
    NO_TABLE = "no_table"
    PASSWORD = "password"  # noqa: S105 - a word, not one
    MACROS = "macros"
    LINKS = "links"
    FORMULAS = "formulas"
    TOO_LARGE = "too_large"
    TOO_WIDE = "too_wide"


WORDS = {
    FileFault.EMPTY: _("This file is empty."),
    FileFault.ENDING: _("Only Excel (.xlsx, .xls), OpenDocument (.ods) and CSV files are taken."),
    FileFault.WRONG_ENDING: _(
        "What is in this file does not match the end of its name. Open it and save it again."
    ),
    FileFault.BROKEN: _("This file is damaged. Open it in Excel and save it again."),
    FileFault.NO_TABLE: _("There is no table in this file."),
    FileFault.PASSWORD: _("This file is protected by a password. Save it without one."),
    FileFault.MACROS: _("This file has macros. Save it as .xlsx without macros."),
    FileFault.LINKS: _("This file is linked to other files. Break the links and save it again."),
    FileFault.FORMULAS: _(
        "This file has formulas. In Excel select all, copy, paste as values, and save it again."
    ),
    FileFault.TOO_LARGE: _("This file is too large. Send it in parts."),
    FileFault.TOO_WIDE: _("The sheet is far too large. Delete its empty rows and columns."),
}


class BadFile(DomainError):
    """A file that is not taken, with the sentence why."""

    status = 422

    def __init__(self, fault: FileFault) -> None:
        super().__init__(str(WORDS[fault]))
        self.fault = fault


@dataclass(frozen=True)
class Sheet:
    """A sheet as rows of texts; merged cells repeat their text."""

    name: str
    rows: list[list[str]]


def read_book(body: bytes, name: str) -> list[Sheet]:
    """The sheets of a file that have anything in them. Raises BadFile."""
    _check(body, Path(name.lower()).suffix)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lms.core.sheet_reader"],
            input=body,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadFile(FileFault.TOO_LARGE) from None
    if done.returncode != 0:  # killed by its limits
        raise BadFile(FileFault.TOO_LARGE)
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise BadFile(FileFault(answer["fault"]))
    sheets = [Sheet(one["name"], one["rows"]) for one in answer["sheets"] if one["rows"]]
    if not sheets:
        raise BadFile(FileFault.EMPTY)
    return sheets


def is_long(path: Path, name: str) -> bool:
    """Whether a file is a CSV file with more rows than one looks at on pages."""
    if Path(name.lower()).suffix not in {".csv", ".txt"}:
        return False
    with path.open("rb") as file:
        return sum(1 for _line in islice(file, LONG + 1)) > LONG


def lines_of(path: Path) -> Iterator[list[str]]:
    """The rows of a long CSV file, read in a process of its own while they are taken.

    Raises BadFile.
    """
    command = [sys.executable, "-m", "lms.core.sheet_reader", str(path.absolute())]
    with subprocess.Popen(  # noqa: S603 - the program is ours
        command, cwd=ROOT, stdout=subprocess.PIPE
    ) as reading:
        try:
            yield from _told_rows(cast("IO[bytes]", reading.stdout))
        finally:
            reading.kill()


def _told_rows(lines: Iterable[bytes]) -> Iterator[list[str]]:
    """Rows up to the last word; without one the process was killed."""
    for line in lines:
        row = json.loads(line)
        if isinstance(row, list):
            yield row
        elif row["fault"]:
            raise BadFile(FileFault(row["fault"]))
        else:
            return
    raise BadFile(FileFault.TOO_LARGE)


def _check(body: bytes, ending: str) -> None:
    if not body.strip():
        raise BadFile(FileFault.EMPTY)
    if ending not in {*BEGINNINGS, ".csv", ".txt"}:
        raise BadFile(FileFault.ENDING)
    expected = BEGINNINGS.get(ending)
    begins = [start for start in set(BEGINNINGS.values()) if body.startswith(start)]
    if (expected is None and begins) or (expected is not None and expected not in begins):
        raise BadFile(FileFault.WRONG_ENDING)
