"""The database: reachable, migrated, set as it must be, with room for all who connect."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from alembic.runtime.migration import MigrationContext
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms.core.clock import now
from lms.core.db import db
from lms.core.jobs.engine import engine
from lms.doctor.findings import Finding, ok, problem, warn

OLDEST = 150_000  # PostgreSQL 15
SLOW_SYNC = 0.02  # seconds: what a write costs at least
FEW, SKEW = 5, 2  # connections to spare; seconds of two clocks apart
UNTIDY, DEAD = 50_000, 0.4  # dead rows, or rows never counted; as a share of the living
PROCESSES = 4  # of ours that connect, beside this one: two web, two workers


def look_at_database() -> Iterator[Finding]:
    """It answers; then what it is."""
    try:
        _ask("SELECT 1")
    except SQLAlchemyError as error:
        db.session.rollback()
        yield problem(
            "database",
            _("The database does not answer (%(why)s).", why=type(error).__name__),
            _("Start it, and check LMS_DATABASE_URL."),
        )
        return
    yield from _migrated()
    if db.engine.dialect.name == "postgresql":
        yield from _postgres()
        yield from _connections()
        yield from _clock()
    else:
        yield from _sqlite()


def _ask(words: str) -> Any:
    return db.session.scalar(text(words))


def _migrated() -> Iterator[Finding]:
    wanted = str(current_app.extensions["migration_head"])
    here = MigrationContext.configure(db.session.connection()).get_current_revision()
    if here == wanted:
        yield ok("migrations", _("All migrations are done, up to %(number)s.", number=wanted))
    elif here is None or not here.isdecimal() or int(here) < int(wanted):
        yield problem(
            "migrations",
            _("The database is at %(here)s, this program needs %(wanted)s.",
              here=here or "–", wanted=wanted),
            "flask db upgrade",
        )  # fmt: skip
    else:
        yield warn(
            "migrations",
            _("The database is ahead (%(here)s): a newer release runs somewhere.", here=here),
            _("Bring this machine to the newer release."),
        )


def _postgres() -> Iterator[Finding]:
    number, version = int(_ask("SHOW server_version_num")), str(_ask("SHOW server_version"))
    size = int(_ask("SELECT pg_database_size(current_database())")) // 1_000_000
    words = _("PostgreSQL %(version)s, %(size)s MB.", version=version, size=size)
    if number < OLDEST:
        yield problem("database", words, _("Move to PostgreSQL 15 or newer."))
    else:
        yield ok("database", words)
    if _ask("SHOW server_encoding") != "UTF8":
        yield problem(
            "encoding", _("The database does not keep UTF-8."), _("Make it anew with UTF8.")
        )
    if _ask("SHOW fsync") != "on" or _ask("SHOW synchronous_commit") == "off":
        yield problem(
            "durability",
            _("A power cut may lose what people were told is kept."),
            _("Set fsync and synchronous_commit to on."),
        )
    else:
        yield ok("durability", _("What is confirmed survives a power cut."))
    if _ask("SHOW autovacuum") != "on":
        yield problem(
            "autovacuum", _("Nobody tidies the tables up: they grow and slow down."),
            _("Set autovacuum to on."),
        )  # fmt: skip
    yield from _tidiness()
    yield from _collation()


def _tidiness() -> Iterator[Finding]:
    """Tables full of dead rows, or never counted: the planner guesses, pages become slow."""
    found = db.session.scalars(text(
        "SELECT relname FROM pg_stat_user_tables WHERE (n_dead_tup > :most AND n_dead_tup > "
        "n_live_tup * :share) OR (n_live_tup > :most AND coalesce(last_analyze, last_autoanalyze) "
        "IS NULL) ORDER BY n_live_tup + n_dead_tup DESC"
    ), {"most": UNTIDY, "share": DEAD}).all()  # fmt: skip
    if found:
        yield warn(
            "untidy",
            _("Many dead rows, or never counted: %(names)s.", names=", ".join(found[:5])),
            "VACUUM (ANALYZE)",
        )


def _collation() -> Iterator[Finding]:
    """Indexes on text are built by the rules of the system's library: other rules, other order."""
    built, here = db.session.execute(text(
        "SELECT datcollversion, pg_database_collation_actual_version(oid) FROM pg_database "
        "WHERE datname = current_database()"
    )).one()  # fmt: skip
    if built != here:
        yield problem(
            "collation",
            _("Its indexes were built by rules of %(built)s, this system has %(here)s.",
              built=built or "–", here=here or "–"),
            "REINDEX DATABASE; ALTER DATABASE … REFRESH COLLATION VERSION",
        )  # fmt: skip


def _connections() -> Iterator[Finding]:
    """What all our processes may open, beside what the server lets in."""
    most = int(_ask("SHOW max_connections")) - int(_ask("SHOW superuser_reserved_connections"))
    used = int(_ask("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"))
    pool: Any = db.engine.engine.pool
    each = pool.size() + max(pool._max_overflow, 0) if hasattr(pool, "_max_overflow") else 1
    words = _("%(used)s of %(most)s connections are used; a process may open %(each)s.",
              used=used, most=most, each=each)  # fmt: skip
    if most - used < FEW or each * PROCESSES > most:
        yield warn("connections", words, _("Raise max_connections or put PgBouncer in front."))
    else:
        yield ok("connections", words)


def _clock() -> Iterator[Finding]:
    there = db.session.scalar(text("SELECT clock_timestamp() AT TIME ZONE 'UTC'"))
    if isinstance(there, datetime):
        yield clocks("database_clock", (now() - there.replace(tzinfo=UTC)).total_seconds())


def clocks(name: str, apart: float) -> Finding:
    """Whether two clocks say the same, `apart` seconds."""
    words = _("Its clock and ours are %(num)s seconds apart.", num=round(abs(apart), 1))
    if abs(apart) > SKEW:
        return problem(name, words, _("Let both machines keep time by NTP (chrony)."))
    return ok(name, words)


def _sqlite() -> Iterator[Finding]:
    """One file, one machine; the product sets what it needs on each connection."""
    size = int(_ask("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
    words = _("SQLite, %(size)s MB.", size=size // 1_000_000)
    if engine().settings.redis_url:
        yield warn(
            "database",
            words,
            _("Several machines need PostgreSQL: flask database move brings everything over."),
        )
    else:
        yield ok("database", words)
    if str(_ask("PRAGMA journal_mode")) != "wal":
        yield problem(
            "durability",
            _("SQLite cannot write ahead (WAL): readers and writers wait for each other."),
            _("Put LMS_DATA_DIR on a disk of this machine, not on a network share."),
        )
    else:
        yield ok("durability", _("What is confirmed survives a power cut."))
    yield sync_speed(Path(current_app.config["DATA_DIR"]))


def sync_speed(folder: Path) -> Finding:
    """How long the disk takes to say that something is kept (median of five)."""
    taken = []
    with TemporaryFile(dir=folder) as file:
        for _number in range(5):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    median = sorted(taken)[2]
    words = _("The disk takes %(num)s ms to keep something for good.", num=round(median * 1000, 1))
    if median > SLOW_SYNC:
        return warn("disk_sync", words, _("A faster disk (SSD) lets more people save at once."))
    return ok("disk_sync", words)
