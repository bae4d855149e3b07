"""Everything `make bench` measures, as a table of parts; each alone runnable and bounded in time.

`python -m bench.parts NAME FILE` runs one part in this process and writes its figures as JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import certificates, costs, coverage, lessons, regrade, sitting, speeds

REGRADED = int(os.environ.get("BENCH_ATTEMPTS", "100000"))
CERTIFICATES = int(os.environ.get("BENCH_CERTIFICATES", "2000"))
KINDS = ("sqlite", "postgresql")
Figures = dict[str, Any]


class Absent(Exception):
    """This build has no such part."""


@dataclass(frozen=True)
class Part:
    """Something that is measured: in words, how, and the minutes after which it is stopped."""

    words: str
    run: Callable[[], Figures]
    minutes: float


@contextmanager
def place(kind: str) -> Iterator[tuple[Path, str]]:
    """An empty folder and an empty database of a kind."""
    with tempfile.TemporaryDirectory() as name, coverage.database(kind, Path(name)) as address:
        yield Path(name), address


def on_both(measure: Callable[[str, Path, str], Figures]) -> Figures:
    """On SQLite and on PostgreSQL."""
    found = {}
    for kind in KINDS:
        with place(kind) as (folder, address):
            found[kind] = measure(kind, folder, address)
    return found


def of_lessons() -> Figures:
    """Lessons on a slow phone."""
    with tempfile.TemporaryDirectory() as name:
        return lessons.run(Path(name))


def of_coverage() -> Figures:
    """A province on SQLite, the nation on PostgreSQL."""
    found = {}
    for scale, kind in (("province", "sqlite"), ("nation", "postgresql")):
        with place(kind) as (folder, address):
            found[scale] = coverage.run(scale, address, str(folder))
    return found


def other(module: str, *, function: str = "run", **arguments: Any) -> Figures:
    """A part that lies in a module of its own. Raises Absent."""
    try:
        there = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise Absent(module) from None
    found: Figures = getattr(there, function)(**arguments)
    return found


PARTS = {
    "pages": Part(
        "pages, answers and a roster file of a province",
        partial(on_both, lambda k, f, a: speeds.run(k, a, str(f))), 20),
    "costs": Part("statements and processor of each request", partial(on_both, costs.run), 15),
    "lessons": Part("a lesson on a slow phone", of_lessons, 10),
    "sitting": Part("a thousand members sit a quiz", partial(on_both, sitting.run), 15),
    "regrade": Part(
        "a corrected key",
        partial(on_both, lambda k, f, a: regrade.run(REGRADED, a, str(f))), 20),
    "certificates": Part(
        "certificates by the thousand",
        partial(on_both, lambda k, f, a: certificates.run(CERTIFICATES, a, str(f))), 20),
    "coverage": Part("coverage of a province and of the nation", of_coverage, 15),
    "nation": Part("the demo of the nation", partial(other, "bench.nation_demo"), 40),
    "nation-pages": Part(
        "every page of the nation as every role",
        partial(other, "bench.nation_demo", function="run_pages"), 60),
    "long-files": Part(
        "lists and roster files as long as a nation", partial(other, "bench.long_files"), 40),
    "move": Part(
        "from SQLite to PostgreSQL, row by row",
        partial(other, "bench.drills", which="move"), 40),
    "backup": Part("backup, restore, verify", partial(other, "bench.drills", which="backup"), 40),
    "deploys": Part(
        "new versions under load",
        partial(other, "bench.deploys", rounds=3, seconds=30.0), 30),
    "load": Part(
        "the last day of the year, PostgreSQL and Redis",
        partial(other, "bench.load", kind="postgresql", redis=True), 40),
    "load-sqlite": Part(
        "the last day of the year, SQLite",
        partial(other, "bench.load", kind="sqlite", redis=False), 40),
    "kills": Part(
        "processes killed at random under load, PostgreSQL and Redis",
        partial(other, "bench.kills", kind="postgresql", redis=True), 20),
    "kills-sqlite": Part(
        "processes killed at random under load, SQLite",
        partial(other, "bench.kills", kind="sqlite", redis=False), 20),
}  # fmt: skip


def main() -> None:
    """Run one part here; 3: this build has no such part."""
    name, file = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # stopped: servers are stopped too
    try:
        figures = PARTS[name].run()
    except Absent as absent:
        print(f"{name}: this build has no {absent}")
        sys.exit(3)
    Path(file).write_text(json.dumps(figures, default=str))


if __name__ == "__main__":
    main()
