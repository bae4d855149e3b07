"""`make backup-drill` and `make move-drill`: what must not fail, done for real and measured.

`python -m bench.drills backup|move [--scale province] [--data FOLDER]`: FOLDER is a data folder
that is filled already (SQLite); it is copied. Without it the demo is loaded first.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from sqlalchemy import create_engine, make_url, select, text

from bench.clients import measure
from bench.serving import ROOT, served
from bench.speeds import answer, places
from certificates import documents
from certificates.checking import of_certificate
from certificates.document_fields import qr_address
from certificates.models import Certificate
from lms.app import create_app
from lms.core.access import SYSTEM
from lms.core.audit import AuditEvent, record
from lms.core.clock import now, today
from lms.core.db import db, transaction
from lms.keeping.archive import Reader
from lms.keeping.errors import Damaged
from lms.keeping.postgres_side import address_of
from lms.settings import Settings
from tests import postgres

WRITTEN = "drill"
DOCUMENTS = int(os.environ.get("DRILL_DOCUMENTS", "200"))
KILLED_AT = (0.25, 0.65)  # of all rows


def flask(environment: dict[str, str], *words: str) -> tuple[float, str]:
    """Run a command; seconds and output. Stops the drill when it fails."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words], cwd=ROOT, env=environment, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"flask {' '.join(words)}: {done.stdout}{done.stderr}")
    return round(time.perf_counter() - started, 1), done.stdout


def environment_of(settings: Settings) -> dict[str, str]:
    """What a command needs to know to work on a place."""
    return {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATA_DIR": settings.data_dir, "LMS_DATABASE_URL": settings.database_url,
        "LMS_LOG_LEVEL": "ERROR", "LMS_SIGN_IN_PER_MINUTE": "100000",
    }  # fmt: skip


def fill(settings: Settings, scale: str, data: Path | None, made: int) -> float:
    """A SQLite data folder with the demo and some documents; seconds the demo took to load."""
    if data is not None:
        shutil.copytree(data, settings.data_dir)
    environment = environment_of(settings)
    flask(environment, "db", "upgrade")
    seconds = 0.0
    if data is None:
        seconds, _ = flask(environment, "demo", "load", "--scale", scale)
    app = create_app(settings)
    with app.app_context(), transaction():
        wanted = select(Certificate.id).where(Certificate.claim != "").limit(made)
        documents.make(db.session.scalars(wanted).all(), at=now())
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return seconds


def run_backup(kind: str, settings: Settings, elsewhere: Settings) -> dict[str, Any]:
    """Back up a place in use, verify, restore elsewhere, check. `elsewhere` is empty."""
    environment, folder = environment_of(settings), Path(settings.data_dir).parent / f"{kind}-out"
    figures: dict[str, Any] = {"load_average": os.getloadavg()}
    with served("lms.app:create_app()", environment, "/readyz") as port, _writing(settings) as kept:
        _lesson, item = places(port)
        figures["answers_alone"] = asdict(measure(answer(port, item), 10, clients=4))
        before = kept[-1]
        backup = threading.Thread(
            target=lambda: figures.update(
                backup_seconds=flask(environment, "backup", "make", "--keys", str(folder))[0]
            )
        )
        backup.start()
        figures["answers_while_backing_up"] = asdict(measure(answer(port, item), 10, clients=4))
        backup.join()
        after = kept[-1]
    (file,) = folder.iterdir()
    figures["megabytes"] = round(file.stat().st_size / 1e6, 1)
    deep = ["--deep"] if kind == "postgresql" else []
    figures["verify_seconds"], _ = flask(environment, "backup", "verify", str(file), *deep)
    figures["bytes_flipped"], figures["flips_noticed"] = 20, flips(file)
    figures["restore_and_check_seconds"], said = flask(
        environment_of(elsewhere), "backup", "restore", str(file)
    )
    figures["restore_seconds"] = float(said.split("restored: ")[1].split(" in ")[1].split(" s")[0])
    figures["rows"] = int(said.split("\n")[1].split(" rows")[0])
    figures |= _looked_at(elsewhere, before, after)
    return figures


@contextmanager
def _writing(settings: Settings) -> Iterator[list[int]]:
    """Numbered writes one after the other; the numbers of what was acknowledged."""
    app, kept, is_over = create_app(settings), [0], threading.Event()

    def write() -> None:
        with app.app_context():
            while not is_over.is_set():
                with transaction():
                    record(WRITTEN, None, by=SYSTEM, at=now(), label=str(kept[-1] + 1))
                kept.append(kept[-1] + 1)
                time.sleep(0.005)
            db.session.remove()
            db.engine.dispose()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield kept
    finally:
        is_over.set()
        thread.join()


def _looked_at(settings: Settings, before: int, after: int) -> dict[str, Any]:
    """What was acknowledged before the backup began is there, and a certificate is good."""
    app = create_app(settings)
    with app.app_context():
        labels = db.session.scalars(select(AuditEvent.label).where(AuditEvent.action == WRITTEN))
        numbers = sorted(map(int, labels))
        found = next(
            one
            for one in db.session.scalars(select(Certificate).where(Certificate.claim != ""))
            if of_certificate(one, today()).status.holds
        )
        path = qr_address(found).removeprefix(app.config["PUBLIC_URL"])
        db.session.remove()
        db.engine.dispose()
    started = time.perf_counter()
    with served("lms.app:create_app()", environment_of(settings), path):
        first = round(time.perf_counter() - started, 1)
    page = app.test_client().get(path).get_data(as_text=True)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return {
        "acknowledged_before": before,
        "acknowledged_in_all": after,
        "in_the_copy": len(numbers),
        "lost_of_before": len(set(range(1, before + 1)) - set(numbers)),
        "has_gaps": numbers != list(range(1, len(numbers) + 1)),
        "served_again_seconds": first,
        "certificate_is_valid": "Giấy chứng nhận hợp lệ" in page,
    }


def flips(path: Path) -> int:
    """Twenty times one byte of a backup is changed (and changed back); how often it is noticed."""
    random, noticed = Random(5), 0
    for _ in range(20):
        with path.open("r+b") as file:
            place = random.randrange(path.stat().st_size)
            file.seek(place)
            old = file.read(1)
            file.seek(place)
            file.write(bytes([old[0] ^ (1 << random.randrange(8))]))
            file.seek(0)
            try:
                for _member in Reader(file).members():
                    pass
            except Damaged:
                noticed += 1
            file.seek(place)
            file.write(old)
    return noticed


def run_move(settings: Settings, target: str) -> dict[str, Any]:
    """SQLite → PostgreSQL with two kill -9 in between, then compared row by row."""
    environment, command = environment_of(settings), [sys.executable, "-m", "flask", "database"]
    database = Path(settings.data_dir) / "hocso.db"
    figures: dict[str, Any] = {"load_average": os.getloadavg(), "rows": _rows(str(database))}
    figures["megabytes"] = round(database.stat().st_size / 1e6, 1)
    for share in KILLED_AT:
        running = subprocess.Popen(
            [*command, "move", target], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        while running.poll() is None and _there(target) < share * figures["rows"]:
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
        running.wait()
        figures.setdefault("killed_at_rows", []).append(_there(target))
    started = time.perf_counter()
    _seconds, said = flask(environment, "database", "move", target)
    figures["last_run_seconds"] = round(time.perf_counter() - started, 1)
    figures["last_run"] = [line for line in said.splitlines() if " rows " in line and ", " in line]
    figures["last_run"] = [line for line in figures["last_run"] if not line.startswith("  ")]
    engine = create_engine(target)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    figures["whole_seconds"], said = flask(environment, "database", "move", target)
    figures["whole_run"] = [line for line in said.splitlines() if " s" in line and " rows " in line]
    moved = environment_of(replace(settings, database_url=target))
    figures["recount_seconds"], _ = flask(moved, "coverage", "recount", "--check")
    return figures


def _rows(database: str) -> int:
    settings = Settings(database_url=f"sqlite:///{database}", log_level="ERROR")
    app = create_app(settings)
    with app.app_context(), db.engine.connect() as connection:
        return sum(
            connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0  # noqa: S608 - ours
            for table in db.metadata.sorted_tables
        )


def _there(target: str) -> int:
    """How many rows have arrived."""
    with closing(psycopg.connect(address_of(make_url(target)), autocommit=True)) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND EXISTS "
            "(SELECT FROM pg_tables WHERE tablename = 'database_move')"
        ).fetchall()
        return sum(
            (connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() or (0,))[0]  # noqa: S608
            for (name,) in names
        )


def run(which: str, scale: str = "province", data: Path | None = None) -> dict[str, Any]:
    """All figures of one drill: `backup` or `move`."""
    with tempfile.TemporaryDirectory(prefix="hocso-drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        filled = Settings(data_dir=str(folder / "data"), log_level="ERROR")
        made = DOCUMENTS if which == "backup" else 0
        figures: dict[str, Any] = {"demo_seconds": fill(filled, scale, data, made)}
        with postgres.cluster(folder / "pg", "-c fsync=on") as address:
            admin = create_engine(address, isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                for database in ("here", "there"):
                    connection.execute(text(f"CREATE DATABASE {database}"))
            admin.dispose()
            here, there = (address.replace("/postgres?", f"/{one}?") for one in ("here", "there"))
            if which == "move":
                return figures | run_move(filled, here)
            flask(environment_of(filled), "database", "move", here)  # before anybody has learnt
            empty = replace(filled, data_dir=str(folder / "empty"))
            figures["sqlite"] = run_backup("sqlite", filled, empty)
            figures["postgresql"] = run_backup(
                "postgresql", replace(filled, database_url=here),
                replace(filled, data_dir=str(folder / "other"), database_url=there),
            )  # fmt: skip
        return figures


def main() -> None:
    """Run a drill, print its figures, fail when something was lost."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=["backup", "move"])
    parser.add_argument("--scale", default=os.environ.get("SCALE", "province"))
    parser.add_argument("--data", type=Path, default=None)
    given = parser.parse_args()
    figures = run(given.which, given.scale, given.data)
    print(json.dumps(figures, indent=1))
    for kind in {"sqlite", "postgresql"} & figures.keys():
        found = figures[kind]
        if found["lost_of_before"] or found["has_gaps"] or not found["certificate_is_valid"]:
            raise SystemExit(f"{kind}: something was lost")
        if found["flips_noticed"] != found["bytes_flipped"]:
            raise SystemExit(f"{kind}: a changed byte was not noticed")


if __name__ == "__main__":
    main()
