"""Two web processes and two workers killed at random under load: what was acknowledged stays.

`python -m bench.kills --database postgresql --redis` (`make kill-run`): the scenario of the load
run with phones that try again (the same request id), behind nginx, while masters, single web
processes and workers get SIGKILL, Redis is killed once (it keeps nothing), and PostgreSQL is
stopped as by a power cut a few times. Meanwhile jobs run: a batch of certificates with documents,
a roster file, a corrected key. Then the checker (bench/checker.py) looks at everything.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from random import Random
from typing import Any

import psutil

from bench.checker import Findings, check, show_findings
from bench.driving import Drive
from bench.kill_jobs import Jobs
from bench.load import title
from bench.stack import Stack, restart_database, stack, wait_for

KILLS, SECONDS, RATE = 60, 180.0, 0.8
DATABASE_STOPS = 4
CALM = 20.0  # seconds without kills at the end, so that phones can send what is left
PATIENCE = 12


class Killer:
    """Kills something every few seconds, and notes what and how long the pages were gone."""

    def __init__(self, up: Stack, kills: int, seconds: float) -> None:
        self.up, self.chance = up, Random(5)
        self.killed: Counter[str] = Counter()
        self.away: list[float] = []
        moments = sorted(self.chance.uniform(8, seconds - CALM) for _ in range(kills))
        self.plan = [(when, self._what()) for when in moments]
        if up.kind == "postgresql":
            for number in range(DATABASE_STOPS):
                share = (number + 0.6) / DATABASE_STOPS
                self.plan.append((8 + share * (seconds - CALM - 8), "database"))
        if "redis" in up.parts:
            self.plan.append((0.45 * seconds, "redis"))
        self.plan.sort()

    def _what(self) -> str:
        kinds = ["web process"] * 3 + ["web master"] * 2
        if any(name.startswith("worker") for name in self.up.parts):
            kinds += ["worker"] * 3
        return self.chance.choice(kinds)

    def run(self) -> None:
        """Carry the plan out."""
        began = time.time()
        for when, what in self.plan:
            time.sleep(max(0.0, began + when - time.time()))
            self._kill(what)
            self.killed[what] += 1
            self.away.append(wait_for(f"{self.up.host}/readyz", 60))

    def _kill(self, what: str) -> None:
        if what == "database":
            restart_database(self.up)
            return
        if what == "redis":
            self.up.parts["redis"].end(signal.SIGKILL)
            return
        name = "worker" if what == "worker" else "web"
        part = self.up.parts[f"{name}{self.chance.randrange(2)}"]
        pids = part.pids()
        if what == "web process" and len(pids) > 1:
            _kill(self.chance.choice(pids[1:]))
        elif pids:
            _kill(pids[0])  # the supervisor ends what is left of it, as systemd does


def _kill(pid: int) -> None:
    if psutil.pid_exists(pid):
        os.kill(pid, signal.SIGKILL)


def run(
    kind: str, *, redis: bool, kills: int = KILLS, seconds: float = SECONDS, rate: float = RATE,
    scale: str = "province",
) -> dict[str, Any]:  # fmt: skip
    """The whole run; its figures."""
    with stack(kind, redis=redis, webs=2, workers=2, scale=scale) as up:
        print(f"\nkills, {title(kind, redis, scale)}: {up.crowd}", flush=True)
        jobs = Jobs(up)
        drive = Drive(up, "kills", rate, seconds, 0.0, 0, patience=PATIENCE, drain=90.0, pace=0.5)
        running = drive.start()
        jobs.begin()
        killer = Killer(up, kills, seconds)
        killer.run()
        drive.wait(running)
        waited = jobs.wait()
        findings = check(up, [drive.folder])
        findings.wrong += jobs.check(findings.counts)
        figures = figures_of(drive, killer, findings, waited)
        show_findings(findings)
        print(table(title(kind, redis, scale), figures), flush=True)
    return figures


def figures_of(drive: Drive, killer: Killer, findings: Findings, waited: float) -> dict[str, Any]:
    """What is kept of a run."""
    lines = drive.lines()
    failed = sum(1 for line in lines if not 200 <= line[4] < 400)
    away = sorted(killer.away)
    return {
        "killed": dict(killer.killed), "kills": killer.killed.total(),
        "requests": len(lines), "tries_that_failed": failed,
        "tried_again": sum(1 for line in lines if line[5]),
        "away_p50_seconds": round(away[len(away) // 2], 2), "away_most_seconds": round(away[-1], 2),
        "jobs_done_after_seconds": round(waited, 1), "checked": dict(findings.counts),
        "wrong": findings.wrong, "ends": drive.summary()["ends"],
    }  # fmt: skip


def table(name: str, found: dict[str, Any]) -> str:
    """The Markdown rows for docs/benchmarks.md."""
    checked = found["checked"]
    killed = ", ".join(f"{count} × {what}" for what, count in sorted(found["killed"].items()))
    return "\n".join([
        "", "| stack | kills | answers acknowledged | handed in | certificates | files whole | "
        "tries that failed | page away: p50, most | lost or twice |",
        "|---|---|---|---|---|---|---|---|---|",
        f"| {name} | {killed} | {checked.get('answers acknowledged', 0):,} | "
        f"{checked.get('tests handed in', 0):,} | {checked.get('certificates', 0):,} | "
        f"{checked.get('files whole', 0):,} | {found['tries_that_failed']} of "
        f"{found['requests']:,} | {found['away_p50_seconds']} s, {found['away_most_seconds']} s | "
        f"{len(found['wrong'])} |",
        "", f"Journeys: {found['ends']}",
    ])  # fmt: skip


def main() -> None:
    """Run it once."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # stopped: servers are stopped too
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rate", type=float, default=RATE, help="journeys a second")
    parser.add_argument("--scale", choices=["commune", "province", "nation"], default="province")
    asked = parser.parse_args()
    found = run(asked.database, redis=asked.redis, kills=asked.kills, seconds=asked.seconds,
                rate=asked.rate, scale=asked.scale)  # fmt: skip
    raise SystemExit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
