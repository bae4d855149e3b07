"""Kill a real server again and again while answers are being saved; keep what it acknowledged.

`python -m tests.quizzes.kill` loads the product once and then only forks: each child is a whole
server with its own listening socket and its own connections to SQLite, and serves until SIGKILL
takes it; the next one follows. Clients are plain sockets that do what the page's script does: the
same request id until the answer was acknowledged.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from lms.app import create_app
from lms.core.db import db
from lms.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds until the test gives up on a server that does not come back
LONGEST_LIFE = 0.01  # seconds a server lives at most after it acknowledged something
HEADERS = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Clients:
    """Phones that answer as fast as they can, each change with an id of its own."""

    port: int
    attempt_id: UUID
    cookie: str
    token: str
    acknowledged: dict[str, tuple[int, int]] = field(default_factory=dict)
    stopped: Event = field(default_factory=Event)
    retries: int = 0

    def run(self, number: int) -> None:
        """One phone: choose, send until it is acknowledged, choose again."""
        chance, turn = Random(number), 0
        while not self.stopped.is_set():
            turn += 1
            position, option = chance.randint(1, 10), chance.randrange(4)
            request_id = f"{number}-{turn}"
            while not self._send(position, option, request_id):
                self.retries += 1
                if self.stopped.is_set():
                    return
                time.sleep(0.01)
            self.acknowledged[request_id] = (position, option)

    def request(self, position: int, option: int, request_id: str) -> tuple[str, str]:
        """Where an answer is sent, and the form."""
        fields = {"option": option, "request_id": request_id, "csrf_token": self.token}
        path = f"/quizzes/attempts/{self.attempt_id}/items/{position}/response"
        return path, urlencode(fields)

    def _send(self, position: int, option: int, request_id: str) -> bool:
        path, body = self.request(position, option, request_id)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("POST", path, body, {**HEADERS, "Cookie": self.cookie})
            reply = connection.getresponse()
            said = reply.read()
            return reply.status == 200 and "saved" in json.loads(said)
        except (OSError, HTTPException, ValueError):
            return False
        finally:
            connection.close()


@contextmanager
def answering(clients: Clients, how_many: int) -> Iterator[None]:
    """So many phones at once, until the block is left."""
    threads = [Thread(target=clients.run, args=(number,)) for number in range(how_many)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        clients.stopped.set()
        for thread in threads:
            thread.join()


@contextmanager
def servers(settings: Settings, clients: Clients) -> Iterator[Iterator[int]]:
    """Servers, one after the other: the process id of each as it comes up."""
    environment = {
        **os.environ,
        "LMS_DATA_DIR": settings.data_dir,
        "LMS_SECRET_KEY": settings.secret_key,
        "LMS_LOG_LEVEL": "CRITICAL",
        "PORT": str(clients.port),
        "FIRST_ANSWER": json.dumps([*clients.request(1, 0, "first"), clients.cookie]),
    }
    command = [sys.executable, "-m", "tests.quizzes.kill"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        pids = map(int, running.stdout)
        try:
            yield pids
        finally:
            running.kill()  # the last server sees its pipe close and goes, too


def kill_again_and_again(pids: Iterator[int], clients: Clients, kills: int) -> None:
    """Kill so many servers, each after it has acknowledged something new."""
    chance = Random(kills)
    for pid in pids:
        _wait_for_more(clients, len(clients.acknowledged))
        if not kills:
            return
        time.sleep(chance.random() * LONGEST_LIFE)
        os.kill(pid, signal.SIGKILL)
        kills -= 1


def _wait_for_more(clients: Clients, before: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(clients.acknowledged) <= before:
        if time.monotonic() > until:
            raise TimeoutError("the server acknowledges nothing")
        time.sleep(0.002)


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log(self, *_: object) -> None:
        """Say nothing."""


def warm_application() -> Flask:
    """The application with everything in place that a first request makes, and no connection."""
    app = create_app()
    path, body, cookie = json.loads(os.environ["FIRST_ANSWER"])
    reply = app.test_client(use_cookies=False).post(
        path, data=body, headers={**HEADERS, "Cookie": cookie}
    )
    assert reply.status_code == 200, reply.status_code
    with app.app_context():
        db.engine.dispose()
    gc.freeze()
    return app


def serve(app: Flask) -> None:
    """Be a server until killed; end with whoever started us."""
    Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server = make_server(
        "127.0.0.1", int(os.environ["PORT"]), app, threaded=True, request_handler=Quiet
    )
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    server.serve_forever()


def main() -> None:
    """Fork one server after the other."""
    app = warm_application()
    while True:
        pid = os.fork()
        if pid == 0:
            serve(app)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
