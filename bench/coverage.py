"""Coverage at the scale of a province and of the nation: pages, recount, what a fact costs.

`python -m bench.coverage --scale nation --database postgresql`; also part of `make bench`.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from bench.clients import Client, measure
from bench.nation import SCALES, SECRET, Builder
from bench.serving import ROOT, served
from lms.app import create_app
from lms.core.clock import now, today
from lms.core.db import db, new_id, transaction
from lms.people.models import Membership
from lms.requirements import check, duties, standings, tallies
from lms.settings import Settings
from lms.training.models import Attendance, TrainingClass
from tests import postgres

OUT = ROOT / "bench" / "out"
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
RESTARTS = 3  # for the figures of a cold start
FACTS = 60  # completions that are timed


def run(scale: str, address: str, folder: str) -> dict[str, Any]:
    """All figures of one scale on one database."""
    environment = {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": address, "LMS_DATA_DIR": folder, "LMS_LOG_LEVEL": "ERROR",
        "LMS_SIGN_IN_PER_MINUTE": "100000",
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", "flask", "db", "upgrade"], cwd=ROOT, env=environment,
                   check=True)  # fmt: skip
    figures: dict[str, Any] = {"load_average": os.getloadavg()}
    app = create_app(Settings(database_url=address, data_dir=folder, log_level="ERROR"))
    with app.app_context():
        builder = Builder(SCALES[scale], today())
        with timed(figures, "build_seconds"), transaction():
            builder.build()
        _vacuum()
        with timed(figures, "recount_seconds"), transaction():
            standings.recount(duties.get_year(today().year))
        figures["recount_peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        _vacuum()
        figures["rows"] = _rows()
        figures["one_fact_ms"] = facts()
        with timed(figures, "check_main_duty_seconds"):
            year = duties.get_year(today().year)
            duty = duties.get_duty(year, duties.counted_on(year, today()))
            wrong = list(check.tallies_that_differ(duty, today()))
        if wrong:
            raise SystemExit(f"the tallies are wrong: {wrong[:3]}")
        db.session.remove()
        db.engine.dispose()
    figures["pages"] = pages(environment, paths(builder))
    figures["load_average_after"] = os.getloadavg()
    show(scale, address.split(":")[0], figures)
    return figures


@contextmanager
def timed(figures: dict[str, Any], name: str) -> Iterator[None]:
    """Keep the seconds something takes, and how many of them this process computed."""
    started, computed = time.perf_counter(), time.process_time()
    yield
    figures[name] = round(time.perf_counter() - started, 1)
    figures[f"{name}_own_cpu"] = round(time.process_time() - computed, 1)
    print(f"  {name}: {figures[name]} ({figures[f'{name}_own_cpu']} here)", flush=True)


def _vacuum() -> None:
    """What the server does by itself a minute after such a change."""
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        words = "VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"
        connection.execute(text(words))


def _rows() -> dict[str, int]:
    tables = ("unit", "team", "person", "membership", "attendance", "module_completion",
              "standing", "team_tally", "commune_tally", "day_tally")  # fmt: skip
    return {
        name: db.session.scalar(text(f"SELECT count(*) FROM {name}")) or 0  # noqa: S608 - ours
        for name in tables
    }


def facts() -> dict[str, float]:
    """Milliseconds (median) of one attendance: alone, with the standing, and with the tallies."""
    db.session.rollback()
    held = db.session.scalars(select(TrainingClass).limit(1)).one()
    people = list(db.session.scalars(select(Membership.person_id).limit(200_000)))
    db.session.rollback()
    some = Random(1).sample(people, FACTS)

    def record(person_id: UUID) -> None:
        one = TrainingClass(id=new_id(), title="x", held_on=today(), hours=4, place="x",
                            organiser=held.organiser, unit_id=held.unit_id)  # fmt: skip
        db.session.add(one)
        db.session.add(Attendance(class_id=one.id, person_id=person_id, recorded_at=now(),
                                  recorded_by="bench"))  # fmt: skip

    def standing(person_id: UUID) -> None:
        record(person_id)
        standings.refresh(duties.get_year(today().year), [person_id])
        db.session().info.pop(tallies.KEPT, None)

    def everything(person_id: UUID) -> None:
        record(person_id)
        standings.refresh(duties.get_year(today().year), [person_id])

    return {
        name: _each(step, some)
        for name, step in (("alone", record), ("standing", standing), ("tallies", everything))
    }


def _each(step: Callable[[UUID], None], some: list[UUID]) -> float:
    taken = []
    for person_id in some:
        started = time.perf_counter()
        step(person_id)
        tallies.settle()
        db.session.flush()
        taken.append(1000 * (time.perf_counter() - started))
        db.session.rollback()
    return round(median(taken), 1)


def paths(builder: Builder) -> dict[str, tuple[str, str]]:
    """Page → who looks, and where."""
    year = builder.today.year
    found = {
        "province": ("bench-province", f"?unit={builder.provinces[0]}"),
        "commune": ("bench-commune", f"?unit={builder.communes[0]}"),
    }
    if len(builder.provinces) > 1:
        found = {"nation": ("bench-top", ""), **found}
    return {
        f"{where}, {page}": (who, f"/requirements/{year}/{page}{query}")
        for where, (who, query) in found.items()
        for page in ("coverage", "pace")
    }


def pages(environment: dict[str, str], wanted: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """p50 and p95 of each page: first after a restart, one client, four clients."""
    cold: dict[str, list[float]] = {name: [] for name in wanted}
    for _ in range(RESTARTS):
        for name, (who, path) in wanted.items():
            with served("lms.app:create_app()", environment, "/readyz") as port:
                client = Client(port)
                client.sign_in(who, SECRET)
                started = time.perf_counter()
                status, _body = client.ask("GET", path)
                cold[name].append(round(1000 * (time.perf_counter() - started), 1))
                if status != 200:
                    raise SystemExit(f"{path}: {status}")
    found: dict[str, Any] = {}
    with served("lms.app:create_app()", environment, "/readyz") as port:
        for name, (who, path) in wanted.items():
            found[name] = {"cold_ms": sorted(cold[name])}
            for clients in (1, 4):
                speed = measure(asking(port, who, path), SECONDS, clients=clients)
                found[name][f"{clients} clients"] = asdict(speed)
    return found


def asking(port: int, who: str, path: str) -> Callable[[int], Callable[[], int]]:
    """Ask for a page again and again as somebody."""

    def make(_: int) -> Callable[[], int]:
        client = Client(port)
        client.sign_in(who, SECRET)
        return lambda: client.ask("GET", path)[0]

    return make


def show(scale: str, database: str, figures: dict[str, Any]) -> None:
    """Print the table of one scale."""
    print(f"\ncoverage, {scale}, {database} (2 workers × 4 threads, {SECONDS:g} s each)")
    print(f"  {'page':22} {'cold ms':>8} {'p50':>8} {'p95':>8} {'4: p50':>8} {'4: p95':>8}")
    for name, page in figures["pages"].items():
        one, four = page["1 clients"], page["4 clients"]
        numbers = (median(page["cold_ms"]), one["p50_ms"], one["p95_ms"], four["p50_ms"],
                   four["p95_ms"])  # fmt: skip
        print(f"  {name:22} " + " ".join(f"{number:8.1f}" for number in numbers))
    for name, figure in figures.items():
        if name != "pages":
            print(f"  {name}: {figure}")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """An empty database of a kind; its address."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    settings = "-c fsync=on -c shared_buffers=1GB -c work_mem=64MB -c max_wal_size=4GB"
    with postgres.cluster(folder / "pg", settings) as address:
        yield address


def main() -> None:
    """Measure one scale on one database, print, keep."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=sorted(SCALES), default="province")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        database(asked.database, Path(name)) as address,
    ):
        figures = run(asked.scale, address, name)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    OUT.mkdir(parents=True, exist_ok=True)
    file = OUT / f"coverage-{asked.scale}-{asked.database}-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps({"machine": machine, **figures}, indent=2) + "\n")
    print(f"\n{machine}; kept in {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
