"""What one request of the last day costs: statements, and milliseconds of processor.

`python -m bench.costs --database sqlite|postgresql`: members of the scenario one after the other in
this process, without a server. Milliseconds of processor hardly depend on what else the machine
does, so this is the figure to look at when a page has changed.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from html import unescape
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from bench.coverage import database
from bench.crowd import SECRET
from bench.stack import Stack, environment_of, fill
from lms.app import create_app
from lms.core.db import db
from lms.settings import Settings

WARM, MEMBERS = 3, 15
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Meter:
    """Counts while a request runs."""

    def __init__(self) -> None:
        self.statements = 0
        self.spent: dict[str, list[float]] = defaultdict(list)
        self.asked: dict[str, list[int]] = defaultdict(list)
        self.texts: dict[str, Counter[str]] = defaultdict(Counter)
        self.kind = ""
        event.listen(Engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements += 1
        self.texts[self.kind][" ".join(statement.split())] += 1

    def figures(self) -> dict[str, dict[str, float]]:
        """The median of each kind, dearest first."""
        return {
            kind: {"statements": median(self.asked[kind]),
                   "cpu_ms": round(1000 * median(some), 2)}
            for kind, some in sorted(self.spent.items(), key=lambda one: -median(one[1]))
        }  # fmt: skip


class Walker:
    """One member in a browser of this process."""

    def __init__(self, client: FlaskClient, meter: Meter) -> None:
        self.client, self.meter = client, meter
        self.token, self.page = "", ""

    def ask(self, kind: str, path: str, fields: dict[str, str] | None = None) -> str:
        """One request; where it leads."""
        self.meter.statements, self.meter.kind = 0, kind
        began = time.process_time()
        if fields is None:
            reply = self.client.get(path, headers={"Accept-Encoding": "br"})
        else:
            reply = self.client.post(path, data={"csrf_token": self.token, **fields})
        self.meter.spent[kind].append(time.process_time() - began)
        self.meter.asked[kind].append(self.meter.statements)
        if reply.status_code >= 400:
            raise SystemExit(f"{kind} {path}: {reply.status_code}")
        if reply.mimetype == "text/html" and reply.status_code == 200:
            self.page = self.client.get(path).text if fields is None else reply.text
            if found := TOKEN.search(self.page):
                self.token = found[1]
        return reply.headers.get("Location", path)

    def member(self, name: str, keys: dict[str, int]) -> None:
        """From signing in to the certificate."""
        self.ask("sign-in page", "/sign-in")
        self.ask("sign in", "/sign-in", {"name": name, "secret": SECRET, "own_phone": "y"})
        notice = self.ask("to the notice", "/")
        if notice != "/":
            self.ask("notice", notice)
            self.ask("notice seen", "/privacy/acknowledgements", {"next": "/"})
        self.ask("home", "/")
        start = re.findall(r'action="(/courses/modules/[^"]+/enrolment)"', self.page)[0]
        self._say_name()
        place = self.ask("enrol", start, {})
        module = start.removesuffix("/enrolment")
        if "/lessons/" not in place:
            self.ask("module", module)
            place = self.ask("no pretest", f"{module}/pretest/omission", {})
        while "/lessons/" in place:
            self.ask("lesson", place)
            place = self.ask("read", f"{place}/reading", {})
        self.ask("module", module)
        self._quiz(self.ask("quiz start", f"{module}/attempt", {}), keys)

    def _say_name(self) -> None:
        if found := re.search(r'name="name" value="([^"]*)"', self.page):
            fields = {"name": unescape(found[1]), "next": "/"}
            self.ask("name", "/certificates/name/confirmations", fields)

    def _quiz(self, place: str, keys: dict[str, int]) -> None:
        here = self.ask("resume", place)
        attempt = here.split("/")[3]
        while "/items/" in here:
            self.ask("question", here)
            stem = unescape(re.findall(r"(?s)<h2>(.*?)</h2>", self.page)[0])
            fields = {"option": str(keys.get(stem, 0)), "request_id": f"c{time.time_ns()}"}
            here = self.ask("answer", f"{here}/response", fields)
        self.ask("review", here)
        self.ask("submit", f"/quizzes/attempts/{attempt}/submission", {"unanswered": "yes"})
        self.ask("result", f"/quizzes/attempts/{attempt}")
        if found := re.search(r'"(/certificates/[0-9a-f-]{36})"', self.page):
            self.ask("certificate", found[1])


def run(kind: str, folder: Path, address: str, *, texts: str = "") -> dict[str, Any]:
    """The figures of one database; with `texts` the statements of a kind are printed."""
    up = Stack(kind, folder, address, environment_of(address, str(folder)))
    fill(up, "commune")
    settings = Settings(
        database_url=address,
        data_dir=str(folder),
        log_level="ERROR",
        secret_key=up.environment["LMS_SECRET_KEY"],
        sign_in_per_minute=10**6,
    )
    app = create_app(settings)
    people = json.loads((folder / "people.json").read_text())
    meter = Meter()
    for number, (name, *_) in enumerate(people["members"][: WARM + MEMBERS]):
        if number == WARM:  # statements and templates are compiled
            meter.spent.clear()
            meter.asked.clear()
        Walker(app.test_client(), meter).member(name, people["keys"])
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if texts:
        for text, count in meter.texts[texts].most_common():
            print(f"{count:5} {text[:400]}")
    figures = meter.figures()
    show(kind, figures)
    return figures


def show(kind: str, figures: dict[str, Any]) -> None:
    """Print the table of one database."""
    print(f"\n{kind}: what a request costs, in one process")
    for name, one in figures.items():
        print(
            f"  {name:14} {one['statements']:4.0f} statements {one['cpu_ms']:8.2f} ms of processor"
        )


def main() -> None:
    """Measure on one database and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--texts", default="", help="print the statements of this kind")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        database(asked.database, Path(name)) as address,
    ):
        run(asked.database, Path(name), address, texts=asked.texts)


if __name__ == "__main__":
    main()
