"""The product as it is run for real: a database, Redis, gunicorn, workers; each a process.

Processes that end are started again, as systemd does (all of the group is ended first), so that a
drill may kill any of them.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.coverage import database
from bench.crowd import gather
from bench.serving import ROOT, free_port
from lms.app import create_app
from lms.settings import Settings
from tests import postgres

WORKERS, THREADS = 2, 24
READY = "BENCH_READY"
CONFIG = ROOT / "deploy" / "gunicorn.conf.py"


@dataclass
class Part:
    """One program that is kept running."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        """Start it in a session of its own."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.starts += 1

    def end(self, how: int = signal.SIGKILL) -> None:
        """End what is left of it, its children too."""
        if self.running is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, how)
        self.running.wait(30)

    def pids(self) -> list[int]:
        """It and everything below it."""
        if self.running is None or self.running.poll() is not None:
            return []
        return [self.running.pid, *_below(self.running.pid)]


def _below(pid: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []


@dataclass
class Stack:
    """Everything that runs, and how to reach it."""

    kind: str
    folder: Path
    address: str
    environment: dict[str, str]
    ports: list[int] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    crowd: dict[str, int] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        """Where the scenario asks."""
        return f"http://127.0.0.1:{self.ports[-1]}"

    def run(self, name: str, command: list[str]) -> None:
        """Start a program and keep it running."""
        part = Part(name, command, self.environment, self.folder / f"{name}.log")
        self.parts[name] = part
        part.start()

    def flask(self, *words: str, quiet: bool = True) -> subprocess.CompletedProcess[str]:
        """A command of the product, to its end."""
        done = subprocess.run([sys.executable, "-m", "flask", *words], cwd=ROOT, text=True,
                              env=self.environment, capture_output=quiet, check=False)  # fmt: skip
        if done.returncode and quiet:
            sys.stderr.write(done.stdout + done.stderr)
        return done

    def supervise(self) -> None:
        """Start again what has ended, as long as the stack is up."""
        while not self.ending.wait(0.1):
            for part in list(self.parts.values()):
                if part.running is not None and part.running.poll() is not None:
                    part.end()  # children that outlived it
                    part.start()

    def postmaster(self) -> int:
        """The process id of the PostgreSQL server; 0 on SQLite."""
        file = self.folder / "pg" / "data" / "postmaster.pid"
        return int(file.read_text().split()[0]) if file.exists() else 0

    def groups(self) -> dict[str, list[int]]:
        """Process ids by what they are."""
        found: dict[str, list[int]] = {}
        for part in self.parts.values():
            found.setdefault(part.name.rstrip("0123456789"), []).extend(part.pids())
        if server := self.postmaster():
            found["postgresql"] = [server, *_below(server)]
        return found


@contextmanager
def stack(
    kind: str, *, redis: bool, webs: int = 1, workers: int = 1, scale: str = "province"
) -> Iterator[Stack]:
    """Load the demo, open the accounts of everybody who comes, start everything; stop it after."""
    with (
        tempfile.TemporaryDirectory(prefix="hocso-") as name,
        database(kind, Path(name)) as address,
    ):
        up = Stack(kind, Path(name), address, environment_of(address, name))
        try:
            fill(up, scale)
            if redis:
                start_redis(up)
            _start(up, webs, workers)
            threading.Thread(target=up.supervise, daemon=True).start()
            yield up
        finally:
            up.ending.set()
            time.sleep(0.3)
            for part in up.parts.values():
                part.end(signal.SIGKILL)


def environment_of(address: str, folder: str) -> dict[str, str]:
    """What a process of the product is told."""
    limits = ("SIGN_IN", "VERIFY", "PUBLIC_PAGE")  # everybody comes from one address here
    return {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": address, "LMS_DATA_DIR": folder, "LMS_LOG_LEVEL": "ERROR",
        "LMS_SECRET_KEY": "bench" * 8, "BENCH_DATABASE": address, "LMS_WORKER_INSIDE": "0",
        **{f"LMS_{name}_PER_MINUTE": "1000000" for name in limits},
    }  # fmt: skip


def fill(up: Stack, scale: str) -> None:
    """Load the demo and open the accounts; with BENCH_READY, a folder, only once for all runs."""
    kept = Path(os.environ[READY], f"{up.kind}-{scale}") if READY in os.environ else None
    if kept is not None and kept.exists():
        _bring(up, kept)
        return
    _build(up, scale)
    if kept is not None:
        _take(up, kept)


def _build(up: Stack, scale: str) -> None:
    for words in (["db", "upgrade"], ["demo", "load", "--scale", scale]):
        if up.flask(*words).returncode:
            raise SystemExit(f"flask {' '.join(words)} failed")
    settings = Settings(database_url=up.address, data_dir=str(up.folder), log_level="ERROR",
                        secret_key=up.environment["LMS_SECRET_KEY"])  # fmt: skip
    more = 3_000 if scale == "commune" else 0
    up.crowd = gather(create_app(settings), up.folder / "people.json", more=more)


def _take(up: Stack, kept: Path) -> None:
    """Keep what was built: the data folder, and a dump of the server's database."""
    shutil.copytree(up.folder, kept, ignore=shutil.ignore_patterns("pg", "*.log", "drives"))
    (kept / "crowd.json").write_text(json.dumps(up.crowd))
    if up.kind == "postgresql":
        with (kept / "dump.sql").open("wb") as file:
            subprocess.run(["pg_dump", _socket(up)], stdout=file, check=True)


def _bring(up: Stack, kept: Path) -> None:
    """What an earlier run has built."""
    shutil.copytree(kept, up.folder, dirs_exist_ok=True)
    up.crowd = json.loads((kept / "crowd.json").read_text())
    if up.kind == "postgresql":
        load = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(kept / "dump.sql"), _socket(up)]
        subprocess.run(load, check=True, stdout=subprocess.DEVNULL)


def _socket(up: Stack) -> str:
    return up.address.replace("+psycopg", "")


def start_redis(up: Stack) -> None:
    """A Redis of our own that keeps nothing on disk."""
    port = free_port()
    address = f"redis://127.0.0.1:{port}/0"
    up.environment["LMS_REDIS_URL"] = address
    up.run("redis", ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                     "--appendonly", "no", "--dir", str(up.folder)])  # fmt: skip


def _start(up: Stack, webs: int, workers: int) -> None:
    for number in range(webs):
        up.ports.append(port := free_port())
        up.run(f"web{number}", gunicorn(port))
    if has_command(up, "worker"):
        for number in range(workers):
            up.run(f"worker{number}", [sys.executable, "-m", "flask", "worker"])
    for port in up.ports:
        wait_for(f"http://127.0.0.1:{port}/readyz")
    if webs > 1:
        _start_nginx(up)


def gunicorn(port: int, target: str = "lms.app:create_app()") -> list[str]:
    """The web server as deploy/ has it, with two processes: one for each core."""
    config = ["--config", str(CONFIG)] if CONFIG.exists() else []
    return [sys.executable, "-m", "gunicorn", *config, "--preload", "--bind", f"127.0.0.1:{port}",
            "--workers", str(WORKERS), "--threads", str(THREADS), "--no-control-socket",
            "--keep-alive", "30", "--log-level", "error", target]  # fmt: skip


def has_command(up: Stack, name: str) -> bool:
    """Whether this build has a command of the product."""
    return up.flask(name, "--help").returncode == 0


def wait_for(url: str, seconds: float = 40) -> float:
    """Wait until a page answers 200; how long it took. Raises SystemExit."""
    began = time.time()
    while time.time() - began < seconds:
        try:
            with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 - ours
                if reply.status == 200:
                    return time.time() - began
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer within {seconds:g} s")


NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log crit;
events {{ worker_connections 2048; }}
http {{
  access_log off; client_max_body_size 20m; client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  upstream hocso {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://hocso; proxy_set_header Host $host; proxy_connect_timeout 2s;
      proxy_read_timeout 25s; proxy_next_upstream error timeout;
    }}
  }}
}}
"""


def _start_nginx(up: Stack) -> None:
    """One address in front of several web processes; a POST is never sent twice by it."""
    port = free_port()
    servers = " ".join(f"server 127.0.0.1:{p} max_fails=1 fail_timeout=1s;" for p in up.ports)
    file = up.folder / "nginx.conf"
    file.write_text(NGINX.format(folder=up.folder, servers=servers, port=port))
    up.ports.append(port)
    up.run("nginx", ["nginx", "-c", str(file)])
    wait_for(f"http://127.0.0.1:{port}/readyz")


def restart_database(up: Stack) -> None:
    """PostgreSQL as after a power cut; SQLite has no server."""
    if up.kind == "postgresql":
        postgres.restart(up.folder / "pg")
