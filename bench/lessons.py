"""The first and the second lesson on a slow phone: bytes, requests, seconds to readable text.

Headless Chromium with 400 ms RTT, 400 kbit/s and a processor four times slower, three cold starts;
the median counts. And Lighthouse (npm) of the lesson page, where npm can be reached.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.clients import Client
from bench.serving import ROOT, served
from lms.demo.accounts import DEMO_ACCOUNTS

ROUNDS = 3
CHROMIUM = "/usr/bin/chromium"
RTT_MS, BYTES_A_SECOND, SLOWER = 400, 400_000 / 8, 4
LIGHTHOUSE = "lighthouse@13.5.0"
NODE = (22, 19)  # what it asks for; npm brings one when ours is older
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# When the text of the lesson stands in the page, and when it is painted, since the navigation
# began; a painted first picture of the page without its text does not count as readable.
WATCH = """
addEventListener("DOMContentLoaded", () => window.textThere ??= performance.now());
new MutationObserver(() => {
  if (document.querySelector("#lesson p")) window.textThere ??= performance.now();
}).observe(document, {childList: true, subtree: true});
new PerformanceObserver(list => { window.largest = list.getEntries().at(-1).startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
"""
TIMES = """() => ({
  text: window.textThere,
  first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  largest: window.largest ?? 0,
})"""
Figures = dict[str, float]


class Wire:
    """What a page loads over the network, from a cleared count on."""

    def __init__(self, session: CDPSession) -> None:
        self.received: list[float] = []
        session.on("Network.loadingFinished", lambda e: self._add(e["encodedDataLength"]))
        session.on("Network.requestWillBeSent", self._follow)

    def _add(self, length: float) -> None:
        if length:  # what the cache had costs nothing
            self.received.append(length)

    def _follow(self, event: dict[str, Any]) -> None:
        """An answer that only says where to go on cost a request too."""
        if "redirectResponse" in event:
            self._add(event["redirectResponse"]["encodedDataLength"])

    def taken(self) -> Figures:
        """Requests and kilobytes since the last time."""
        figures = {"requests": len(self.received), "kb": round(sum(self.received) / 1024, 1)}
        self.received.clear()
        return figures


def slow_views(port: int, cookies: dict[str, str], first: str) -> dict[str, Figures]:
    """The figures of the three views, the medians of some rounds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rounds = [_round(browser, port, cookies, first) for _ in range(ROUNDS)]
        browser.close()
    return {view: _medians([one[view] for one in rounds]) for view in rounds[0]}


def _round(browser: Browser, port: int, cookies: dict[str, str], path: str) -> dict[str, Figures]:
    address = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN")
    context.add_cookies([{"name": k, "value": v, "url": address} for k, v in cookies.items()])
    context.add_init_script(WATCH)
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    wire = Wire(session)
    _slow_down(session)
    tab.goto(f"{address}{path}", wait_until="networkidle")
    first = {**wire.taken(), **_readable(tab)}
    tab.locator("form:has(#read-token) button").click()
    tab.wait_for_url(lambda url: not url.endswith(path), wait_until="load")
    second = {**wire.taken(), **_readable(tab)}
    tab.locator(".bar-bottom a").click()
    tab.wait_for_url(f"**{path}", wait_until="networkidle")
    back = {**wire.taken(), **_readable(tab)}
    context.close()
    return {
        "first lesson, cold": first,
        "next lesson, by its button": second,
        "a lesson by its link": back,
    }


def _slow_down(session: CDPSession) -> None:
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": RTT_MS,
        "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND,
    })  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _readable(tab: Page) -> Figures:
    found = tab.evaluate(TIMES)
    seconds = {f"{key}_s": round(value / 1000, 2) for key, value in found.items()}
    return {**seconds, "readable_s": max(seconds["text_s"], seconds["first_s"])}


def _medians(rows: list[Figures]) -> Figures:
    return {key: round(median(row[key] for row in rows), 2) for key in rows[0]}


def lighthouse(port: int, cookies: dict[str, str], path: str) -> dict[str, object]:
    """Points of the lesson page, signed in; or why there are none."""
    if not shutil.which("npm"):
        return {"left out": "there is no npm on this machine"}
    with tempfile.TemporaryDirectory() as name:
        wanted = [LIGHTHOUSE] if _node() >= NODE else [LIGHTHOUSE, "node@22"]
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", name]
        done = subprocess.run([*install, *wanted], capture_output=True, text=True, check=False)
        if done.returncode:
            return {"left out": f"npm could not bring {LIGHTHOUSE}: is there a network?"}
        return _points(Path(name), f"http://127.0.0.1:{port}{path}", cookies)


def _node() -> tuple[int, ...]:
    if not shutil.which("node"):
        return (0,)
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said))


def _points(folder: Path, address: str, cookies: dict[str, str]) -> dict[str, object]:
    tools, out = folder / "node_modules" / ".bin", folder / "report.json"
    cookie = "; ".join(f"{k}={v}" for k, v in cookies.items())
    subprocess.run(
        [str(tools / "lighthouse"), address, "--quiet", "--output=json", f"--output-path={out}",
         "--only-categories=performance,accessibility", f"--chrome-flags={_headless(folder)}",
         f"--extra-headers={json.dumps({'Cookie': cookie})}"],
        env={**os.environ, "CHROME_PATH": CHROMIUM, "PATH": f"{tools}:{os.environ['PATH']}"},
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    report = json.loads(out.read_text())
    points = {key: round(100 * one["score"]) for key, one in report["categories"].items()}
    faults = [
        audit["id"] for audit in report["audits"].values()
        if audit["scoreDisplayMode"] == "binary" and audit["score"] == 0
    ]  # fmt: skip
    return {**points, "shown": report["finalDisplayedUrl"] == address, "faults": faults}


def _headless(folder: Path) -> str:
    return f"--headless=new --no-sandbox --disable-gpu --user-data-dir={folder / 'chromium'}"


def run(folder: Path) -> dict[str, object]:
    """Load a demo, serve it, open two lessons of a module as a member."""
    environment = {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": f"sqlite:///{folder / 'lessons.db'}", "LMS_DATA_DIR": str(folder),
        "LMS_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    for words in (["db", "upgrade"], ["demo", "load", "--scale", "commune"]):
        command = [sys.executable, "-m", "flask", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with served("lms.app:create_app()", environment, "/readyz") as port:
        client = Client(port)
        account = next(one for one in DEMO_ACCOUNTS if one.role == "member")
        client.sign_in(account.username, account.secret)
        _, home = client.ask("GET", "/")
        module = home.split('action="/courses/modules/')[1].split('"')[0]
        _, lesson = client.ask("POST", f"/courses/modules/{module}", {})
        figures: dict[str, object] = {**slow_views(port, client.cookies, lesson)}
        figures["lighthouse"] = lighthouse(port, client.cookies, lesson)
    show(figures)
    return figures


def show(figures: dict[str, object]) -> None:
    """Print the table."""
    print(f"\nLessons on a slow phone ({RTT_MS} ms RTT, 400 kbit/s, {SLOWER}× slower processor)")
    for name, found in figures.items():
        print(f"  {name:28} {found}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        run(Path(name))


if __name__ == "__main__":
    main()
