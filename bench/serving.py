"""The product behind gunicorn, as it is served."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUNICORN = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4",
            "--no-control-socket", "--log-level", "error"]  # fmt: skip


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(target: str, environment: dict[str, str], path: str) -> Iterator[int]:
    """gunicorn with two workers; its port."""
    port = free_port()
    command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", target]
    running = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait(20)
