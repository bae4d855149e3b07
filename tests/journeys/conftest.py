"""A real server with real demo data, and a real browser on it."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.ready_made import ROOT, environment

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DATABASE = "hocso.db"
NO_CHROMIUM = "no Chromium: apt-get install chromium"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the server, for commands on its data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **environment(tmp_path_factory.mktemp("served")),
        "PORT": str(port),
        "LMS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LMS_DEMO": "1",
    }


@pytest.fixture(scope="session")
def running(served: dict[str, str], prepared: Path) -> Iterator[str]:
    """The product as a newcomer serves it; its address."""
    shutil.copytree(prepared, served["LMS_DATA_DIR"], dirs_exist_ok=True)
    command = [sys.executable, "-m", "flask", "serve"]
    product = subprocess.Popen(command, env=served, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"{served['LMS_PUBLIC_URL']}/readyz")
        yield served["LMS_PUBLIC_URL"]
    finally:
        product.terminate()
        product.wait(20)


@pytest.fixture
def server(running: str, served: dict[str, str], prepared: Path) -> str:
    """The address of the product, with the demo as if nobody had been there.

    No journey sees what another one did: they run in any order, and on any worker.
    """
    kept, live = (Path(folder) / DATABASE for folder in (prepared, served["LMS_DATA_DIR"]))
    with closing(sqlite3.connect(kept)) as old, closing(sqlite3.connect(live)) as new:
        old.backup(new)
    return running


def wait_for(address: str) -> None:
    for _ in range(400):
        try:
            with urllib.request.urlopen(address) as reply:  # noqa: S310 - our own server
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} did not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium.

    Its event loop would stay in this process, and tests of other files have their own to run.
    """
    program = chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield found
        found.close()


def chromium() -> str | None:
    """Where Chromium is: the one without windows if it is installed.

    It is the same engine of the same version; windows that nobody sees take a fifth of a journey.
    """
    found = [shutil.which(name) for name in ("chromium-headless-shell", "chromium")]
    return os.environ.get("LMS_CHROMIUM") or next(filter(None, found), None)
