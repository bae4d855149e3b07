"""Lists too long to be made while somebody waits: a job writes them, their owner fetches them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Response, current_app
from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Actor
from lms.core.audit import Entered, entered, record
from lms.core.db import Identified, Model, db, reading
from lms.core.errors import Missing
from lms.core.jobs.asking import Asked, later
from lms.core.progress import Progress, tell
from lms.core.store import Gone, store
from lms.core.tables import FILES, Cell, Report, send_file

LONG = 20_000  # rows: more are not made while somebody waits
SAID_AFTER = 1_000  # rows
KEPT = timedelta(days=7)
MAKE = "core.export"


class ExportFile(Identified, Entered, Model):
    """A list asked for by somebody, for themselves."""

    __tablename__ = "export_file"

    by_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    name: Mapped[str]  # of the file, with its ending
    of: Mapped[int]  # rows expected
    rows: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """Where in the store it lies."""
        return f"exports/{self.id}"


# What a list is about → its rows, read as they are written.
Listed = Callable[[Asked], Report]


def ask(kind: str, name: str, of: int, *, by: Actor, at: datetime, **arguments: Any) -> ExportFile:
    """Have a list of about `of` rows made; `name` ends with .xlsx or .csv."""
    row = ExportFile(kind=kind, arguments=arguments, name=name, of=of, **entered(by, at))
    db.session.add(row)
    db.session.flush()
    later(MAKE, row.id, by=by, at=at)
    return row


def make(asked: Asked) -> Iterator[Progress]:
    """Write a list into a file and keep it; broken off, it begins anew.

    Only looking takes long: while it is written, others write into the database.
    """
    row = db.session.get_one(ExportFile, asked.key)
    name, of = row.name, row.of
    about, list_of = replace(asked, arguments=row.arguments), _functions()[row.kind]
    yield Progress(0, of)
    with NamedTemporaryFile(prefix="hocso-") as file:
        with reading():
            report = list_of(about)
            counted = _Counted(report.rows, asked.key, of)
            FILES[_ending(name)][0](replace(report, rows=counted), cast("BinaryIO", file))
        file.flush()
        row = db.session.get_one(ExportFile, asked.key)
        store().put_file(row.key, Path(file.name))
        row.rows, row.size, row.made_at = counted.done, file.tell(), asked.at
    record("export.made", row, by=asked.by, at=asked.at, label=name, rows=row.rows)
    yield Progress(row.rows, row.rows)


class _Counted:
    """Rows on their way into a file; says now and then how many went by."""

    def __init__(self, rows: Iterable[Sequence[Cell]], key: UUID, of: int) -> None:
        self.rows, self.key, self.of, self.done = rows, key, of, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self.rows:
            self.done += 1
            if self.done % SAID_AFTER == 0:
                tell(self.key, self.done, max(self.of, self.done))
            yield row


def exports_of(actor: Actor) -> Sequence[ExportFile]:
    """The actor's lists, the newest first."""
    query = select(ExportFile).where(ExportFile.by_id == actor.person_id)
    return db.session.scalars(query.order_by(ExportFile.id.desc()).limit(20)).all()


def get_export(actor: Actor, export_id: UUID) -> ExportFile:
    """A list of the actor's own. Raises Missing."""
    found = db.session.get(ExportFile, export_id)
    if found is None or found.by_id != actor.id:
        raise Missing
    return found


def send(row: ExportFile, *, by: Actor, at: datetime) -> Response:
    """The file as a download, a megabyte at a time. Each is logged. Raises Missing."""
    try:
        file = store().open(row.key)
    except Gone:
        raise Missing from None
    record("export.fetched", row, by=by, at=at, label=row.name, rows=row.rows)
    return send_file(file, row.size, FILES[_ending(row.name)][1], row.name)


def forget_old(at: datetime) -> int:
    """Lists older than a week are personal data nobody needs any more."""
    old = select(ExportFile).where(ExportFile.gone_at.is_(None), ExportFile.at < at - KEPT)
    rows = db.session.scalars(old).all()
    for row in rows:
        store().delete(row.key)
        row.gone_at = at
    return len(rows)


def _ending(name: str) -> str:
    return name.rpartition(".")[2]


def _functions() -> Mapping[str, Listed]:
    return cast("Mapping[str, Listed]", current_app.extensions["exports"])
