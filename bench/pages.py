"""Every page asked as every role: time, statements, rows and bytes of each, the worst first.

`python -m bench.pages --scale nation --database postgresql`, or `--address …` for data that is
there already; pages are found by following links, two of each kind, and nothing is ever sent.
"""

from __future__ import annotations

import gc
import html
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from werkzeug.exceptions import HTTPException

from bench.coverage import database
from bench.nation import BY, SCALES, SECRET, Builder
from bench.serving import ROOT
from lms.app import create_app
from lms.core.clock import now, today
from lms.core.db import db, transaction
from lms.org.models import Level, Placement, Unit
from lms.people.account_models import NoticeSeen
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Account, Membership, Person, TeamRole
from lms.people.operations.entering import enter_person, grant_role, open_account
from lms.requirements import duties, standings
from lms.settings import Settings

OUT = ROOT / "bench" / "out"
EACH = int(os.environ.get("BENCH_EACH", "2"))  # pages of one kind that are asked
PATIENCE = 60  # seconds a page may take before it is given up
SLOW_MS, HEAVY_BYTES = 300, 100_000
ROLES = {  # name → role and the level it is granted at; without a level: a seat in a team
    "member": ("member", None),
    "leader": ("leader", None),
    "trainer": ("trainer", Level.PROVINCE),
    "commune": ("commune", Level.COMMUNE),
    "province": ("department", Level.PROVINCE),
    "nation": ("department", Level.NATION),
    "administrator": ("administrator", Level.NATION),
    "auditor": ("auditor", Level.NATION),
}
LEFT_OUT = {"static", "account.sign_out", "accounts.sign_out"}


@dataclass
class Asked:
    """What one page cost: milliseconds of the second request, and what it took to make it."""

    role: str
    rule: str
    path: str
    status: int
    ms: float = 0.0
    statements: int = 0
    rows: int = 0  # as PostgreSQL tells; SQLite does not
    most_rows: int = 0  # of one statement
    size: int = 0
    tags: int = 0
    kind: str = ""
    slowest_ms: float = 0.0  # one statement
    slowest: str = ""
    peak_mb: int = 0  # of the whole process so far


@dataclass
class Counting:
    """Listens to the statements of one request."""

    statements: list[tuple[float, int, str]] = field(default_factory=list)
    began: float = 0.0

    def before(self, *_: Any) -> None:
        """A statement begins."""
        self.began = time.perf_counter()

    def after(self, _connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        """A statement is done."""
        taken = 1000 * (time.perf_counter() - self.began)
        self.statements.append((taken, max(0, cursor.rowcount), statement))


def run(address: str, folder: str, only: Sequence[str] = ()) -> dict[str, Any]:
    """Ask every page as every role (or only some); what each cost, and the worst in words."""
    app = create_app(Settings(database_url=address, data_dir=folder, log_level="CRITICAL",
                              sign_in_per_minute=100_000, verify_per_minute=100_000,
                              public_page_per_minute=100_000))  # fmt: skip
    with app.app_context():
        names = [name for name in _accounts() if not only or name in only]
        db.session.remove()
    found = []
    for role in names:
        for one in _crawl(app, role):
            found.append(one)
            print(_line(one), flush=True)
    show(found)
    return {"pages": [asdict(one) for one in found], "rules": _rules_met(app, found)}


def _accounts() -> list[str]:
    """Somebody of each role who can sign in; who is there from an earlier run stays."""
    places = {level: _one_unit(level) for level in Level}
    made = []
    with transaction():
        for name, (role, level) in ROLES.items():
            if level is Level.NATION and places[level] is None:
                level = Level.PROVINCE
            if db.session.scalar(select(Account).where(Account.username == f"pages-{name}")):
                made.append(name)
                continue
            person = _seated(role) if level is None else enter_person(
                f"Cán bộ {name}", since=today().replace(month=1, day=1))  # fmt: skip
            db.session.flush()
            if level is not None:
                unit = places[level]
                if unit is None:
                    continue
                grant_role(person.id, role, unit, since=today().replace(month=1, day=1), by=BY,
                           at=now())  # fmt: skip
            open_account(person, f"pages-{name}", SECRET, by=BY, at=now())
            db.session.add(NoticeSeen(person_id=person.id, version=NOTICE_VERSION, at=now()))
            made.append(name)
    return made


def _one_unit(level: Level) -> Any:
    """The unit of a level whose id is the lowest: all in the same branch of the tree."""
    query = select(Unit.id).where(Unit.level == level).order_by(Unit.id)
    if level is Level.COMMUNE:
        province = _one_unit(Level.PROVINCE)
        query = query.join(Placement, Placement.unit_id == Unit.id)
        query = query.where(Placement.parent_id == province, Placement.until.is_(None))
    return db.session.scalar(query.limit(1))


def _seated(role: str) -> Person:
    """Somebody on a roster, with no account yet."""
    return db.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.role == TeamRole(role), Membership.until.is_(None),
               ~select(Account.person_id).where(Account.person_id == Person.id).exists())
        .order_by(Membership.id).limit(1)
    ).one()  # fmt: skip


def _crawl(app: Flask, role: str) -> Iterator[Asked]:
    """Pages by url rule: those without parameters first, then what they link to."""
    client = app.test_client()
    _sign_in(client, f"pages-{role}")
    rules = list(app.url_map.iter_rules())
    plain = [r.rule for r in rules if "GET" in (r.methods or ()) and not r.arguments
             and r.endpoint not in LEFT_OUT]  # fmt: skip
    waiting = deque(["/", *sorted(plain)])
    seen: set[tuple[str, tuple[str, ...], int]] = set()
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    while waiting:
        path = waiting.popleft()
        found = _kind_of(app, path)
        if found is None or counts[found] >= EACH or (*found, hash(path)) in seen:
            continue
        seen.add((*found, hash(path)))
        counts[found] += 1
        asked, body = _ask(client, role, found[0], path)
        yield asked
        waiting.extend(_links(body))


def _kind_of(app: Flask, path: str) -> tuple[str, tuple[str, ...]] | None:
    """The url rule of a path and the names in its query: pages of a kind differ in values only."""
    parts = urlsplit(path)
    try:
        rule, _values = app.url_map.bind("localhost").match(parts.path, "GET", return_rule=True)
    except HTTPException:
        return None
    if rule.endpoint in LEFT_OUT or "sign-out" in rule.rule or rule.endpoint.endswith("static"):
        return None
    return rule.rule, tuple(sorted({name for name, _ in parse_qsl(parts.query)}))


def _links(body: str) -> list[str]:
    found = re.findall(r'<a\b[^>]*?\bhref="(/[^"#]*)', body)
    return list(dict.fromkeys(html.unescape(one) for one in found if not one.startswith("//")))


def _sign_in(client: FlaskClient, name: str) -> None:
    page = client.get("/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    fields = {"name": name, "secret": SECRET, "csrf_token": token[1] if token else ""}
    done = client.post("/sign-in", data=fields)
    if done.status_code != 303:
        raise SystemExit(f"could not sign in as {name}: {done.status_code}")


def _ask(client: FlaskClient, role: str, rule: str, path: str) -> tuple[Asked, str]:
    """Ask twice; the second time counts, unless the first was hopeless."""
    asked, body = _once(client, role, rule, path)
    if asked.ms < 3_000 and asked.status < 400:
        asked, body = _once(client, role, rule, path)
    return asked, body


def _once(client: FlaskClient, role: str, rule: str, path: str) -> tuple[Asked, str]:
    counting = Counting()
    with _listening(counting), _patience():
        started = time.perf_counter()
        try:
            reply = client.get(path)
            body, status, kind = reply.data, reply.status_code, reply.mimetype
            reply.close()
        except TimeoutError:
            body, status, kind = b"", 598, ""
        taken = 1000 * (time.perf_counter() - started)
    db_ms, _rows, slowest = max(counting.statements, default=(0.0, 0, ""))
    text = body.decode() if kind == "text/html" else ""
    return Asked(
        role, rule, path, status, round(taken, 1), len(counting.statements),
        sum(rows for _, rows, _ in counting.statements),
        max((rows for _, rows, _ in counting.statements), default=0),
        len(body), len(re.findall("<[a-z]", text)), kind, round(db_ms, 1),
        " ".join(slowest.split()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    ), text  # fmt: skip


@contextmanager
def _listening(counting: Counting) -> Iterator[None]:
    event.listen(Engine, "before_cursor_execute", counting.before)
    event.listen(Engine, "after_cursor_execute", counting.after)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", counting.before)
        event.remove(Engine, "after_cursor_execute", counting.after)


@contextmanager
def _patience() -> Iterator[None]:
    """Give a page up after a while; a statement is left by the alarm, too."""
    gc.collect()

    def give_up(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)


def _rules_met(app: Flask, found: list[Asked]) -> dict[str, Any]:
    """How many kinds of pages there are, and which nobody came across."""
    every = {r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ())}
    met = {one.rule for one in found if one.status == 200}
    return {"all": len(every), "met": len(met), "not met": sorted(every - met)}


def show(found: list[Asked]) -> None:
    """Print every page that is slow, heavy or broken."""
    bad = [one for one in found
           if one.ms > SLOW_MS or one.size > HEAVY_BYTES or one.status >= 500]  # fmt: skip
    print(f"\n{len(found)} pages of {len({one.rule for one in found})} kinds; "
          f"{len(bad)} over {SLOW_MS} ms, over {HEAVY_BYTES:,} bytes or broken")  # fmt: skip
    print(f"  {'ms':>8} {'sql':>5} {'rows':>8} {'most':>8} {'bytes':>9} {'tags':>6}  role  page")
    for one in sorted(bad, key=lambda one: -one.ms):
        print(_line(one))


def _line(one: Asked) -> str:
    return (f"  {one.ms:8.0f} {one.statements:5} {one.rows:8} {one.most_rows:8} {one.size:9} "
            f"{one.tags:6}  {one.role} {one.status} {one.path}")  # fmt: skip


def main() -> None:
    """Measure one scale on one database, or data that is there; print, keep."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=sorted(SCALES), default="nation")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--address", default="", help="data that is there already")
    parser.add_argument("--role", action="append", default=[], choices=sorted(ROLES))
    parser.add_argument("--folder", default="", help="the files that belong to it")
    asked = parser.parse_args()
    if asked.address:
        figures = run(asked.address, asked.folder or tempfile.mkdtemp(), asked.role)
    else:
        with (
            tempfile.TemporaryDirectory() as name,
            database(asked.database, Path(name)) as address,
        ):
            fill(asked.scale, address, name)
            figures = run(address, name, asked.role)
    OUT.mkdir(parents=True, exist_ok=True)
    file = OUT / f"pages-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"\nkept in {file.relative_to(ROOT)}")


def fill(scale: str, address: str, folder: str) -> None:
    """A made-up nation or province, as for the figures of coverage."""
    environment = {**os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
                   "LMS_DATABASE_URL": address, "LMS_DATA_DIR": folder}  # fmt: skip
    subprocess.run([sys.executable, "-m", "flask", "db", "upgrade"], cwd=ROOT, env=environment,
                   check=True)  # fmt: skip
    app = create_app(Settings(database_url=address, data_dir=folder, log_level="ERROR"))
    with app.app_context():
        with transaction():
            Builder(SCALES[scale], today()).build()
        with transaction():
            standings.recount(duties.get_year(today().year))
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main()
