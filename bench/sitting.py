"""A thousand members sit a quiz: at human pace, in the rush of the last day, handing in at once.

`python -m bench.sitting --database sqlite|postgresql`; also part of `make bench`.
"""

from __future__ import annotations

import heapq
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select, text

from bench.coverage import database
from bench.members import Member, enter_members
from bench.serving import ROOT, served
from lms.app import create_app
from lms.core.db import db
from lms.settings import Settings
from quizzes import queries
from quizzes.models import Attempt, AttemptItem, Response, Submission
from quizzes.operations.sitting import marking_of

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "1000"))
PACE_SECONDS = float(os.environ.get("BENCH_PACE_SECONDS", "45"))
RUSH_SECONDS = float(os.environ.get("BENCH_SECONDS", "8")) * 2
THINKING = (10.0, 40.0)  # seconds over a question, evenly; 25 on average
QUESTIONS = 10
PHONES = 24  # requests under way at once while people keep their pace
RUSHERS = 12
MARKED = 300
TABLE = "CREATE TABLE bare_answer (id VARCHAR(32) PRIMARY KEY, answer VARCHAR(99))"


@dataclass
class Times:
    """Seconds each request took, and how many went wrong; filled by many threads."""

    taken: list[float] = field(default_factory=list)
    errors: int = 0
    first: float = field(default_factory=time.perf_counter)
    last: float = 0.0

    def note(self, begun: float, went_well: bool) -> None:
        """One request that began, or was due, at `begun`."""
        self.last = time.perf_counter()
        self.taken.append(self.last - begun)
        self.errors += not went_well

    def figures(self) -> dict[str, float]:
        """Requests a second; milliseconds of the middle one and of all but the slowest 5 %."""
        cuts = quantiles(self.taken, n=20)
        spent = self.last - self.first
        return {
            "per_second": round(len(self.taken) / spent, 1),
            "p50_ms": round(1000 * cuts[9], 1),
            "p95_ms": round(1000 * cuts[18], 1),
            "errors": self.errors,
        }


class Phone:
    """A connection that many members use in turn, each with a cookie of their own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(
        self, method: str, path: str, member: Member, fields: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """One request on a connection of its own, as phones make them; status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": member.cookie, "Connection": "close"}
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        for cookie in reply.headers.get_all("Set-Cookie", []):
            if cookie.startswith("session="):
                member.cookie = cookie.split(";")[0]
        connection.close()
        return reply.status, text


def look(phone: Phone, member: Member) -> bool:
    """Open the next question; keeps the token of its form."""
    member.position = member.position % QUESTIONS + 1
    path = f"/quizzes/attempts/{member.attempt}/items/{member.position}"
    status, body = phone.ask("GET", path, member)
    if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', body):
        member.token = found[1]
    return status == 200


def answer(phone: Phone, member: Member) -> bool:
    """Answer the question that is open."""
    path = f"/quizzes/attempts/{member.attempt}/items/{member.position}/response"
    fields = {"csrf_token": member.token, "option": "1", "request_id": os.urandom(12).hex()}
    return phone.ask("POST", path, member, fields)[0] == 303


def hand_in(phone: Phone, member: Member) -> bool:
    """Hand in."""
    path = f"/quizzes/attempts/{member.attempt}/submission"
    fields = {"csrf_token": member.token, "confirmed": "yes"}
    return phone.ask("POST", path, member, fields)[0] == 303


def at_human_pace(port: int, members: list[Member]) -> dict[str, Any]:
    """Everybody thinks, answers and opens the next one; times count from when a tap was due."""
    chance, answers, pages = Random(3), Times(), Times()
    until = time.perf_counter() + PACE_SECONDS
    due = [(time.perf_counter() + chance.uniform(0, 25), n) for n in range(len(members))]
    heapq.heapify(due)
    lock = threading.Lock()

    def work() -> None:
        phone = Phone(port)
        while True:
            with lock:
                if not due or due[0][0] > until:
                    return
                when, number = heapq.heappop(due)
            time.sleep(max(0.0, when - time.perf_counter()))
            answers.note(when, answer(phone, members[number]))
            begun = time.perf_counter()
            pages.note(begun, look(phone, members[number]))
            with lock:
                heapq.heappush(due, (time.perf_counter() + chance.uniform(*THINKING), number))

    _all_at_once(work, PHONES)
    return {"answers": answers.figures(), "next_question": pages.figures()}


def rush(
    port: int, members: list[Member], step: Callable[[Phone, Member], bool], seconds: float | None
) -> dict[str, float]:
    """As fast as they are answered; without `seconds` everybody once."""
    times, turn, lock = Times(), iter(_turns(members, seconds is not None)), threading.Lock()
    until = time.perf_counter() + (seconds or 600)

    def work() -> None:
        phone = Phone(port)
        while time.perf_counter() < until:
            with lock:
                member = next(turn, None)
            if member is None:
                return
            begun = time.perf_counter()
            times.note(begun, step(phone, member))

    _all_at_once(work, RUSHERS)
    return times.figures()


def _turns(members: list[Member], again: bool) -> Iterator[Member]:
    yield from members
    while again:
        for member in members:
            member.position = member.position % QUESTIONS + 1
            yield member


def _all_at_once(work: Callable[[], None], threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(threads)]:
            done.result()


def floor(environment: dict[str, str]) -> dict[str, float]:
    """The bare page that inserts one row, asked the same way."""
    path = "/answer"
    with served("bench.bare:app", environment, "/") as port:

        def insert(phone: Phone, member: Member) -> bool:
            return phone.ask("POST", path, member, {"option": "1"})[0] == 200

        return rush(port, [Member("", "")] * 50, insert, RUSH_SECONDS)


def _handed_in(count: int) -> list[Attempt]:
    some = select(Attempt).where(Attempt.submission.has()).limit(count)
    return list(db.session.scalars(some))


def marking() -> float:
    """Attempts marked a second, in one process, with reading them from the database."""
    attempts = list(
        db.session.scalars(select(Attempt).where(Attempt.submission.has()).limit(MARKED))
    )
    started = time.perf_counter()
    for attempt in attempts:
        marking_of(attempt, queries.items_of(attempt.id), queries.answers_of(attempt.id))
    return round(len(attempts) / (time.perf_counter() - started), 1)


def marking_alone() -> float:
    """Attempts marked a second by the pure rule alone."""
    attempts = _handed_in(50)
    loaded = [(a, queries.items_of(a.id), queries.answers_of(a.id)) for a in attempts]
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < 1:
        for attempt, items, answers in loaded:
            marking_of(attempt, items, answers)
            done += 1
    return round(done / (time.perf_counter() - started), 1)


def run(kind: str, folder: Path, address: str) -> dict[str, Any]:
    """All figures of one database."""
    environment = {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": address, "LMS_DATA_DIR": str(folder), "LMS_LOG_LEVEL": "ERROR",
        "LMS_SECRET_KEY": "bench" * 8, "BENCH_DATABASE": address,
    }  # fmt: skip
    for words in (["db", "upgrade"], ["demo", "load", "--scale", "commune"]):
        subprocess.run([sys.executable, "-m", "flask", *words], cwd=ROOT, env=environment,
                       check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    settings = Settings(database_url=address, data_dir=str(folder), log_level="ERROR",
                        secret_key=environment["LMS_SECRET_KEY"])  # fmt: skip
    app = create_app(settings)
    members = enter_members(app, MEMBERS)
    with app.app_context():
        _make_table()
    figures: dict[str, Any] = {"load_average": os.getloadavg(), "members": MEMBERS}
    figures["bare_insert"] = floor(environment)
    with served("lms.app:create_app()", environment, "/readyz") as port:
        figures["opening"] = rush(port, members, look, None)
        figures["human_pace"] = at_human_pace(port, members)
        figures["rush_of_answers"] = rush(port, members, answer, RUSH_SECONDS)
        _answer_the_rest(port, members, app)
        figures["handing_in"] = rush(port, members, hand_in, None)
    with app.app_context():
        figures["kept"] = kept()
        figures["marked_per_second_from_rows"] = marking()
        figures["marked_per_second_rule_alone"] = marking_alone()
        db.session.remove()
        db.engine.dispose()
    figures["load_average_after"] = os.getloadavg()
    show(kind, figures)
    return figures


def _make_table() -> None:
    """What the bare page inserts into."""
    db.session.execute(text(TABLE))
    db.session.commit()


def _answer_the_rest(port: int, members: list[Member], app: Any) -> None:
    """What is still open is answered, so that everybody can hand in."""
    with app.app_context():
        given = set(db.session.execute(select(Response.attempt_id, Response.position).distinct()))
        places = db.session.execute(select(AttemptItem.attempt_id, AttemptItem.position)).all()
        missing = [(str(a), n) for a, n in places if (a, n) not in {tuple(g) for g in given}]
        db.session.remove()
    by_attempt = {member.attempt: member for member in members}
    todo = [
        Member(m.cookie, m.attempt, number, m.token)
        for attempt, number in missing
        if (m := by_attempt.get(attempt)) is not None
    ]
    if todo:
        rush(port, todo, answer, None)


def kept() -> dict[str, int]:
    """What is in the database afterwards."""
    return {
        "answers": db.session.scalar(select(func.count()).select_from(Response)) or 0,
        "handed_in": db.session.scalar(select(func.count()).select_from(Submission)) or 0,
    }


def show(kind: str, figures: dict[str, Any]) -> None:
    """Print one database."""
    floor_speed = figures["bare_insert"]["per_second"]
    rows = {
        "bare page, one INSERT": figures["bare_insert"],
        "opening the first question": figures["opening"],
        "answers at human pace": figures["human_pace"]["answers"],
        "next question at human pace": figures["human_pace"]["next_question"],
        "answers in the rush": figures["rush_of_answers"],
        "handing in at once": figures["handing_in"],
    }
    print(f"\n{kind}: {MEMBERS} members, 2 workers × 4 threads")
    for name, speed in rows.items():
        share = speed["per_second"] / floor_speed
        words = f"  {name:30} {speed['per_second']:8.1f}/s {share:6.2f}"
        words += f"  p50 {speed['p50_ms']:7.1f} ms  p95 {speed['p95_ms']:7.1f} ms"
        print(f"{words}  errors {speed['errors']}")
    for key in ("kept", "marked_per_second_from_rows", "marked_per_second_rule_alone"):
        print(f"  {key}: {figures[key]}")


def main() -> None:
    """Measure on one database or both."""
    parser = ArgumentParser()
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args().database
    for kind in [chosen] if chosen else ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as address:
            print(json.dumps(run(kind, Path(name), address)))


if __name__ == "__main__":
    main()
