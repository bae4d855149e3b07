"""Locks that die with who holds them: of the database server, or of a file beside SQLite."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from flask import current_app
from sqlalchemy import text

from lms.core.db import db


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Hold the lock of a name, unless somebody else does: then False, at once."""
    if db.engine.dialect.name == "postgresql":
        with _held_by_session(name) as mine:
            yield mine
    else:
        with _held_by_file(name) as mine:
            yield mine


@contextmanager
def _held_by_session(name: str) -> Iterator[bool]:
    """An advisory lock on a connection of its own: the server frees it when the connection ends."""
    asked = {"name": name}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        take = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
        mine = bool(connection.scalar(take, asked))
        try:
            yield mine
        finally:
            if mine and not connection.invalidated:
                free = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")
                connection.execute(free, asked)


@contextmanager
def _held_by_file(name: str) -> Iterator[bool]:
    """`flock`: the system frees it when the process ends. SQLite is on one machine."""
    folder = Path(current_app.config["DATA_DIR"]) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / sha256(name.encode()).hexdigest()[:32]).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
