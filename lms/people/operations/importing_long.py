"""A roster file of any length: kept whole, shown by its beginning, taken over part by part."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.legacy_text import Encoding
from lms.core.progress import Progress
from lms.core.sheets import Sheet, is_long, lines_of, read_book
from lms.core.store import store
from lms.people.imports.comparison import roster_named, rows_of
from lms.people.imports.layout import Field, Layout, headings
from lms.people.imports.rows import FileRow, Options, people_of
from lms.people.imports.verdicts import judge
from lms.people.models import RosterImport
from lms.people.operations.importing import Applying, take

SHOWN = 400  # rows of a long file that pages show
PART = 1_000  # people taken over in one transaction
MOST_REFUSED = 5_000  # rows given back with their reasons; of the others only the number


def take_file(path: Path, name: str, day: date, *, by: Actor, at: datetime) -> RosterImport:
    """Keep a file on its way into the roster. Raises BadFile."""
    if not is_long(path, name):
        return take(read_book(path.read_bytes(), name), name, day, by=by, at=at)
    beginning = Sheet("CSV", list(islice(lines_of(path), SHOWN)))
    row = take([beginning], name, day, by=by, at=at)
    row.body_sha256 = _digest(path)
    db.session.flush()
    store().put_file(_key(row.id), path)
    return row


def forget_file(row: RosterImport) -> None:
    """Let go of a long file that was taken over or forgotten: it is full of personal data."""
    store().delete(_key(row.id))
    row.body_sha256 = ""


def _key(import_id: UUID) -> str:
    return f"imports/{import_id}.csv"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def apply_long(import_id: UUID, *, by: Actor, at: datetime) -> Iterator[Progress]:
    """Take a long file over, a part to each `yield`; begun again, it goes on after the last part.

    Doubtful rows are put aside like wrong ones: nobody looks at thousands of them one by one.
    """
    row = db.session.get_one(RosterImport, import_id)
    with store().as_files([_key(row.id)]) as (path,):
        if _digest(path) != row.body_sha256:
            raise Refused(_("This file is damaged or gone. Please tell the administrator."))
        of = sum(1 for _line in lines_of(path))  # broken anywhere: refused before a row is taken
        yield Progress(row.report.get("row", 0), of)
        cells: dict[int, Sequence[str]] = {}
        people = people_of(_noted(lines_of(path), cells), *_layout(row))
        while part := list(islice(people, PART)):
            _take_part(import_id, part, cells, by, at)
            yield Progress(part[-1].number, of)
            cells.clear()
    _end(import_id, by, at)
    yield Progress(of, of)


def _noted(lines: Iterator[list[str]], cells: dict[int, Sequence[str]]) -> Iterator[list[str]]:
    """The lines, each remembered under its number until its part is over."""
    for number, line in enumerate(lines, 1):
        cells[number] = line
        yield line


def _layout(row: RosterImport) -> tuple[Layout, Options]:
    columns = {int(column): Field(held) for column, held in row.columns.items()}
    return (
        Layout(row.first, row.last, columns),
        Options(Encoding(row.encoding), row.tidy_names),
    )


def _take_part(
    import_id: UUID, part: list[FileRow], cells: dict[int, Sequence[str]], by: Actor, at: datetime
) -> None:
    """Take some people over and remember up to which row; what was done before is passed over."""
    row = db.session.get_one(RosterImport, import_id, with_for_update=True, populate_existing=True)
    left = [one for one in part if one.number > row.report.get("row", 0)]
    if row.applied_at is not None or not left:
        return
    roster = roster_named(by, row.day, {one.commune for one in left})
    applying = Applying(row, by, at, roster, cells)
    for one in judge(left, roster):
        applying.take(one)
    db.session.flush()
    row.report = _joined(row.report, applying, part[-1].number)


def _joined(report: dict[str, Any], applying: Applying, reached: int) -> dict[str, Any]:
    """The report with one part more."""
    counts = Counter(report.get("counts", {}))
    counts.update(applying.counts)
    refused = [*report.get("refused", []), *applying.refused][:MOST_REFUSED]
    return {"row": reached, "counts": dict(counts), "refused": refused, "missing": []}


def _end(import_id: UUID, by: Actor, at: datetime) -> None:
    row = db.session.get_one(RosterImport, import_id, with_for_update=True, populate_existing=True)
    if row.applied_at is not None:
        return
    names = headings(rows_of(row), row.first, row.last)
    row.report = {"counts": {}, "refused": [], "missing": [], **row.report, "headings": names}
    row.applied_at = at
    row.sheets, row.decisions = [], {}
    record("roster.imported", row, by=by, at=at, label=row.file_name, **row.report["counts"])
