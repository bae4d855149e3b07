"""The last day of the year: how much the product takes before it becomes slow, and what breaks.

`python -m bench.load --database postgresql --redis` (`make load`): steps the rate of new journeys
up until p95 ≥ 500 ms or an error, halves the gap, holds the best rate, then asks three times as
much and watches it recover. The same client asks the bare page (bench/bare.py) for the floor.
"""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, text

from bench.checker import check, show_findings
from bench.clients import Client, measure
from bench.driving import SAVES, Drive, Times
from bench.serving import served
from bench.stack import THREADS, WORKERS, Stack, stack
from bench.watching import Watch

AIM_MS = 500
STEP, CLOSE, MOST_STEPS = 1.6, 1.12, 10
WARM = 32.0  # about as long as a journey takes: then as many end as begin
OVERLOAD, OVERLOAD_SECONDS, RECOVERY_SECONDS = 3.0, 40.0, 60.0
THINKING = 25  # seconds a person really thinks before a tap (bench/sitting.py)


class Load:
    """The steps of one run on one stack."""

    def __init__(self, up: Stack, seconds: float, aim_ms: float = AIM_MS) -> None:
        self.up, self.seconds, self.aim_ms = up, seconds, aim_ms
        self.first, self.steps = 0, 0
        self.rows: list[dict[str, Any]] = []
        self.drives: list[Drive] = []

    def step(self, rate: float, seconds: float, name: str = "step") -> tuple[bool, dict[str, Any]]:
        """One rate for a while: whether it is kept, and its figures."""
        self.steps += 1
        drive = Drive(self.up, f"{self.steps:02} {name}", rate, WARM + seconds, WARM, self.first)
        self.first += int(rate * (WARM + seconds)) + 1
        if self.first > self.up.crowd["members"]:
            raise SystemExit("there are no members left who were not here yet")
        running = drive.start()
        time.sleep(WARM)
        watch = Watch(self.up, running.pid)
        time.sleep(seconds)
        costs = watch.figures()
        drive.wait(running)
        self.drives.append(drive)
        figures = {"name": name, "rate": rate, **figures_of(drive.measured()), **costs,
                   "ends": drive.summary()["ends"]}  # fmt: skip
        figures["kept"] = not figures["errors"] and not figures["refused"] and (
            figures["p95_ms"] < self.aim_ms)  # fmt: skip
        self.rows.append(figures)
        print(row(figures), flush=True)
        return bool(figures["kept"]), figures

    def highest(self, rate: float) -> float:
        """Up until it is too much, then between the last two."""
        good, bad = 0.0, 0.0
        while self.steps < MOST_STEPS and not (bad and good and bad / good < CLOSE):
            kept, _ = self.step(rate, self.seconds)
            good, bad = (rate, bad) if kept else (good, rate)
            if not bad:
                rate = round(rate * STEP, 2)
            else:
                rate = round((good + bad) / 2, 2) if good else round(rate / STEP, 2)
        return good

    def hold(self, rate: float) -> dict[str, Any]:
        """Twice as long; a little less when it is not kept after all."""
        for _ in range(3):
            kept, figures = self.step(rate, 2 * self.seconds, "held")
            if kept:
                break
            rate = round(0.88 * rate, 2)
        return figures

    def overload(self, rate: float) -> dict[str, Any]:
        """Three times as much, phones trying again; then half, until it is quick again."""
        self.steps += 1
        much = Drive(self.up, f"{self.steps:02} overload", OVERLOAD * rate, OVERLOAD_SECONDS, 8,
                     self.first, patience=4, drain=15)  # fmt: skip
        self.first += int(OVERLOAD * rate * OVERLOAD_SECONDS) + 1
        running = much.start()
        time.sleep(OVERLOAD_SECONDS)
        after = replace(much, name=f"{self.steps:02} after", rate=rate / 2, first=self.first,
                        seconds=RECOVERY_SECONDS, warm=0.0, patience=0, drain=0.0)  # fmt: skip
        self.first += int(rate / 2 * RECOVERY_SECONDS) + 1
        again = after.start()
        much.wait(running)
        after.wait(again)
        self.drives += [much, after]
        times = much.measured()
        asked = len(times.all()) + times.refused.total()
        saves = sum(times.refused[kind] for kind in SAVES)
        served_saves = sum(len(times.taken[kind]) for kind in SAVES)
        found = {
            "rate": much.rate, "asked_per_s": round(asked / times.seconds, 1),
            "served_per_s": times.per_second(),
            "refused_share": _share(times.refused.total(), asked),
            "saves_refused_share": _share(saves, saves + served_saves),
            "save_p50_ms": times.ms(0.5, *SAVES), "save_p95_ms": times.ms(0.95, *SAVES),
            "p95_ms": times.ms(0.95), "errors": dict(times.errors),
            "recovered_after_s": recovered(after, self.aim_ms), "ends": much.summary()["ends"],
        }  # fmt: skip
        print(f"  overload: {found}", flush=True)
        return found


def _share(some: int, of: int) -> float:
    return round(some / of, 3) if of else 0.0


def recovered(drive: Drive, aim_ms: float) -> float:
    """Seconds after the rush until five seconds in a row were quick and without error; -1: not."""
    began = drive.summary()["began"]
    slots: dict[int, Times] = {}
    for kind, due, took, late, status, _ in drive.lines():
        slots.setdefault(int((due - began) // 5), Times(5)).add(kind, took, late, status)
    for number in sorted(slots):
        rest = [slots[later] for later in sorted(slots) if later >= number]
        if all(s.ms(0.95) < aim_ms and not s.errors and not s.refused for s in rest):
            return 5.0 * number
    return -1.0


def figures_of(times: Times) -> dict[str, Any]:
    """What is kept of a step."""
    return {
        "requests_per_s": times.per_second(), "answers_per_s": times.per_second("answer"),
        "p50_ms": times.ms(0.5), "p95_ms": times.ms(0.95), "p99_ms": times.ms(0.99),
        "answer_p95_ms": times.ms(0.95, "answer"), "answer_p99_ms": times.ms(0.99, "answer"),
        "errors": dict(times.errors), "refused": times.refused.total(),
        "client_late_p95_ms": round(1000 * sorted(times.late)[int(0.95 * len(times.late))], 1)
        if times.late else 0.0,
        "kinds": times.by_kind(),
    }  # fmt: skip


def floor(up: Stack) -> dict[str, Any]:
    """The bare page with one query, asked as fast as it answers, on the same database."""
    engine = create_engine(up.address)
    with engine.connect() as connection:
        module = UUID(str(connection.scalar(text("SELECT id FROM module LIMIT 1"))))
    engine.dispose()

    def make(_: int) -> Any:
        client = Client(port)
        return lambda: client.ask("GET", f"/module/{module}")[0]

    with served("bench.bare:app", up.environment, f"/module/{module}") as port:
        speed = measure(make, 6)
    return {"per_second": speed.per_second, "p95_ms": speed.p95_ms}


def row(figures: dict[str, Any]) -> str:
    """A step as a line."""
    cores = ", ".join(f"{k} {v:.2f}" for k, v in figures["cores"].items())
    wrong = f" errors {figures['errors']}" if figures["errors"] else ""
    wrong += f" refused {figures['refused']}" if figures["refused"] else ""
    return (
        f"  {figures['name']:5} {figures['rate']:6.2f}/s"
        f"  {figures['requests_per_s']:6.1f} requests/s"
        f"  {figures['answers_per_s']:5.1f} answers/s  p50 {figures['p50_ms']:6.1f}"
        f"  p95 {figures['p95_ms']:7.1f}  p99 {figures['p99_ms']:7.1f} ms"
        f"  {'kept' if figures['kept'] else 'TOO MUCH'}{wrong}\n         cores: {cores}"
    )


def run(
    kind: str,
    *,
    redis: bool,
    seconds: float = 30.0,
    rate: float = 1.0,
    scale: str = "province",
    aim_ms: float = AIM_MS,
) -> dict[str, Any]:
    """The whole run; its figures."""
    with stack(kind, redis=redis, scale=scale) as up:
        print(f"\n{title(kind, redis, scale)}: {up.crowd}", flush=True)
        idle(up)
        load = Load(up, seconds, aim_ms)
        found: dict[str, Any] = {"database": kind, "redis": redis, "scale": scale,
                                 "people": up.crowd, "floor": floor(up)}  # fmt: skip
        best = load.highest(rate)
        if not best:
            raise SystemExit("not even the lowest rate was kept")
        found["held"] = load.hold(best)
        found["overload"] = load.overload(found["held"]["rate"])
        findings = check(up, [drive.folder for drive in load.drives])
        found["checked"] = findings.counts
        found["wrong"] = findings.wrong
        show_findings(findings)
        found["steps"] = [
            {k: one[k] for k in ("name", "rate", "requests_per_s", "p95_ms", "kept")}
            for one in load.rows
        ]
    print(table(found), flush=True)
    return found


def idle(up: Stack, patience: float = 300) -> None:
    """Wait until the worker is done with what the new place found due: it would be the load."""
    engine, until = create_engine(up.address), time.monotonic() + patience
    calm = 0
    while calm < 3 and time.monotonic() < until:
        time.sleep(2)
        with engine.connect() as connection:
            left = connection.scalar(text("SELECT count(*) FROM job WHERE ended_at IS NULL"))
        calm = 0 if left else calm + 1
    engine.dispose()


def title(kind: str, redis: bool, scale: str) -> str:
    """What was run, in words."""
    names = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
    more = " + Redis" if redis else ""
    return f"{names[kind]}{more}, {scale}, {WORKERS} processes × {THREADS} threads"


def table(found: dict[str, Any]) -> str:
    """The Markdown rows for docs/benchmarks.md."""
    held, over = found["held"], found["overload"]
    name = title(found["database"], found["redis"], found["scale"])
    people = round(held["requests_per_s"] * THINKING)
    cores = ", ".join(f"{k} {v:.2f}" for k, v in held["cores"].items())
    lines = [
        "", "| stack | journeys/s | requests/s | answers/s | p50 | p95 | p99 | of floor |",
        "|---|---|---|---|---|---|---|---|",
        f"| {name} | {held['rate']:.2f} | {held['requests_per_s']:.0f} | "
        f"{held['answers_per_s']:.0f} | {held['p50_ms']:.0f} ms | {held['p95_ms']:.0f} ms | "
        f"{held['p99_ms']:.0f} ms | "
        f"{held['requests_per_s'] / found['floor']['per_second']:.2f} of "
        f"{found['floor']['per_second']:.0f}/s |",
        "", f"As many as {people:,} people at once who think {THINKING} s before each tap.",
        f"Cores kept busy: {cores}.",
    ]  # fmt: skip
    for key in ("commits_per_s", "flushes_per_s", "active_backends", "waiting_backends",
                "kb_written_per_s", "client_late_p95_ms"):  # fmt: skip
        if key in held:
            lines.append(f"{key}: {held[key]}")
    lines += ["", "| request | per s | p50 | p95 | p99 |", "|---|---|---|---|---|"]
    lines += [
        f"| {kind} | {one['per_second']} | {one['p50_ms']:.0f} | {one['p95_ms']:.0f} | "
        f"{one['p99_ms']:.0f} |" for kind, one in held["kinds"].items()
    ]  # fmt: skip
    lines += [
        "", "| three times as much | asked/s | served/s | refused | saves refused | save p95 | "
        "errors | quick again after |", "|---|---|---|---|---|---|---|---|",
        f"| {over['rate']:.2f} journeys/s | {over['asked_per_s']} | {over['served_per_s']} | "
        f"{over['refused_share']:.0%} | {over['saves_refused_share']:.0%} | "
        f"{over['save_p95_ms']:.0f} ms | {sum(over['errors'].values())} | "
        f"{over['recovered_after_s']:.0f} s |",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Measure one stack and print."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # stopped: servers are stopped too
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long a step is measured")
    parser.add_argument("--rate", type=float, default=1.0, help="journeys a second to begin with")
    parser.add_argument("--scale", choices=["commune", "province", "nation"], default="province")
    parser.add_argument("--aim", type=float, default=AIM_MS, help="p95 that is still good, in ms")
    asked = parser.parse_args()
    found = run(asked.database, redis=asked.redis, seconds=asked.seconds, rate=asked.rate,
                scale=asked.scale, aim_ms=asked.aim)  # fmt: skip
    raise SystemExit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
