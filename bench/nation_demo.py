"""The demo of the nation in an empty PostgreSQL: seconds, memory, rows, the recount; then pages.

`python -m bench nation nation-pages` needs half an hour. With BENCH_NATION=FOLDER the cluster stays
there for the next part, or for a look at single pages (`python -m bench.pages --address …`).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import create_engine, text

from bench import pages
from bench.coverage import database
from bench.serving import ROOT

LOAD = ("demo", "load", "--scale", "nation")
TABLES = ("unit", "team", "person", "membership", "training_class", "attendance", "enrolment",
          "attempt", "response", "module_completion", "certificate", "standing",
          "audit_event")  # fmt: skip


def run() -> dict[str, Any]:
    """Load, check every standing and tally against a count by hand, say how much there is."""
    with nation() as (address, environment):
        figures: dict[str, Any] = {"load_average": os.getloadavg()}
        flask(environment, "db", "upgrade")
        figures["load_seconds"] = flask(environment, *LOAD)
        figures["check_seconds"] = flask(environment, "coverage", "recount", "--check")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        figures["largest_process_mb"] = peak // 1024
        return figures | size_of(address)


def size_of(address: str) -> dict[str, int]:
    """Rows of the largest tables, and megabytes of all."""
    engine, figures = create_engine(address), {}
    with engine.connect() as connection:
        for table in TABLES:
            query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - ours
            figures[f"{table}_rows"] = int(connection.execute(query).scalar_one())
        size = "SELECT pg_database_size(current_database()) / 1048576"
        figures["database_mb"] = int(connection.execute(text(size)).scalar_one())
    engine.dispose()
    return figures


def run_pages() -> dict[str, Any]:
    """Every page of a nation, the one that is kept or one that is loaded for it."""
    with loaded_nation() as (address, environment):
        return asked(address, environment["LMS_DATA_DIR"])


@contextmanager
def loaded_nation() -> Iterator[tuple[str, dict[str, str]]]:
    """The one that is kept, or one that is loaded."""
    with nation() as (address, environment):
        flask(environment, "db", "upgrade")
        flask(environment, *LOAD, "--if-empty")
        yield address, environment


@contextmanager
def nation() -> Iterator[tuple[str, dict[str, str]]]:
    """A PostgreSQL, and what commands need to know to work on it."""
    with _folder() as name, database("postgresql", Path(name)) as address:
        yield address, {
            **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
            "LMS_DATABASE_URL": address, "LMS_DATA_DIR": name, "LMS_LOG_LEVEL": "ERROR",
        }  # fmt: skip


@contextmanager
def _folder() -> Iterator[str]:
    """One that is deleted afterwards; or the one that is to stay."""
    if kept := os.environ.get("BENCH_NATION"):
        yield kept
        return
    with tempfile.TemporaryDirectory() as name:
        yield name


def asked(address: str, folder: str) -> dict[str, Any]:
    """Every page as every role, in short; each one is in bench/out/nation-pages.json."""
    found = pages.run(address, folder)["pages"]
    file = ROOT / "bench" / "out" / "nation-pages.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1))
    times = sorted(one["ms"] for one in found)
    slowest = sorted(found, key=lambda one: -one["ms"])[:10]
    return {
        "pages_asked": len(found),
        "page_ms_p50": round(median(times), 1),
        "page_ms_p95": round(times[int(0.95 * len(times))], 1),
        "page_kb_largest": round(max(one["bytes"] for one in found) / 1024),
        "slowest": {f"{one['role']} {one['rule']}": round(one["ms"]) for one in slowest},
    }


def flask(environment: dict[str, str], *words: str) -> float:
    """Seconds of one command; it must succeed."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "flask", *words], cwd=ROOT, env=environment, check=True)
    return round(time.perf_counter() - started, 1)


if __name__ == "__main__":
    for figure, value in run().items():
        print(f"  {figure}: {value}")
