"""A real server with real demo data, and a real browser on it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = "no Chromium: apt-get install chromium"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the server, for commands on its data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **os.environ,
        "FLASK_APP": "lms.cli:create_app",
        "PYTHONPATH": str(ROOT),
        "PORT": str(port),
        "LMS_DATA_DIR": str(tmp_path_factory.mktemp("served")),
        "LMS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LMS_DEMO": "1",
        "LMS_LOG_LEVEL": "ERROR",
    }


@pytest.fixture(scope="session")
def server(served: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product as a newcomer serves it, with the demo of one commune; its address."""
    address = served["LMS_PUBLIC_URL"]

    prepare(Path(served["LMS_DATA_DIR"]), served, tmp_path_factory.getbasetemp())
    command = [sys.executable, "-m", "flask", "serve"]
    running = subprocess.Popen(command, env=served, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"{address}/readyz")
        yield address
    finally:
        running.terminate()
        running.wait(20)


def prepare(folder: Path, environment: dict[str, str], base: Path) -> None:
    """Fill a data folder with the demo; of several workers the first one makes it for all."""
    ready = base.parent / "served" if "PYTEST_XDIST_WORKER" in os.environ else base / "ready"
    with base.parent.joinpath("served.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            making = ready.with_name("served-making")
            subprocess.run(
                [sys.executable, "-m", "tests.journeys.prepared"],
                env={**environment, "LMS_DATA_DIR": str(making)},
                cwd=ROOT, check=True, capture_output=True,
            )  # fmt: skip
            making.rename(ready)
    shutil.copytree(ready, folder, dirs_exist_ok=True)


def wait_for(address: str) -> None:
    for _ in range(400):
        try:
            with urllib.request.urlopen(address) as reply:  # noqa: S310 - our own server
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} did not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = os.environ.get("LMS_CHROMIUM") or shutil.which("chromium")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield found
        found.close()
