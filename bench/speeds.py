"""Pages and answers a second beside the bare page, weight of a lesson, time to load the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, text

from bench.clients import Client, Speed, measure
from bench.rosters import roster_file
from bench.serving import ROOT, served
from lms.app import create_app
from lms.core.db import db
from lms.demo.accounts import DEMO_ACCOUNTS
from lms.settings import Settings

SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
SCALE = os.environ.get("BENCH_SCALE", "province")
ACCOUNTS = {account.role: account for account in DEMO_ACCOUNTS}
ROSTER = {
    "roster": "/people/roster",
    "roster search": "/people/roster?q=hoang",
    "roster page 150": "/people/roster?page=150",
}


def load(environment: dict[str, str]) -> float:
    """Migrate and load the demo; seconds it took."""
    flask = [sys.executable, "-m", "flask"]
    started = time.perf_counter()
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True)
    command = [*flask, "demo", "load", "--scale", SCALE]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return round(time.perf_counter() - started, 1)


def bare(port: int, module_id: str) -> Callable[[int], Callable[[], int]]:
    """Ask for the bare page."""

    def make(_: int) -> Callable[[], int]:
        client = Client(port)
        return lambda: client.ask("GET", f"/module/{module_id}")[0]

    return make


def page(port: int, role: str, path: str) -> Callable[[int], Callable[[], int]]:
    """Ask for a page as somebody of a role."""

    def make(_: int) -> Callable[[], int]:
        client = Client(port)
        client.sign_in(ACCOUNTS[role].username, ACCOUNTS[role].secret)
        return lambda: client.ask("GET", path)[0]

    return make


def answer(port: int, item: str) -> Callable[[int], Callable[[], int]]:
    """Post an answer to a question, each time with a request id of its own."""

    def make(number: int) -> Callable[[], int]:
        client = Client(port)
        client.sign_in(ACCOUNTS["member"].username, ACCOUNTS["member"].secret)
        client.ask("GET", item)
        turn = iter(range(10**9))

        def step() -> int:
            fields = {"option": "1", "request_id": f"b{number}-{next(turn)}"}
            return client.ask("POST", f"{item}/response", fields)[0]

        return step

    return make


def places(port: int) -> tuple[str, str]:
    """The addresses of the member's lesson and of an open question."""
    client = Client(port)
    client.sign_in(ACCOUNTS["member"].username, ACCOUNTS["member"].secret)
    _, home = client.ask("GET", "/")
    start = home.split('action="/courses/modules/')[1].split('"')[0]
    _, lesson = client.ask("POST", f"/courses/modules/{start}", {})
    here = lesson
    while here.startswith("/courses/lessons/"):
        client.ask("GET", here)
        _, here = client.ask("POST", f"{here}/reading", {})
    _, resume = client.ask("POST", f"{here}/attempt", {})
    _, item = client.ask("GET", resume)
    return lesson, item


def weight(port: int, lesson: str) -> dict[str, float]:
    """Bytes on the wire and requests of the first view of a lesson, with an empty cache."""
    client = Client(port)
    client.sign_in(ACCOUNTS["member"].username, ACCOUNTS["member"].secret)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        context = browser.new_context(viewport={"width": 360, "height": 800})
        address = f"http://127.0.0.1:{port}"
        context.add_cookies(
            [{"name": k, "value": v, "url": address} for k, v in client.cookies.items()]
        )
        tab = context.new_page()
        wire = context.new_cdp_session(tab)
        wire.send("Network.enable")
        received: list[float] = []
        wire.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
        tab.goto(f"{address}{lesson}", wait_until="networkidle")
        browser.close()
    return {"requests": len(received), "kilobytes": round(sum(received) / 1024, 1)}


def run(name: str, address: str, folder: str) -> dict[str, object]:
    """All figures of one database."""
    environment = {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": address, "LMS_DATA_DIR": folder, "LMS_LOG_LEVEL": "ERROR",
        "LMS_SIGN_IN_PER_MINUTE": "100000", "BENCH_DATABASE": address,
    }  # fmt: skip
    figures: dict[str, object] = {"demo_seconds": load(environment)}
    engine = create_engine(address)
    with engine.connect() as connection:
        module = str(UUID(str(connection.scalar(text("SELECT id FROM module LIMIT 1")))))
    engine.dispose()
    speeds: dict[str, Speed] = {}
    with served("bench.bare:app", environment, f"/module/{module}") as port:
        speeds["bare page"] = measure(bare(port, module), SECONDS)
    with served("lms.app:create_app()", environment, "/readyz") as port:
        lesson, item = places(port)
        figures["first_lesson_view"] = weight(port, lesson)
        speeds["lesson"] = measure(page(port, "member", lesson), SECONDS)
        speeds["quiz answer"] = measure(answer(port, item), SECONDS)
        path = f"/requirements/{datetime.now(UTC).year}/coverage"
        speeds["coverage"] = measure(page(port, "department", path), SECONDS)
        for key, address_of in ROSTER.items():
            speeds[key] = measure(page(port, "department", address_of), SECONDS)
            alone = measure(page(port, "department", address_of), SECONDS / 2, clients=1)
            speeds[f"{key}, alone"] = alone
    figures["import"] = take_over(environment, folder)
    figures["speeds"] = {key: asdict(speed) for key, speed in speeds.items()}
    show(name, figures, speeds)
    return figures


def take_over(environment: dict[str, str], folder: str) -> dict[str, float]:
    """Seconds to judge and to take over a file of 10,000 people, half of them known."""
    app = create_app(Settings(database_url=environment["LMS_DATABASE_URL"], log_level="ERROR"))
    file = Path(folder) / "roster.xlsx"
    with app.app_context():
        file.write_bytes(roster_file(10_000))
        db.session.remove()
        db.engine.dispose()
    words = [sys.executable, "-m", "flask", "roster", "import", str(file), "--by",
             ACCOUNTS["department"].username]  # fmt: skip
    figures = {}
    for key, more in (("preview_seconds", ["--dry-run"]), ("apply_seconds", [])):
        started = time.perf_counter()
        subprocess.run([*words, *more], cwd=ROOT, env=environment, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        figures[key] = round(time.perf_counter() - started, 1)
    return figures


def show(name: str, figures: dict[str, object], speeds: dict[str, Speed]) -> None:
    """Print the table of one database."""
    floor = speeds["bare page"].per_second
    print(f"\n{name} (2 workers × 4 threads, 8 clients, {SECONDS:g} s each)")
    print(f"  {'page':22} {'per s':>8} {'of bare':>8} {'p50 ms':>8} {'p95 ms':>8} {'errors':>7}")
    for key, s in speeds.items():
        share = f"{s.per_second / floor:.2f}"
        row = f"{s.per_second:8.1f} {share:>8} {s.p50_ms:8.1f} {s.p95_ms:8.1f} {s.errors:7}"
        print(f"  {key:22} {row}")
    for key in ("demo_seconds", "first_lesson_view", "import"):
        print(f"  {key}: {figures[key]}")
