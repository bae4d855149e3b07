"""`make bench`: measure every part, or some; `python -m bench history` shows what was before.

python -m bench [PART …]          measure, print, append to bench/history.jsonl
python -m bench history [PART …]  each figure beside its earlier ones; --strict: exit 1 if slower
python -m bench list              the parts
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import history
from bench.clients import Client, measure
from bench.parts import PARTS
from bench.serving import ROOT, served

ABSENT = 3
FLOOR_SECONDS = 3.0


def floor() -> float:
    """Requests a second of a bare Flask page with one query on SQLite: this machine, just now."""
    with tempfile.TemporaryDirectory() as name:
        file, key = Path(name) / "floor.db", uuid4()
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE module (id CHAR(32) PRIMARY KEY, code TEXT)")
            connection.execute("INSERT INTO module VALUES (?, 'M1')", (key.hex,))
        connection.close()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "BENCH_DATABASE": f"sqlite:///{file}"}
        path = f"/module/{key}"
        with served("bench.bare:app", environment, path) as port:

            def make(_: int) -> Any:
                client = Client(port)
                return lambda: client.ask("GET", path)[0]

            return measure(make, FLOOR_SECONDS).per_second


def measured(name: str) -> int:
    """One part in a process of its own, stopped when it takes too long; how it ended."""
    part = PARTS[name]
    print(f"\n== {name}: {part.words} (at most {part.minutes:g} min)", flush=True)
    before, began = floor(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "bench.parts", name, str(file)]
        running = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        try:
            ended = running.wait(60 * part.minutes)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(running.pid, signal.SIGTERM)
            running.wait()
            ended = 1
            print(f"{name}: stopped, it took too long")
        if ended == 0:
            figures = json.loads(file.read_text())
            line = history.keep(name, figures, (before + floor()) / 2, time.perf_counter() - began)
            print(
                f"== {name}: {line['part_seconds']:.0f} s, floor {line['floor_per_second']:.0f}/s"
            )
    return ended


def main() -> None:
    """Measure, or show what was measured."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    if words[:1] == ["list"]:
        for name, part in PARTS.items():
            print(f"  {name:14} {part.words} (at most {part.minutes:g} min)")
        return
    if words[:1] == ["history"]:
        sys.exit(1 if history.show(words[1:], strict="--strict" in sys.argv) else 0)
    if unknown := [word for word in words if word not in PARTS]:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    wanted = words or list(PARTS)
    failed = [name for name in wanted if measured(name) not in {0, ABSENT}]
    history.show(wanted)
    if failed:
        sys.exit(f"these parts failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
