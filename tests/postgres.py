"""A PostgreSQL of our own: Debian's server programs, a temporary cluster and socket."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoPostgres(RuntimeError):
    """The server programs are not on this machine."""


def programs() -> Path:
    """Debian's folder of the newest server programs. Raises NoPostgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoPostgres("install PostgreSQL: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def cluster(folder: Path, more: str = "-c fsync=off") -> Iterator[str]:
    """Start a cluster in a folder, new or kept; yield its address; stop it at the end."""
    bin_ = programs()
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        for parent in folder.parents:
            if parent.stat().st_mode & 0o005 != 0o005 and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o005)
    data = folder / "data"
    if not data.exists():
        _run(bin_ / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync",
         "--locale", "C.UTF-8")  # fmt: skip
    options = f"-c listen_addresses= -c unix_socket_directories={folder} {more}"
    _run(bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://test@/postgres?host={folder}"
    finally:
        _run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def restart(folder: Path) -> None:
    """Stop the server of `cluster(folder)` as a power cut would, and start it again."""
    control = [programs() / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
    _run(*control, "-m", "immediate", "restart")


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
