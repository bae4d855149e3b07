"""A consistent copy of the database while it is used: one file of one moment."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from lms.core.db import db
from lms.keeping.errors import Damaged, NotNow
from lms.keeping.postgres_programs import major, program, run
from lms.keeping.postgres_side import address_of

SQLITE, POSTGRES = "sqlite", "postgresql"
MEMBERS = {SQLITE: "database/hocso.db.gz", POSTGRES: "database/hocso.dump"}
QUICK = 1  # of gzip: a third of the time of the usual level, a tenth larger


@dataclass(frozen=True)
class Copy:
    """The file of a copy, and what is in it."""

    path: Path
    kind: str
    head: str
    made_with: str
    needs: int  # major version of PostgreSQL's programs that read it again; 0: none
    counts: Mapping[str, int]


def copy_database(address: str, folder: Path) -> Copy:
    """Copy the database at an address into a file of a folder. Others go on writing."""
    url = make_url(address)
    return (_copy_sqlite if url.get_backend_name() == SQLITE else _copy_postgres)(url, folder)


def _copy_sqlite(url: URL, folder: Path) -> Copy:
    """One step of the backup API reads one moment: in WAL mode writers do not wait for it."""
    place = folder / "hocso.db"
    if not Path(url.database or "").is_file():
        raise NotNow(f"there is no database at {url.database}")
    with (
        closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(place)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no companions
        _check_pages(copy, f"the database {url.database}")
        head, counts = head_of(copy), counts_of(copy)
    packed = folder / "hocso.db.gz"
    with place.open("rb") as whole, gzip.open(packed, "wb", QUICK) as out:
        shutil.copyfileobj(whole, out, 1 << 20)
    place.unlink()
    return Copy(packed, SQLITE, head, f"SQLite {sqlite3.sqlite_version}", 0, counts)


def head_of(connection: sqlite3.Connection) -> str:
    """The migration a SQLite database is at. Raises NotNow when it has none."""
    try:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.Error, TypeError):
        raise NotNow("the database has no tables of this product") from None


def counts_of(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of every table of a SQLite database that we know and that is there."""
    there = {
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
    }
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in sorted(there & set(db.metadata.tables))
    }


def check_sqlite(place: Path, counts: Mapping[str, int]) -> None:
    """Whether a copy is sound and holds what was counted. Raises Damaged."""
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as copy:
        _check_pages(copy, "the database in it")
        _same_counts(counts, counts_of(copy))


def _check_pages(copy: sqlite3.Connection, what: str) -> None:
    """Raises Damaged for the first page or index that is not sound."""
    try:
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise Damaged(f"{what} is damaged: {found}")


def _same_counts(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    for name, rows in wanted.items():
        if found.get(name, rows) != rows:
            raise Damaged(f"{name} has {found[name]} rows, not {rows}")


def _copy_postgres(url: URL, folder: Path) -> Copy:
    """pg_dump reads the very snapshot in which the rows are counted."""
    place = folder / "hocso.dump"
    try:
        connection = psycopg.connect(address_of(url))
    except psycopg.OperationalError as error:
        raise NotNow(f"the database does not answer: {error}") from None
    with connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        server = connection.info.server_version // 10_000
        dump = program("pg_dump", server)
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        head, counts = _head_of(connection), _counts_of(connection)
        run(dump, "--format=custom", f"--compress={QUICK}", f"--snapshot={snapshot}",
            "--no-owner", "--no-privileges", f"--file={place}", url=url)  # fmt: skip
    return Copy(
        place, POSTGRES, head, f"pg_dump {major(dump)}, server {server}", major(dump), counts
    )


def _head_of(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    if row is None:
        raise NotNow("the database has no tables of this product")
    return str(row[0])


def _counts_of(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    there = {str(name) for (name,) in connection.execute(query)}
    found = {}
    for name in sorted(there & set(db.metadata.tables)):
        row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
        found[name] = int(str(row[0])) if row else 0
    return found


def check_postgres(place: Path, counts: Mapping[str, int], needs: int) -> None:
    """Whether every block of a dump can be read. Raises Damaged."""
    restore = program("pg_restore", needs)
    named = {
        words[-2]
        for words in map(str.split, run(restore, "--list", str(place)).splitlines())
        if "TABLE" in words and "DATA" in words
    }
    if missing := set(counts) - named:
        raise Damaged(f"the dump has no table {sorted(missing)[0]}")
    run(restore, "--file=/dev/null", str(place))


def check_deeply(place: Path, counts: Mapping[str, int], needs: int, address: str) -> None:
    """Restore a dump into a database made for it, count, and drop it again. Raises Damaged."""
    url = make_url(address)
    scratch = "hocso_verify"
    with psycopg.connect(address_of(url), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {scratch}")
        admin.execute(f"CREATE DATABASE {scratch} TEMPLATE template0")
        try:
            there = url.set(database=scratch)
            restore_postgres(place, there, needs)
            with psycopg.connect(address_of(there)) as connection:
                _same_counts(counts, _counts_of(connection))
        finally:
            admin.execute(f"DROP DATABASE {scratch} WITH (FORCE)")


def restore_postgres(place: Path, url: URL, needs: int) -> None:
    """Put a dump into an empty database, whole or not at all."""
    run(program("pg_restore", needs), "--no-owner", "--no-privileges", "--single-transaction",
        "--exit-on-error", str(place), url=url)  # fmt: skip
