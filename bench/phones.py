"""A phone in the hand of somebody: keeps cookies, thinks, taps when a tap is due, tries again.

Every request is one line of `requests.jsonl`, its time counted from when it was due; everything the
server acknowledged is one line of `acknowledged.jsonl` for the checker (bench/checker.py).
"""

from __future__ import annotations

import json
import re
import time
from html import unescape
from pathlib import Path
from random import Random
from typing import Any, TextIO

import gevent
from locust import FastHttpUser

PAUSES = (1, 2, 5, 10, 10, 10, 10, 10)  # seconds between tries, as static/js/answers.js has them
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TITLE = re.compile(r"<title>([^<]*)</title>")


class GaveUp(Exception):
    """Somebody cannot go on: the page was not what it should be."""


class Notes:
    """The two files a run leaves behind."""

    def __init__(self, folder: Path) -> None:
        self.requests = (folder / "requests.jsonl").open("a")
        self.acknowledged = (folder / "acknowledged.jsonl").open("a")
        self.began = time.time()

    def request(self, kind: str, due: float, begun: float, status: int, tried: int) -> None:
        """One request: when it was due, seconds until its answer, how late it was sent."""
        done = time.time()
        line = [kind, round(due, 3), round(done - due, 4), round(begun - due, 4), status, tried]
        _write(self.requests, line)

    def kept(self, **fact: Any) -> None:
        """The server said yes to this."""
        _write(self.acknowledged, {**fact, "at": round(time.time(), 3)})


def _write(file: TextIO, line: object) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    file.flush()


class Phone(FastHttpUser):
    """One browser; its owner thinks `pace` seconds on average before each tap."""

    abstract = True
    network_timeout = 30.0
    connection_timeout = 10.0
    insecure = False
    pace = 0.8
    patience = 0  # how often something that did not work is tried again
    notes: Notes
    chance: Random

    def begin(self, pace: float, patience: int, notes: Notes, chance: Random) -> None:
        """Before the first tap, which is due now."""
        self.pace, self.patience, self.notes, self.chance = pace, patience, notes, chance
        self.due, self.token, self.page = time.time(), "", ""

    def think(self) -> None:
        """The next tap is due a little later than the last answer."""
        self.due = time.time() + self.chance.uniform(0.4, 1.6) * self.pace
        gevent.sleep(max(0.0, self.due - time.time()))

    def look(self, kind: str, path: str, *, thinks: bool = True) -> str:
        """Open a page; redirects are followed as browsers do. The address it ended at."""
        if thinks:
            self.think()
        while True:
            status, place = self._ask(kind, "GET", path)
            if status not in {301, 302, 303}:
                break
            kind, path = "redirect", place
        if status >= 400:
            raise GaveUp(f"{kind} {status}")
        return path

    def send(self, kind: str, path: str, **fields: str) -> str:
        """Send a form of the last page; where the server leads to. Raises GaveUp."""
        self.think()
        status, place = self._ask(kind, "POST", path, {"csrf_token": self.token, **fields})
        if status >= 400 or not place:
            raise GaveUp(f"{kind} {status} {TITLE.findall(self.page)}")
        return place

    def _ask(
        self, kind: str, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """One request, with its tries again; status and place."""
        for tried in range(self.patience + 1):
            begun = time.time()
            # Which request of the page this is, is not known to locust: it counts as one kind.
            reply = self.client.request(
                method, path, name=kind, data=fields, allow_redirects=False, catch_response=True
            )
            status = int(reply.status_code or 0)
            self.notes.request(kind, self.due, begun, status, tried)
            if 0 < status < 500 and status != 429:
                break
            if tried < self.patience:
                gevent.sleep(PAUSES[min(tried, len(PAUSES) - 1)] * self.chance.uniform(0.5, 1))
                self.due = time.time()
        else:
            raise GaveUp(f"{kind} {status}")
        text = reply.text if "html" in (reply.headers.get("Content-Type") or "") else ""
        self.page = text or ""
        if found := TOKEN.search(self.page):
            self.token = found[1]
        self.due = time.time()
        return status, reply.headers.get("Location") or ""

    def found(self, pattern: str) -> str:
        """The first match in the page. Raises GaveUp."""
        match = re.search(pattern, self.page)
        if match is None:
            raise GaveUp(f"no {pattern}: {TITLE.findall(self.page)}")
        return unescape(match[1])
