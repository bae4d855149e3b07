"""A corrected key at 100,000 attempts: dry run and marking again; and the statistics of that quiz.

`python -m bench.regrade --attempts 100000 --database postgresql`. The attempts belong to no
enrolment: what a new pass brings (completion, certificate, standing) is measured elsewhere.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from bench.coverage import database
from bench.serving import ROOT
from lms.app import create_app
from lms.core.access import Actor
from lms.core.db import db, new_id, transaction, write_many
from lms.people.models import Person
from lms.people.operations.entering import enter_person
from lms.settings import Settings
from quizzes.answer_queries import answers_to
from quizzes.models import (
    Attempt,
    AttemptItem,
    ItemVersion,
    Mark,
    Mode,
    QuizVersion,
    Response,
    Submission,
    Way,
)
from quizzes.operations import bank, correcting, regrading
from quizzes.regrade_models import RegradedMark
from quizzes.statistics_queries import statistics_of
from quizzes.wording import Wording

AT = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
ITEMS, DRAWN, PASS = 20, 10, 7
SEED = 4


def run(attempts: int, address: str, folder: str) -> dict[str, Any]:
    """All figures on one database."""
    environment = {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": address, "LMS_DATA_DIR": folder, "LMS_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", "flask", "db", "upgrade"], cwd=ROOT, env=environment,
                   check=True)  # fmt: skip
    app = create_app(Settings(database_url=address, data_dir=folder, log_level="ERROR"))
    figures: dict[str, Any] = {"attempts": attempts, "load_average": os.getloadavg()}
    with app.app_context():
        with transaction():
            version, items = _quiz()
            people = _people(attempts)
            _Filling(version, items, people).write()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        _statistics(figures, version.quiz_id, items[0])
        _regrade(figures, items[0])
        db.session.remove()
        db.engine.dispose()
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _quiz() -> tuple[QuizVersion, list[ItemVersion]]:
    opened = bank.open_bank("BENCH", "Bench")
    db.session.flush()
    items = [
        bank.write_item(
            opened, n, Wording("single_choice", f"?{n}", ["a", "b", "c", "d"], {"option": 0}, "!")
        )
        for n in range(1, ITEMS + 1)
    ]
    db.session.flush()
    version = bank.compose_quiz("BENCH", "Bench", items, draw=DRAWN, pass_mark=PASS)
    bank.release(version, by=Actor(None, "bench"), at=AT, note="")
    db.session.flush()
    return version, items


def _people(count: int) -> list[UUID]:
    """One person entered as people are, the rest as copies of that row."""
    person = enter_person("Nguyễn Văn Bench", since=AT.date())
    db.session.flush()
    names = Person.__table__.columns.keys()
    row = db.session.execute(select(*Person.__table__.columns).where(Person.id == person.id)).one()
    ids = [new_id() for _ in range(count)]
    place = names.index("id")
    write_many(
        Person.__table__,  # type: ignore[arg-type]
        (tuple(_cell(one if n == place else v) for n, v in enumerate(row)) for one in ids),
    )
    return ids


class _Filling:
    """Everybody sits the quiz once; the doubtful item is in every attempt."""

    def __init__(self, version: QuizVersion, items: list[ItemVersion], people: list[UUID]) -> None:
        chance = Random(SEED)
        self.version, self.people = version, people
        self.drawn = [(new_id(), [items[0], *chance.sample(items[1:], DRAWN - 1)]) for _ in people]
        wrong = [0] * 7 + [1, 2, 3]
        self.chosen = [chance.choices(wrong, k=DRAWN) for _ in people]

    def write(self) -> None:
        """Write all rows, table by table."""
        for model, rows in (
            (Attempt, self.attempts()),
            (AttemptItem, self.placed()),
            (Response, self.responses()),
            (Submission, self.submissions()),
            (Mark, self.marks()),
        ):
            table: Any = model.__table__
            names = table.columns.keys()
            write_many(table, _rows(rows, names))

    def attempts(self) -> Iterator[dict[str, Any]]:
        """The attempts."""
        for (one, _items), person in zip(self.drawn, self.people, strict=True):
            yield {
                "id": one, "quiz_version_id": self.version.id, "person_id": person, "number": 1,
                "seed": 1, "started_at": AT, "origin": "/", "device_key": None, "mode": Mode.TEST,
                "way": Way.ONLINE, "deadline": None, "keeper_id": None,
            }  # fmt: skip

    def placed(self) -> Iterator[dict[str, Any]]:
        """What was drawn."""
        for one, items in self.drawn:
            for position, item in enumerate(items, 1):
                yield {"attempt_id": one, "position": position, "item_version_id": item.id,
                       "option_order": [0, 1, 2, 3]}  # fmt: skip

    def responses(self) -> Iterator[dict[str, Any]]:
        """What was answered."""
        for (one, _items), options in zip(self.drawn, self.chosen, strict=True):
            for position, option in enumerate(options, 1):
                yield {"id": new_id(), "attempt_id": one, "position": position,
                       "answer": {"option": option}, "request_id": f"r{position}",
                       "given_at": AT + timedelta(seconds=20 * position)}  # fmt: skip

    def submissions(self) -> Iterator[dict[str, Any]]:
        """All handed in."""
        for one, _items in self.drawn:
            yield {"attempt_id": one, "submitted_at": AT + timedelta(minutes=5)}

    def marks(self) -> Iterator[dict[str, Any]]:
        """All marked."""
        for (one, _items), options in zip(self.drawn, self.chosen, strict=True):
            right = options.count(0)
            yield {"attempt_id": one, "score": right, "out_of": DRAWN, "passed": right >= PASS,
                   "marked_at": AT, "credits": ["0" if o else "1" for o in options]}  # fmt: skip


def _rows(rows: Iterator[dict[str, Any]], names: list[str]) -> Iterator[tuple[Any, ...]]:
    return (tuple(_cell(row[name]) for name in names) for row in rows)


def _cell(value: Any) -> Any:
    """A value as the driver takes it: PostgreSQL’s COPY knows no types of ours."""
    if db.engine.dialect.name != "postgresql":
        return value
    if isinstance(value, dict | list):
        return json.dumps(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value.value if isinstance(value, Mode | Way) else value


def _statistics(figures: dict[str, Any], quiz_id: UUID, item: ItemVersion) -> None:
    for name in ("statistics_seconds", "statistics_again_seconds"):
        started = time.perf_counter()
        found = statistics_of(quiz_id)
        figures[name] = round(time.perf_counter() - started, 2)
    figures["people"], figures["alpha"] = found.figures.people, found.figures.alpha
    started = time.perf_counter()
    answers_to(quiz_id, item)
    figures["answers_seconds"] = round(time.perf_counter() - started, 2)
    db.session.rollback()


def _regrade(figures: dict[str, Any], wrong: ItemVersion) -> None:
    with transaction():
        correction = correcting.propose(
            db.session.get_one(ItemVersion, wrong.id), {"option": 1}, explanation="!", reason="?",
            by=Actor(new_id(), "trainer"), at=AT,
        )  # fmt: skip
    started = time.perf_counter()
    changed = sum(len(some) for some in regrading.compare(correction))
    figures["dry_run_seconds"] = round(time.perf_counter() - started, 2)
    started = time.perf_counter()
    parts = correcting.approve(correction.id, note="", by=Actor(new_id(), "officer"), at=AT)
    while True:
        with transaction():
            if next(parts, None) is None:
                break
    seconds = time.perf_counter() - started
    figures["regrade_seconds"] = round(seconds, 2)
    figures["changed"] = changed
    figures["touched"] = len(regrading.found.touched(correction))
    figures["touched_a_second"] = round(figures["touched"] / seconds)
    if db.session.scalar(select(func.count()).select_from(RegradedMark)) != changed:
        raise SystemExit("not what the dry run said")


def main() -> None:
    """Measure on one database and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        database(asked.database, Path(name)) as address,
    ):
        for figure, value in run(asked.attempts, address, name).items():
            print(f"  {figure}: {value}")


if __name__ == "__main__":
    main()
