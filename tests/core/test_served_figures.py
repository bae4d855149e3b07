"""gunicorn with two processes, as it is served: figures add up, also when processes are killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from lms.core.observe.port import offer_figures
from lms.settings import Settings

ROOT = Path(__file__).parents[2]
on_sqlite = pytest.mark.parametrize("own_kind", ["sqlite"], indirect=True)
Figures = dict[tuple[str, str], float]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: Flask, folder: Path) -> Iterator[tuple[int, subprocess.Popen[str], Path]]:
    """gunicorn by our own file on the database of an application."""
    port, figures = free_port(), folder / "figures"
    environment = {
        **os.environ, "BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2",
        "LMS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "LMS_DATA_DIR": str(folder),
        "LMS_WORKER_INSIDE": "0", "PROMETHEUS_MULTIPROC_DIR": str(figures),
    }  # fmt: skip
    figures.mkdir()
    (figures / "counter_1.db").write_text("left by one who was killed")
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    with (folder / "lines").open("w") as lines:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdout=lines, stderr=subprocess.STDOUT
        )
        try:
            yield port, running, figures
        finally:
            running.terminate()
            running.wait(90)


def until(holds: Callable[[], bool]) -> None:
    """Wait for another process; three minutes at most, for machines with much to do."""
    latest = time.monotonic() + 180
    while not holds():
        assert time.monotonic() < latest, "it never came to be"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20).close)
    except OSError:
        return False


def scraped(port: int, token: str = "") -> Figures:
    asking = urllib.request.Request(f"http://127.0.0.1:{port}/metrics")
    if token:
        asking.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(asking, timeout=60) as reply:  # noqa: S310
        families = text_string_to_metric_families(reply.read().decode())
    return {
        (s.name, s.labels.get("route", s.labels.get("pid", ""))): s.value
        for family in families
        for s in family.samples
    }


def children(running: subprocess.Popen[str]) -> list[int]:
    found = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text()
    return [int(pid) for pid in found.split()]


@on_sqlite
def test_figures_of_processes_add_up_and_outlive_them(migrated: Flask, tmp_path: Path) -> None:
    health = ("hocso_http_requests_total", "/healthz")
    with served(migrated, tmp_path) as (port, running, figures):
        until(lambda: answers(port))
        asked = scraped(port)[health]
        for _ in range(20):
            until(lambda: answers(port))
        first = children(running)
        os.kill(first[0], signal.SIGKILL)
        until(lambda: len(set(children(running)) - set(first)) == 1)
        for _ in range(20):
            until(lambda: answers(port))
        found = scraped(port)
        assert found[health] >= asked + 40  # what the killed one counted is counted on
        assert found["hocso_http_requests_in_flight", ""] == 1
        resident = "hocso_process_resident_bytes"
        until(lambda: [name for name, _ in scraped(port)].count(resident) == 3)
        # Both were asked by now: a place asked by nobody has none.
        files = {file.name for file in figures.glob("*.db")}
        assert {file.removesuffix(".db").rpartition("_")[2] for file in files} == {
            f"{running.pid}-{place}" for place in ("first", 0, 1)
        }
    assert not list(figures.glob("*.db"))
    every_line_is_json((tmp_path / "lines").read_text())


def every_line_is_json(written: str) -> None:
    lines = [json.loads(line) for line in written.splitlines()]
    assert {"hocso", "gunicorn.error"} <= {line.get("logger", "hocso") for line in lines}
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)


def test_a_worker_tells_its_figures_at_its_port(settings: Settings) -> None:
    for token in ("", "a long key"):
        port = free_port()
        server = offer_figures(Settings(metrics_port=port, metrics_token=token))
        assert server is not None
        assert scraped(port, token)["hocso_process_resident_bytes", ""] > 1e6
        assert server.host == ("0.0.0.0" if token else "127.0.0.1")  # noqa: S104
        if token:
            with pytest.raises(HTTPError, match="404"):
                scraped(port, "another")
        server.shutdown()
        server.server_close()
    assert offer_figures(settings) is None
