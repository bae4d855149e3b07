"""Takes the pictures of the README: serves the demo of the province and walks through it.

Run: `make screenshots`. Writes docs/screenshots/*.png.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from lms.demo.accounts import DEMO_ACCOUNTS

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "screenshots"
PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ACCOUNTS = {account.role: account for account in DEMO_ACCOUNTS}


@contextmanager
def served(scale: str) -> Iterator[str]:
    """The product with a fresh demo on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        more = {"LMS_DATA_DIR": folder, "LMS_DEMO": "1", "LMS_LOG_LEVEL": "ERROR", "PORT": port}
        environment = {**os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": ".", **more}
        flask = [sys.executable, "-m", "flask"]
        subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True)
        load = [*flask, "demo", "load", "--scale", scale]
        subprocess.run(load, cwd=ROOT, env=environment, check=True)
        running = subprocess.Popen([*flask, "serve"], cwd=ROOT, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/readyz")
            yield address
        finally:
            running.terminate()
            running.wait(20)


def wait_for(address: str) -> None:
    """Wait until the server answers, at most 30 seconds."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(address):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{address} did not answer")


def sign_in(browser: Browser, server: str, role: str, size: dict[str, int]) -> Page:
    """A page of somebody signed in."""
    page = browser.new_context(viewport=size, locale="vi-VN").new_page()  # type: ignore[arg-type]
    page.goto(f"{server}/sign-in")
    page.fill("#name", ACCOUNTS[role].username)
    page.fill("#secret", ACCOUNTS[role].secret)
    page.click("form.card button[type=submit]")
    return page


def take(page: Page, name: str) -> None:
    """Keep what the window shows."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png")
    print(f"docs/screenshots/{name}.png")


def member(browser: Browser, server: str) -> None:
    """Home, a question, a certificate."""
    page = sign_in(browser, server, "member", PHONE)
    take(page, "member-home")
    page.get_by_role("button", name="Học tiếp").click()
    take(page, "member-lesson")
    while page.get_by_role("button", name="sang bài sau").count():
        page.get_by_role("button", name="sang bài sau").click()
    page.get_by_role("button", name="đến bài kiểm tra").click()
    page.get_by_role("button", name="Làm bài kiểm tra").click()
    page.locator("label.choice").first.click()
    take(page, "member-quiz")


def certificate(browser: Browser, server: str) -> None:
    """The leader's certificate, as the PDF prints."""
    page = sign_in(browser, server, "leader", PHONE)
    page.goto(f"{server}/certificates/")
    page.locator("main a.card").first.click()
    with page.expect_download() as download, tempfile.TemporaryDirectory() as folder:
        page.locator("a[href$='.pdf']").click()
        kept = Path(folder) / "c.pdf"
        download.value.save_as(kept)
        target = OUT / "certificate"
        subprocess.run(["pdftoppm", "-png", "-r", "70", "-singlefile", kept, target], check=True)
    print("docs/screenshots/certificate.png")


def staff(browser: Browser, server: str) -> None:
    """One page a role."""
    for role, path, name, size in (
        ("leader", "/requirements/coverage", "leader-team", PHONE),
        ("commune", "/requirements/coverage", "commune-coverage", PHONE),
        ("trainer", "/courses/manuscripts", "trainer-drafts", PHONE),
        ("department", "/requirements/coverage", "department-coverage", DESK),
        ("administrator", "/admin/access", "administrator-access", DESK),
    ):
        page = sign_in(browser, server, role, size)
        page.goto(f"{server}{path}")
        take(page, name)


def main() -> None:
    """Serve, walk, take."""
    OUT.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("LMS_CHROMIUM") or shutil.which("chromium")
    with served("province") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        member(browser, server)
        certificate(browser, server)
        staff(browser, server)


if __name__ == "__main__":
    main()
