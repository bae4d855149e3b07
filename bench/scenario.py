"""The last day of the year, a locust file: who comes, and what each of them does.

Journeys begin at a constant rate whether the earlier ones are done or not (open loop), and each is
another person. `bench/load.py` and `bench/kills.py` start locust with the variables below.
Proportions of 100 that come: 78 members, 8 leaders, 4 commune officers, 1 of the department, 9
strangers who check a certificate. A member's visit is one module: sign in, the notice once, home,
all lessons, sometimes the test before them, 10 answers with a save each, hand in, result, name
confirmed, certificate; a third open the PDF. People think a second here, not 25: the same requests
come in, only from fewer people at once (a rate of taps is people at once / seconds of thinking).
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import gevent
from locust import User, events, task
from locust.env import Environment

from bench.phones import GaveUp, Notes, Phone

FOLDER = Path(os.environ["LOAD_FOLDER"])
RATE = float(os.environ["LOAD_RATE"])  # journeys a second
SECONDS = float(os.environ["LOAD_SECONDS"])  # how long journeys begin
PATIENCE = int(os.environ.get("LOAD_PATIENCE", "0"))
PACE = float(os.environ.get("LOAD_PACE", "0.8"))
FIRST = int(os.environ.get("LOAD_FIRST", "0"))  # how many members came in earlier runs
YEAR = int(os.environ.get("LOAD_YEAR", str(date.today().year)))  # noqa: DTZ011 - as the server
SHARES = {"member": 78, "leader": 8, "commune": 4, "department": 1, "stranger": 9}
RIGHT, BY_TEAM, OPENS_PDF, PRETEST = 0.93, 0.4, 0.33, 0.25


class Visitor(Phone):
    """Somebody who comes once."""

    abstract = True  # begun by the street, not by locust
    host = os.environ["LOAD_HOST"]

    def sign_in(self, name: str) -> None:
        """By name and PIN."""
        self.look("sign-in page", "/sign-in", thinks=False)
        self.send("sign in", "/sign-in", name=name, secret=PEOPLE["secret"], own_phone="y")

    def sign_in_by_team(self, person: str, code: str) -> None:
        """By the list of the team."""
        self.look("team list", f"/sign-in/team/{code}", thinks=False)
        self.send("sign in", f"/sign-in/team/{code}", person=person, secret=PEOPLE["secret"])

    def member(self, name: str, person: str, code: str) -> None:
        """One module from signing in to the certificate."""
        if self.chance.random() < BY_TEAM:
            self.sign_in_by_team(person, code)
        else:
            self.sign_in(name)
        self.look("home", "/", thinks=False)
        if '/privacy/acknowledgements"' in self.page:
            self.send("notice seen", "/privacy/acknowledgements", next="/")
            self.look("home", "/", thinks=False)
        home = self.page
        start = self.found(r'action="(/courses/modules/[^"]+/enrolment)"')
        module = start.removesuffix("/enrolment")
        if "/certificates/name/confirmations" in home and self.chance.random() < 0.8:
            self.send("name", "/certificates/name/confirmations", name=_name(home), next="/")
            self.look("home", "/", thinks=False)
        self.lessons(module, self.send("enrol", start))
        self.quiz(f"{module}/attempt", module)

    def lessons(self, module: str, place: str) -> None:
        """Read all of them; a test before them is sat or left out."""
        if not place.startswith("/courses/lessons/"):
            self.look("module", place, thinks=False)
            if "/pretest/omission" not in self.page:
                return
            if self.chance.random() < PRETEST:
                self.answer_all(self.send("pretest", f"{module}/pretest"))
                self.look("module", module)
                place = self.send("enrol", f"{module}/enrolment")
            else:
                place = self.send("pretest", f"{module}/pretest/omission")
        while place.startswith("/courses/lessons/"):
            self.look("lesson", place, thinks=False)
            place = self.send("read", f"{place}/reading")

    def quiz(self, start: str, module: str) -> None:
        """Sit it, hand it in, look at the result and at the certificate."""
        self.look("module", module, thinks=False)
        attempt = self.answer_all(self.send("quiz start", start))
        self.look("result", f"/quizzes/attempts/{attempt}")
        if place := re.search(r'"(/certificates/[0-9a-f-]{36})"', self.page):
            self.look("certificate", place[1])
            self.notes.kept(what="certificate", id=place[1].rsplit("/", 1)[1])
            if self.chance.random() < OPENS_PDF:
                self.look("PDF", f"{place[1]}/document.pdf")

    def answer_all(self, place: str) -> str:
        """Answer every question and hand in; the attempt."""
        here = self.look("question", place, thinks=False)
        attempt = here.split("/")[3]
        while "/items/" in here:
            position = int(here.rsplit("/", 1)[1])
            request, fields = f"l{self.chance.randrange(16**20):x}", self.choose()
            here = self.send("answer", f"{here}/response", request_id=request, **fields)
            self.notes.kept(what="answer", attempt=attempt, position=position, request=request,
                            fields=fields)  # fmt: skip
            self.look("question" if "/items/" in here else "review", here, thinks=False)
        self.send("submit", f"/quizzes/attempts/{attempt}/submission", unanswered="yes")
        self.notes.kept(what="submission", attempt=attempt)
        return attempt

    def choose(self) -> dict[str, str]:
        """The right option, mostly."""
        stem = unescape(self.found(r"(?s)<h2>(.*?)</h2>"))
        options = re.findall(r'name="option"[^>]*value="(\d+)"', self.page)
        key = str(PEOPLE["keys"].get(stem, ""))
        if key in options and self.chance.random() < RIGHT:
            return {"option": key}
        return {"option": self.chance.choice(options)} if options else {}

    def leader(self, name: str, person: str, code: str, team: str) -> None:
        """Who of my team is still to come, and the list to print."""
        self.sign_in(name)
        self.look("home", "/", thinks=False)
        self.look("team", f"/requirements/{YEAR}/teams/{team}")
        self.look("team's certificates", f"/certificates/teams/{team}")
        self.look("team", f"/requirements/{YEAR}/teams/{team}")

    def commune(self, name: str, unit: str) -> None:
        """How my commune stands, who is missing, whom to call, the table to take out."""
        self.sign_in(name)
        self.look("staff home", "/", thinks=False)
        self.look("coverage", f"/requirements/{YEAR}/coverage?unit={unit}")
        self.look("call list", f"/requirements/{YEAR}/call-list?unit={unit}")
        self.look("roster", "/people/roster")
        self.look("pace", f"/requirements/{YEAR}/pace?unit={unit}")
        self.look("coverage", f"/requirements/{YEAR}/coverage?unit={unit}")
        if self.chance.random() < 0.5:
            self.look("export", f"/requirements/{YEAR}/coverage.xlsx?unit={unit}")

    def department(self, name: str, unit: str) -> None:
        """The province, again and again, and one file."""
        self.sign_in(name)
        self.look("staff home", "/", thinks=False)
        for _ in range(3):
            self.look("coverage", f"/requirements/{YEAR}/coverage?unit={unit}")
        self.look("pace", f"/requirements/{YEAR}/pace?unit={unit}")
        self.look("report", f"/requirements/{YEAR}/report")
        self.look("export", f"/requirements/{YEAR}/coverage.xlsx?unit={unit}")

    def stranger(self, token: str) -> None:
        """Is this certificate real?"""
        self.look("verify", f"/v/{token}", thinks=False)


def _name(page: str) -> str:
    found = re.search(r'name="name" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


PEOPLE: dict[str, Any] = json.loads((FOLDER / "people.json").read_text())


class Street(User):
    """Where people come from: one journey after the other begins when it is due."""

    host = os.environ["LOAD_HOST"]

    @task
    def come(self) -> None:
        """Let journeys begin until the time is over, then wait for those under way."""
        notes, chance, began = Notes(FOLDER), Random(FIRST), time.time()
        turns, under_way, ends = _turns(), [], Counter[str]()
        for number in count():
            due = began + number / RATE
            if due > began + SECONDS:
                break
            gevent.sleep(max(0.0, due - time.time()))
            kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
            phone = Visitor(self.environment)
            phone.begin(PACE, PATIENCE, notes, Random(FIRST * 1_000 + number))
            under_way.append(gevent.spawn(_go, phone, kind, next(turns[kind]), ends))
        gevent.joinall(under_way, timeout=float(os.environ.get("LOAD_DRAIN", "0")))
        gevent.killall(under_way, block=True, timeout=5)
        ends["cut off"] = number - sum(ends.values())
        summary = {"began": began, "journeys": number, "ends": ends}
        (FOLDER / "summary.json").write_text(json.dumps(summary))
        self.environment.runner.quit()


def _turns() -> dict[str, Iterator[Any]]:
    """Who comes next of each kind: members once only, the others again when all have been here."""
    turns = {kind: _again(PEOPLE[kind]) for kind in ("commune", "department")}
    strangers = _again([[token] for token in PEOPLE["tokens"]])
    members = iter(PEOPLE["members"][FIRST:])
    return {**turns, "leader": _again(PEOPLE["leaders"]), "stranger": strangers, "member": members}


def _again(people: list[Any]) -> Iterator[Any]:
    while True:
        yield from people


def _go(phone: Visitor, kind: str, who: list[str], ends: Counter[str]) -> None:
    journey: Callable[..., None] = getattr(phone, kind)
    try:
        journey(*who)
    except GaveUp as why:
        ends[f"{kind} gave up: {str(why)[:120]}"] += 1
    else:
        ends[f"{kind} done"] += 1


@events.init.add_listener
def _quiet(environment: Environment, **_: object) -> None:
    """Our own notes tell more than locust's table; its bookkeeping would only cost."""
    environment.stats.use_response_times_cache = False
