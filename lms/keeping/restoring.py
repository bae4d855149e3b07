"""Bringing a backup back into an empty place: files and keys first, the database last and whole.

Killed at any moment, the same command goes on: until the end the database is empty, and a note in
the store says which backup its files come from.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from flask import current_app
from sqlalchemy import URL, make_url

from lms.core.progress import Progress
from lms.core.store import Gone, flush, make_private, store
from lms.keeping.archive import Member, Reader
from lms.keeping.backing_up import EVERY, KEPT
from lms.keeping.database_copies import MEMBERS, SQLITE, check_sqlite, restore_postgres
from lms.keeping.envelopes import opened
from lms.keeping.errors import NotNow
from lms.keeping.postgres_programs import program
from lms.keeping.postgres_side import address_of
from lms.keeping.verifying import Contents, opened_members, unpack_database

NOTE = "restoring.txt"
IN_MEMORY = 1 << 20


def restore(
    path: Path, contents: Contents, *, head: str, identity: Path | None = None
) -> Iterator[Progress]:
    """Fill the empty place of the settings; `contents` fills up. Yields how many bytes are read.

    `head`: the newest migration this program knows. Raises NotNow before anything was changed,
    Damaged when the backup is not whole: the database is still empty then.
    """
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    refuse_used_database(url)
    scratch = Path(current_app.config["DATA_DIR"])
    scratch.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(prefix="hocso-part-", dir=scratch) as name,
        opened(path, identity) as source,
    ):
        place = Path(name) / "copy"
        reader = Reader(source)
        for member in opened_members(reader, contents):
            if not place.exists():
                _begin(contents, url, head)
            if member.name == MEMBERS[contents.about["database"]]:
                unpack_database(member, place, contents.about["database"])
            elif member.name.startswith("keys/"):
                _put_key(member)
                contents.keys += 1
            else:
                _put_file(member, Path(name) / "file")
                contents.files += 1
            if reader.size - contents.size > EVERY:
                contents.size = reader.size
                yield Progress(reader.size, 0)
        contents.size = reader.size
        yield Progress(reader.size, 0)
        _put_database(place, contents, url)
    store().delete(NOTE)


def _begin(contents: Contents, url: URL, head: str) -> None:
    """Refuse what cannot end well; note whose files the store begins to hold."""
    about = contents.about
    if about["database"] != url.get_backend_name():
        raise NotNow(
            f"this backup was made from {about['database']}: restore it there, then bring it over "
            "with flask database move"
        )
    if about["head"] > head:
        raise NotNow(f"made at migration {about['head']}; this version knows only {head}")
    if about["needs"]:
        program("pg_restore", about["needs"])
    mine = f"{about['made_at']} {contents.rows}".encode()
    try:
        noted = store().get(NOTE)
    except Gone:
        noted = b""
    if noted and noted != mine:
        raise NotNow("another backup was being restored here; empty the store, then run it again")
    if not noted and any(True for folder in KEPT for _one in store().keys(folder)):
        raise NotNow("the store holds files already; a backup is restored into an empty place")
    store().put(NOTE, mine)


def refuse_used_database(url: URL) -> None:
    """Raises NotNow when there is a single table."""
    if url.get_backend_name() == SQLITE:
        if _has_tables(Path(url.database or "")):
            raise NotNow(
                f"{url.database} is there already; a backup is restored into an empty place"
            )
        return
    try:
        with psycopg.connect(address_of(url)) as connection:
            query = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
            tables = (connection.execute(query).fetchone() or (0,))[0]
    except psycopg.OperationalError as error:
        raise NotNow(f"the database does not answer: {error}") from None
    if tables:
        raise NotNow(
            f"the database {url.database} has {tables} tables; a backup is restored into an empty "
            f"one: dropdb {url.database}; createdb {url.database}"
        )


def _has_tables(place: Path) -> bool:
    """Whether a file is a used SQLite database, or something else altogether."""
    if not place.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as there:
            return bool(there.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return True


def _put_file(member: Member, scratch: Path) -> None:
    """Small files through memory, large ones through a file; what is there already stays."""
    if store().size(member.name) == member.size:
        while member.body.read(IN_MEMORY):
            pass
    elif member.size <= IN_MEMORY:
        store().put(member.name, member.body.read(member.size + 1))
    else:
        with scratch.open("wb") as out:
            shutil.copyfileobj(member.body, out, IN_MEMORY)
        store().put_file(member.name, scratch)


def _put_key(member: Member) -> None:
    """A private key, for its owner alone. A key that is there already stays."""
    path = Path(current_app.config["KEYS_DIR"]) / member.name.removeprefix("keys/")
    make_private(path.parent)
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(member.body, out)


def _put_database(place: Path, contents: Contents, url: URL) -> None:
    if contents.about["database"] != SQLITE:
        restore_postgres(place, url, contents.about["needs"])
        return
    check_sqlite(place, contents.about["rows"])
    wanted = Path(url.database or "")
    part = wanted.with_suffix(".part")
    shutil.move(place, part)
    flush(part)
    for companion in ("-wal", "-shm"):  # of an empty database that somebody opened
        Path(f"{wanted}{companion}").unlink(missing_ok=True)
    part.replace(wanted)
