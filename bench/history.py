"""What was measured before: one line a run and part in `bench/history.jsonl`, kept in git.

Runs on shared machines vary by a factor of two, so every line carries the floor of its own minutes
(`floor_per_second`: a bare Flask page with one query, bench/bare.py) and figures are compared as
ratios to it: a rate divided by it, a time multiplied by it. Only lines of like machines (processor,
cores) are compared. `python -m bench history [PART …] [--strict]`.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench.serving import ROOT
from tests import postgres

FILE = ROOT / "bench" / "history.jsonl"
FASTER_IS_MORE = ("per_second", "per_s", "rate")
FASTER_IS_LESS = ("_ms", "seconds", "_s", "_mb", "_kb", "kilobytes", "bytes")
NOISE = 0.25  # what two runs of the same commit differ by, at least
SHOWN = 5
Line = dict[str, Any]


def keep(part: str, figures: Line, floor_per_second: float, seconds: float) -> Line:
    """Append a line to the history and give it back."""
    line = {
        "date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "machine": machine(),
        "commit": commit(),
        "part": part,
        "floor_per_second": floor_per_second,
        "part_seconds": round(seconds, 1),
        "figures": figures,
    }
    with FILE.open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    return line


def machine() -> Line:
    """Where this runs: processor, cores, memory, versions of what is measured."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _version(str(_postgres()), "--version"),
        "redis": _version("redis-server", "--version"),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _postgres() -> Path:
    try:
        return postgres.programs() / "postgres"
    except postgres.NoPostgres:
        return Path("postgres")


def _version(*command: str) -> str:
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
    return next((word for word in said.replace("v=", " ").split() if word[:1].isdigit()), "")


def commit() -> str:
    """The commit that is measured; with a + when files differ from it."""
    git = ["git", "-C", str(ROOT)]
    said = subprocess.run([*git, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True,
                          check=False).stdout.strip()  # fmt: skip
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", ".", ":!bench/history.jsonl"],
                             check=False).returncode  # fmt: skip
    return said + ("+" if changed else "")


def lines(file: Path = FILE) -> list[Line]:
    """Everything that was kept, oldest first."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines() if line]


def flat(figures: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Every number of nested figures by its path."""
    if isinstance(figures, dict):
        for key, value in figures.items():
            yield from flat(value, f"{name}.{key}" if name else str(key))
    elif isinstance(figures, int | float) and not isinstance(figures, bool):
        yield name, float(figures)


def is_rate(name: str) -> bool | None:
    """More is better, less is better, or neither."""
    if name.endswith(FASTER_IS_MORE):
        return True
    return False if name.endswith(FASTER_IS_LESS) else None


def to_floor(name: str, value: float, floor: float) -> float:
    """A figure as a ratio to the floor of its run; 1.0 more is always the same amount slower."""
    if not floor:
        return value
    return value / floor if is_rate(name) else value * floor


def slower_by(name: str, now: tuple[float, float], before: list[tuple[float, float]]) -> float:
    """How many times slower than the median of what was before; each a figure and its floor."""
    known = [to_floor(name, value, floor) for value, floor in before if value and floor]
    if not known or not now[0] or is_rate(name) is None:
        return 1.0
    ratio = to_floor(name, *now) / median(known)
    return 1 / ratio if is_rate(name) else ratio


def noise_of(name: str, before: list[tuple[float, float]]) -> float:
    """How far earlier runs were apart; a slowdown within that is none."""
    known = [to_floor(name, value, floor) for value, floor in before if value and floor]
    if len(known) < 3:
        return 2 * NOISE
    middle = median(known)
    return max(NOISE, 3 * median(abs(one - middle) for one in known) / middle)


def show(wanted: list[str], *, strict: bool = False, say: Callable[[str], None] = print) -> int:
    """Print each figure of the newest line beside the earlier ones; how many became slower."""
    slower = 0
    kept = lines()
    parts = wanted or sorted({line["part"] for line in kept})
    for part in parts:
        slower += _show_part(part, [line for line in kept if line["part"] == part], say)
    say(
        f"\n{slower} figures are slower than before, beyond noise" if slower else "\nnone is slower"
    )
    return slower if strict else 0


def _show_part(part: str, of_part: list[Line], say: Callable[[str], None]) -> int:
    if not of_part:
        say(f"\n{part}: never measured")
        return 0
    newest = of_part[-1]
    earlier = [line for line in of_part[:-1] if _is_like(line, newest)]
    floor = f"floor {newest['floor_per_second']:.0f}/s; {len(earlier)} earlier runs"
    say(f"\n{part}: {newest['date']}, {newest['commit']}, {floor} on such a machine")
    slower = 0
    for name, value in flat(newest["figures"]):
        before = [(dict(flat(line["figures"])).get(name, 0.0), line["floor_per_second"])
                  for line in earlier]  # fmt: skip
        times = slower_by(name, (value, newest["floor_per_second"]), before)
        is_slower = times > 1 + noise_of(name, before)
        slower += is_slower
        past = "  ".join(f"{one:g}" for one, _ in before[-SHOWN:])
        mark = f"  SLOWER ×{times:.2f} (to the floor)" if is_slower else ""
        say(f"  {name:55} {value:>12g}   before: {past or '–'}{mark}")
    return slower


def _is_like(one: Line, other: Line) -> bool:
    return all(one["machine"][key] == other["machine"][key] for key in ("cpu", "cores"))
