"""One run of the scenario: starts locust, waits, and reads what it wrote."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.serving import ROOT
from bench.stack import Stack

REFUSED = 503  # early and with Retry-After: told apart from what broke
SAVES = {"answer", "submit"}


@dataclass
class Drive:
    """A run: `rate` journeys begin each second for `seconds`; the first `warm` do not count."""

    up: Stack
    name: str
    rate: float
    seconds: float
    warm: float
    first: int
    patience: int = 0
    drain: float = 0.0
    pace: float = 0.8

    @property
    def folder(self) -> Path:
        """Where it writes."""
        return self.up.folder / "drives" / self.name

    def start(self) -> subprocess.Popen[bytes]:
        """Start locust in a process of its own."""
        self.folder.mkdir(parents=True)
        shutil.copy(self.up.folder / "people.json", self.folder)
        environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "LOAD_FOLDER": str(self.folder),
            "LOAD_HOST": self.up.host, "LOAD_RATE": str(self.rate),
            "LOAD_SECONDS": str(self.seconds), "LOAD_FIRST": str(self.first),
            "LOAD_PATIENCE": str(self.patience), "LOAD_DRAIN": str(self.drain),
            "LOAD_PACE": str(self.pace),
        }  # fmt: skip
        command = [sys.executable, "-m", "locust", "-f", str(ROOT / "bench" / "scenario.py"),
                   "--headless", "-u", "1", "-r", "1", "--only-summary", "--loglevel", "ERROR",
                   "--exit-code-on-error", "0"]  # fmt: skip
        with (self.folder / "locust.log").open("wb") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def wait(self, running: subprocess.Popen[bytes]) -> None:
        """Wait for its end, but not for ever."""
        try:
            running.wait(self.seconds + self.drain + 60)
        except subprocess.TimeoutExpired:
            running.kill()
            raise SystemExit(f"locust did not end:\n{self.log()}") from None
        if not (self.folder / "summary.json").exists():
            raise SystemExit(f"locust wrote nothing:\n{self.log()}")

    def log(self) -> str:
        """What locust said."""
        return (self.folder / "locust.log").read_text()[-3000:]

    def summary(self) -> dict[str, Any]:
        """When it began, how many journeys, how they ended."""
        found: dict[str, Any] = json.loads((self.folder / "summary.json").read_text())
        return found

    def lines(self) -> list[list[Any]]:
        """Every request: kind, due, seconds, lateness, status, tries before."""
        return [json.loads(line) for line in (self.folder / "requests.jsonl").open()]

    def measured(self) -> Times:
        """The requests that were due while it was measured."""
        began = self.summary()["began"]
        times = Times(self.seconds - self.warm)
        for kind, due, took, late, status, _tried in self.lines():
            if began + self.warm <= due < began + self.seconds:
                times.add(kind, took, late, status)
        return times


@dataclass
class Times:
    """Seconds that requests took, by kind; what went wrong."""

    seconds: float
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    late: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, took: float, late: float, status: int) -> None:
        """One request; what was refused is not among the times of what was served."""
        self.late.append(late)
        if status == REFUSED:
            self.refused[kind] += 1
            return
        self.taken[kind].append(took)
        if not 200 <= status < 400:
            self.errors[f"{kind} {status}"] += 1

    def all(self) -> list[float]:
        """Of every kind."""
        return [one for some in self.taken.values() for one in some]

    def per_second(self, *kinds: str) -> float:
        """So many a second, of some kinds or of all."""
        some = self.all() if not kinds else [t for k in kinds for t in self.taken[k]]
        return round(len(some) / self.seconds, 1)

    def ms(self, share: float, *kinds: str) -> float:
        """Milliseconds within which a share was answered."""
        some = self.all() if not kinds else [t for k in kinds for t in self.taken[k]]
        return percentile(some, share)

    def by_kind(self) -> dict[str, dict[str, float]]:
        """A line for each kind, most frequent first."""
        kinds = sorted(self.taken, key=lambda kind: -len(self.taken[kind]))
        return {
            kind: {"per_second": self.per_second(kind),
                   **{f"p{p}_ms": self.ms(p / 100, kind) for p in (50, 95, 99)}}
            for kind in kinds if self.taken[kind]
        }  # fmt: skip


def percentile(times: Iterable[float], share: float) -> float:
    """Milliseconds; 0 of nothing."""
    some = sorted(times)
    return round(1000 * some[min(len(some) - 1, int(share * len(some)))], 1) if some else 0.0
