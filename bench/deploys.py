"""A release goes out under load: `python -m bench.deploys [--rounds 5] [--seconds 6]`.

The product as deploy/ says: nginx with TLS in front of two gunicorns on sockets that stay open
while the process behind them is restarted. People sign in and read meanwhile; not one request may
fail, and every sign-in that was answered must be in the database (fault 21). Before that curl looks
at what nginx does.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.serving import ROOT, free_port

CLIENTS = 6
NAME, SECRET = "tung", "mat-khau-cua-lan-chay"
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py",
            "--log-level", "error", "lms.app:create_app()"]  # fmt: skip
HOST = "hocso.langson.gov.vn"


class Web:
    """gunicorn on a socket we hold, as systemd does with hocso-web@.socket."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = self.socket.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Begin, and wait until it is ready."""
        held = self.socket.fileno()
        begin = f'exec {held}<&{held} 3<&{held}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
        self.process = subprocess.Popen(
            ["bash", "-c", begin, "gunicorn", *GUNICORN],
            cwd=ROOT,
            env=self.environment,
            pass_fds=[held],
        )
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        line.request("GET", "/readyz")
        if line.getresponse().status != 200:
            raise SystemExit("it does not get ready")

    def stop(self) -> None:
        """As `systemctl stop` does: what is under way ends first."""
        self.process.terminate()
        self.process.wait(60)


@dataclass
class Seen:
    """What the clients saw."""

    requests: int = 0
    kept: int = 0
    failures: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


class Person:
    """Signs in and reads, again and again, each time as a new browser."""

    def __init__(self, port: int, seen: Seen) -> None:
        self.port, self.seen = port, seen
        self.trust = ssl._create_unverified_context()  # noqa: S323 - our own certificate
        self.line: http.client.HTTPSConnection | None = None
        self.cookies: dict[str, str] = {}

    def visit(self) -> None:
        """One visit."""
        self.cookies = {}
        page = self.ask("GET", "/sign-in")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        fields = {"csrf_token": token[1] if token else "", "name": NAME, "secret": SECRET}
        if self.ask("POST", "/sign-in", urlencode(fields)) == "303":
            self.seen.kept += 1
        for _again in range(6):
            self.ask("GET", "/")
            self.ask("GET", "/healthz")

    def ask(self, method: str, path: str, body: str | None = None) -> str:
        """One request: the page, or the status of an answer to a form."""
        began = time.perf_counter()
        try:
            status, text = self._send(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.line = None
            status, text = 599, type(error).__name__
        self.seen.requests += 1
        self.seen.times.append(time.perf_counter() - began)
        if status >= 400:
            self.seen.failures.append(f"{method} {path}: {status} {text[:60]}")
        return text if method == "GET" else str(status)

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        if self.line is None:
            self.line = http.client.HTTPSConnection(
                "127.0.0.1", self.port, context=self.trust, timeout=90
            )
        headers = {"Host": HOST, "Origin": f"https://{HOST}", "Cookie": "; ".join(
            f"{name}={value}" for name, value in self.cookies.items())}  # fmt: skip
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)
        reply = self.line.getresponse()
        text = reply.read().decode()
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return reply.status, text


@contextmanager
def nginx(folder: Path, ports: tuple[int, int]) -> Iterator[int]:
    """deploy/nginx.conf with a folder and ports of our own; the port of TLS."""
    port, plain = free_port(), free_port()
    conf = made_conf(folder, ports, port, plain)
    running = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(conf), "-g", "daemon off;"])
    try:
        time.sleep(1)
        yield port
    finally:
        running.terminate()
        running.wait(20)


def made_conf(folder: Path, ports: tuple[int, int], port: int, plain: int) -> Path:
    """The configuration as it stands in deploy/, pointed to a folder; with its certificate."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem",
         "-days", "2", "-subj", f"/CN={HOST}"], check=True, capture_output=True,
    )  # fmt: skip
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    changes = {
        "127.0.0.1:8001": f"127.0.0.1:{ports[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{ports[1]}",
        "/etc/ssl/hocso": str(folder),
        "/srv/hocso/pages": str(folder / "pages"),
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "/var/log/nginx/hocso.log": str(folder / "access.log"),
        "/etc/nginx/hocso-proxy.conf": str(ROOT / "deploy" / "nginx-proxy.conf"),
        "listen 443": f"listen {port}",
        "listen [::]:443": f"listen [::]:{port}",
        "listen 80": f"listen {plain}",
        "listen [::]:80": f"listen [::]:{plain}",
    }
    for old, new in changes.items():
        text = text.replace(old, new)
    if list(Path("/etc/nginx/modules-enabled").glob("*brotli-static*")):
        text = text.replace("# brotli_static on;", "brotli_static on;")
    conf = folder / "nginx.conf"
    conf.write_text(text)
    return conf


def prepared(folder: Path) -> dict[str, str]:
    """An officer to sign in, static files and pages; the environment of the product."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "FLASK_APP": "lms.cli:create_app",
        "LMS_DATA_DIR": str(folder / "data"),
        "LMS_STATIC_DIR": str(folder / "pages" / "static"),
        "LMS_SECRET_KEY": "a key of this run and of no other run at all",
        "LMS_HTTPS": "1",
        "LMS_PROXIES": "1",
        "LMS_PUBLIC_URL": f"https://{HOST}",
        "LMS_SIGN_IN_PER_MINUTE": "100000",
        "LMS_LOG_LEVEL": "ERROR",
    }
    for command in (
        ["db", "upgrade"],
        ["units", "load"],
        ["account", "open", NAME, "--name", "Lương Thanh Tùng", "--role", "department",
         "--unit", "20", "--password", SECRET],
        ["static", "build", environment["LMS_STATIC_DIR"]],
    ):  # fmt: skip
        flask = [sys.executable, "-m", "flask", *command]
        subprocess.run(flask, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    for page in ("maintenance.html", "too-large.html"):
        (folder / "pages" / page).write_text((ROOT / "deploy" / page).read_text())
    folder.chmod(0o755)
    return environment


def sign_ins(folder: Path) -> int:
    """How many sign-ins the database holds."""
    with closing(sqlite3.connect(folder / "data" / "hocso.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM sign_in").fetchone()[0])


def asked(port: int, path: str, *more: str) -> str:
    """What curl gets: the head and the body, as text."""
    command = ["curl", "-sk", "-i", "--resolve", f"{HOST}:{port}:127.0.0.1", *more]
    done = subprocess.run(
        [*command, f"https://{HOST}:{port}{path}"], capture_output=True, check=False
    )
    return done.stdout.decode(errors="replace")


def looked_at(port: int, folder: Path) -> dict[str, bool]:
    """Whether nginx does what deploy/nginx.conf is for."""
    page = asked(port, "/sign-in")
    css = next(iter((folder / "pages" / "static").glob("app.*.css"))).name
    packed = asked(port, f"/static/{css}", "-H", "Accept-Encoding: gzip")
    smallest = asked(port, f"/static/{css}", "-H", "Accept-Encoding: gzip, br")
    large = folder / "large"
    large.write_bytes(b"x" * 13_000_000)
    body = ["--data-binary", f"@{large}", "-H", "Expect:"]
    found = {
        "http/2": page.startswith("HTTP/2 200"),
        "hsts, once": page.lower().count("strict-transport-security") == 1,
        "secure cookie": "__Host-session" in page,
        "request id": bool(re.search(r"x-request-id: [0-9a-f]{32}", page)),
        "static from the folder, gzip": "content-encoding: gzip" in packed and "etag" in packed,
        "kept for ever": "max-age=31536000, immutable" in packed,
        "brotli": "content-encoding: br" in smallest,
        "an unknown static file is 404": asked(port, "/static/x.css").startswith("HTTP/2 404"),
        "metrics closed": asked(port, "/metrics").startswith("HTTP/2 404"),
        "too large, in our words": "Tệp quá lớn" in asked(port, "/sign-in", *body),
    }
    pause = folder / "pages" / "maintenance.on"
    pause.touch()
    paused = asked(port, "/sign-in")
    found["pause, in our words"] = paused.startswith("HTTP/2 503") and "tạm nghỉ" in paused
    pause.unlink()
    return found


def run(rounds: int, seconds: float) -> dict[str, Any]:
    """Restart both, one after the other, so many times; what people saw."""
    with tempfile.TemporaryDirectory(prefix="hocso-deploys-") as name:
        folder = Path(name)
        environment = prepared(folder)
        webs = [Web(environment), Web(environment)]
        try:
            before = sign_ins(folder)
            with nginx(folder, (webs[0].port, webs[1].port)) as port:
                found = looked_at(port, folder)
                seen = under_load(port, webs, rounds, seconds)
            lost = seen.kept - (sign_ins(folder) - before)
        finally:
            for web in webs:
                web.stop()
    times = sorted(seen.times)
    return {
        "nginx": found,
        "restarts": rounds * len(webs),
        "requests": seen.requests,
        "failed": len(seen.failures),
        "failures": seen.failures[:5],
        "sign-ins answered": seen.kept,
        "of them lost": max(0, lost),
        "p95 ms": round(1000 * times[int(len(times) * 0.95)]),
        "longest ms": round(1000 * times[-1]),
    }


def under_load(port: int, webs: list[Web], rounds: int, seconds: float) -> Seen:
    """People come all the time while processes are restarted."""
    seen, over = Seen(), threading.Event()

    def come() -> None:
        person = Person(port, seen)
        while not over.is_set():
            person.visit()

    people = [threading.Thread(target=come) for _number in range(CLIENTS)]
    for one in people:
        one.start()
    try:
        for _round in range(rounds):
            for web in webs:
                time.sleep(seconds)
                web.stop()
                web.start()
        time.sleep(seconds)
    finally:
        over.set()
        for one in people:
            one.join()
    return seen


def main() -> None:
    """Run it and print what came of it; exit code 1 when a request failed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=6)
    given = words.parse_args()
    result = run(given.rounds, given.seconds)
    print(json.dumps(result, indent=1))
    nginx_does: dict[str, bool] = result["nginx"]
    if result["failed"] or result["of them lost"] or not all(nginx_does.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
