"""Making a backup: the database first, then the files.

Files are named by their content and only ever added, so files read after the database are at least
those its rows name: a row without its file cannot come about.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from flask import current_app

from lms import __version__
from lms.core.progress import Progress
from lms.core.store import Gone, flush, store
from lms.keeping.archive import Writer
from lms.keeping.database_copies import MEMBERS, Copy, copy_database
from lms.keeping.envelopes import recipients_of, sealed

KEPT = ("files", "seals")  # what the store holds that cannot be made again
FORMAT = 1
MANIFEST = "manifest.json"
EVERY = 32 << 20  # bytes between two words about how far it is


@dataclass
class Made:
    """What came of it."""

    size: int = 0
    files: int = 0
    rows: int = 0
    kind: str = ""
    with_keys: bool = False
    is_sealed: bool = False
    damaged: list[str] = field(default_factory=list)  # files that are not what their name says


def back_up(
    out: BinaryIO, made: Made, *, at: datetime, with_keys: bool, scratch: Path | None = None
) -> Iterator[Progress]:
    """Write a backup as a stream; `made` fills up. Yields how many bytes are written.

    Private keys go along when asked for, and always when it is encrypted. `scratch`: a folder with
    room for the copy of the database.
    """
    recipients = recipients_of(current_app.config["BACKUP_RECIPIENTS"])
    made.is_sealed, made.with_keys = bool(recipients), with_keys or bool(recipients)
    with TemporaryDirectory(prefix="hocso-part-", dir=scratch) as name:
        copy = copy_database(current_app.config["SQLALCHEMY_DATABASE_URI"], Path(name))
        yield Progress(0, 0)
        made.kind, made.rows = copy.kind, sum(copy.counts.values())
        with (
            sealed(out, recipients) as inside,
            Writer(inside, int(at.timestamp())) as writer,
        ):
            about = manifest(copy, at, with_keys=made.with_keys)
            writer.add(MANIFEST, len(about), io.BytesIO(about))
            with copy.path.open("rb") as body:
                writer.add(MEMBERS[copy.kind], copy.path.stat().st_size, body)
            yield Progress(writer.size, 0)
            yield from _add_files(writer, made)
            if made.with_keys:
                _add_keys(writer)
            writer.end()
            made.size = writer.size


def _add_files(writer: Writer, made: Made) -> Iterator[Progress]:
    told = 0
    for folder in KEPT:
        for key, size in store().keys(folder):
            try:
                with store().open(key) as body:
                    digest = writer.add(key, size, body)
            except Gone:
                continue  # deleted a moment ago, as privacy asks
            made.files += 1
            if digest not in key:
                made.damaged.append(key)
            if writer.size - told > EVERY:
                told = writer.size
                yield Progress(told, 0)


def _add_keys(writer: Writer) -> None:
    folder = Path(current_app.config["KEYS_DIR"])
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            name = f"keys/{path.relative_to(folder).as_posix()}"
            writer.add(name, len(body), io.BytesIO(body))


def manifest(copy: Copy, at: datetime, *, with_keys: bool) -> bytes:
    """What a backup says of itself, for people and for what reads it."""
    about = {
        "product": "hoc-so",
        "format": FORMAT,
        "version": __version__,
        "made_at": at.isoformat(timespec="seconds"),
        "database": copy.kind,
        "made_with": copy.made_with,
        "needs": copy.needs,
        "head": copy.head,
        "keys": with_keys,
        "rows": dict(copy.counts),
    }
    return json.dumps(about, indent=1).encode() + b"\n"


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole, on disk, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    flush(path.parent)
