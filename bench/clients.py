"""Eight clients that ask as fast as they are answered, each with a connection of its own."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

CLIENTS = 8
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Client:
    """A browser without pictures: keeps cookies and the token of the last page."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """One request; follows nothing. Status and body (or the place to go to)."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({"csrf_token": self.token, **fields})
            headers |= FORM
        try:
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
        except (ConnectionError, http.client.HTTPException):  # the server let go of it meanwhile
            self.connection.close()
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
        text = reply.read().decode()
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text):
            self.token = found[1]
        return reply.status, reply.getheader("Location") or text

    def sign_in(self, name: str, secret: str) -> None:
        """Sign in or stop the run."""
        self.ask("GET", "/sign-in")
        status, _ = self.ask("POST", "/sign-in", {"name": name, "secret": secret})
        if status != 303:
            raise SystemExit(f"could not sign in as {name}: {status}")


@dataclass(frozen=True)
class Speed:
    """What a run measured."""

    per_second: float
    p50_ms: float
    p95_ms: float
    errors: int


def measure(
    make: Callable[[int], Callable[[], int]], seconds: float, clients: int = CLIENTS
) -> Speed:
    """Let each client do its step again and again; a step gives back the status."""
    steps = [make(number) for number in range(clients)]
    for step in steps:
        step()  # warm up
    until = time.perf_counter() + seconds
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        results = list(pool.map(lambda step: _repeat(step, until), steps))
    spent = time.perf_counter() - started
    times = sorted(t for taken, _ in results for t in taken)
    return Speed(
        round(len(times) / spent, 1),
        round(1000 * times[len(times) // 2], 1),
        round(1000 * times[int(len(times) * 0.95)], 1),
        sum(errors for _, errors in results),
    )


def _repeat(step: Callable[[], int], until: float) -> tuple[list[float], int]:
    taken: list[float] = []
    errors = 0
    while time.perf_counter() < until:
        begun = time.perf_counter()
        errors += step() >= 400
        taken.append(time.perf_counter() - begun)
    return taken, errors
