"""A Redis of our own: Debian's server program on a socket, nothing kept on disk."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotThere


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a Redis in a folder; yield its address; stop it at the end."""
    socket = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "",
               "--dir", str(folder), "--loglevel", "warning"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        address = f"unix://{socket}"
        _wait_for(address)
        yield address
        running.terminate()


def _wait_for(address: str) -> None:
    with Redis.from_url(address) as client:
        for _ in range(100):
            try:
                client.ping()
            except (NotThere, FileNotFoundError):
                time.sleep(0.05)
            else:
                return
    raise RuntimeError("Redis did not start")
