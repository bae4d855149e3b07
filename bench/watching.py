"""What a run costs each program, and what the database waits for."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import psutil
import psycopg

from bench.stack import Stack

EVERY = 0.5  # seconds


class Watch:
    """Seconds of processor by kind of program while it is open; waits of PostgreSQL."""

    def __init__(self, up: Stack, client: int) -> None:
        self.up, self.client = up, client
        self.used: dict[tuple[str, int], tuple[float, float]] = {}  # (name, pid) → first, last
        self.waits: Counter[str] = Counter()
        self.rounds, self.busy = 0, 0
        self.over = threading.Event()
        self.began, self.machine = time.time(), _machine()
        self.before = self._database()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while not self.over.wait(EVERY):
            self._look()

    def _look(self) -> None:
        groups = self.up.groups() | {"locust": [self.client]}
        for name, pids in groups.items():
            for pid in pids:
                if (spent := _spent(pid)) is not None:
                    first, _ = self.used.get((name, pid), (spent, spent))
                    self.used[name, pid] = (first, spent)
        self.rounds += 1
        for state, wait in self._activity():
            self.busy += state == "active"
            if wait and state == "active":
                self.waits[wait] += 1

    def figures(self) -> dict[str, Any]:
        """Cores each program kept busy, and what the database did a second."""
        self.over.set()
        self.thread.join(5)
        spent = time.time() - self.began
        cores: Counter[str] = Counter()
        for (name, _), (first, last) in self.used.items():
            cores[name] += (last - first) / spent
        found: dict[str, Any] = {"cores": {k: round(v, 2) for k, v in cores.most_common()}}
        now = _machine()
        found["cores"]["machine"] = round((now - self.machine) / spent, 2)
        for name, value in self._database().items():
            found[name] = round((value - self.before.get(name, 0)) / spent, 1)
        if self.up.kind == "postgresql" and self.rounds:
            found["active_backends"] = round(self.busy / self.rounds, 2)
            waits = {k: round(v / self.rounds, 2) for k, v in self.waits.most_common(5)}
            found["waiting_backends"] = waits
        return found

    def _database(self) -> dict[str, float]:
        if self.up.kind != "postgresql":
            written = sum(_written(pid) for pids in self.up.groups().values() for pid in pids)
            return {"kb_written_per_s": written / 1024}
        rows = (
            self._ask("SELECT sum(xact_commit) FROM pg_stat_database"),
            self._ask("SELECT wal_sync, wal_bytes / 1024 FROM pg_stat_wal"),
        )
        if not (rows[0] and rows[1]):
            return {}
        return {"commits_per_s": float(rows[0][0][0]), "flushes_per_s": float(rows[1][0][0]),
                "wal_kb_per_s": float(rows[1][0][1])}  # fmt: skip

    def _activity(self) -> list[tuple[Any, ...]]:
        if self.up.kind != "postgresql":
            return []
        return self._ask(
            "SELECT state, wait_event_type || ':' || wait_event FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        address = self.up.address.replace("+psycopg", "")
        try:
            with psycopg.connect(address, connect_timeout=2) as connection:
                return connection.execute(query).fetchall()  # type: ignore[call-overload]
        except psycopg.Error:  # it is being restarted
            return []


def _spent(pid: int) -> float | None:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return None
    return float(times.user + times.system)


def _written(pid: int) -> int:
    try:
        return int(psutil.Process(pid).io_counters().write_bytes)
    except psutil.Error:
        return 0


def _machine() -> float:
    """Seconds of processor everything on this machine has used."""
    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice + times.softirq)
