"""Jobs: asked for with the transaction, done once, part by part, by whoever is alive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from huey import crontab
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from lms.core.access import Actor
from lms.core.clock import now
from lms.core.db import db, reading, transaction
from lms.core.errors import Refused
from lms.core.jobs import running
from lms.core.jobs.asking import Asked, is_open, later, told
from lms.core.jobs.engine import engine
from lms.core.jobs.locks import held
from lms.core.jobs.models import Job
from lms.core.jobs.scheduling import Regular, ask_for_due, newest_due
from lms.core.progress import Progress
from tests.core.jobs_process import PARTS, written

BY = Actor(None, "test")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def jobs(migrated: Flask) -> Iterator[Flask]:
    """An application as it is served, with a job that writes numbers."""
    app = migrated
    app.testing = False
    app.extensions["jobs"] = {"written": written}
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE part (x INTEGER)"))
        yield app
        db.session.remove()


def asked(key: UUID, **arguments: object) -> UUID:
    """Ask for the numbers and commit; the job's id."""
    with transaction():
        assert later("written", key, by=BY, at=now(), **arguments)
    with reading():
        is_open = Job.ended_at.is_(None)
        return db.session.scalars(select(Job.id).where(Job.key == key, is_open)).one()


def numbers() -> list[int]:
    """What was kept."""
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT x FROM part ORDER BY x")).scalars())


def job(job_id: UUID) -> Job:
    """The row as it is now."""
    with reading():
        row = db.session.get_one(Job, job_id, populate_existing=True)
        db.session.expunge(row)
        return row


def test_what_is_rolled_back_was_never_asked_for(jobs: Flask) -> None:
    woken: list[UUID] = []
    jobs.extensions["wake"] = woken.append
    with suppress(Refused), transaction():
        later("written", uuid4(), by=BY, at=now())
        raise Refused
    with reading():
        assert db.session.scalar(select(func.count()).select_from(Job)) == 0
    assert woken == []
    job_id = asked(uuid4())
    assert woken == [job_id]


def test_a_job_is_done_once_and_forgotten_when_it_ended_well(jobs: Flask) -> None:
    key = uuid4()
    job_id = asked(key)
    with transaction():
        assert not later("written", key, by=BY, at=now())  # a second press
        assert (is_open("written", key), told(key)) == (True, Progress(0, 0))
    running.run(job_id)
    running.run(job_id)
    assert numbers() == list(range(1, PARTS + 1))
    with reading():
        assert (is_open("written", key), told(key)) == (False, None)
    assert job(job_id).ended_at is not None


def test_parts_are_kept_and_people_are_told_why_it_stopped(jobs: Flask) -> None:
    def stopped(asked: Asked) -> Iterator[Progress]:
        for part in written(asked):
            if part.done == 3:
                raise Refused("Vì sao")
            yield part

    jobs.extensions["jobs"] = {"written": stopped}
    key = uuid4()
    running.run(asked(key))
    assert numbers() == [1, 2]
    with reading():
        assert told(key) == Progress(0, 0, "Vì sao")
    jobs.extensions["jobs"] = {"written": written}
    running.run(asked(key))
    assert numbers() == list(range(1, PARTS + 1))
    with reading():
        assert told(key) is None


def test_a_database_that_is_away_ends_no_job(jobs: Flask) -> None:
    def away(asked: Asked) -> Iterator[Progress]:
        yield next(written(asked))
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    jobs.extensions["jobs"] = {"written": away}
    job_id = asked(uuid4())
    running.run(job_id)
    assert (job(job_id).ended_at, numbers()) == (None, [1])
    jobs.extensions["jobs"] = {"written": written}
    running.run(job_id)
    assert numbers() == list(range(1, PARTS + 1))


def test_what_kills_every_worker_is_given_up(jobs: Flask) -> None:
    key = uuid4()
    job_id = asked(key)
    with transaction():
        db.session.get_one(Job, job_id).tries = running.MOST_TRIES
    running.run(job_id)
    assert (job(job_id).problem, numbers()) == (running.GONE_WRONG, [])


def test_a_lock_is_held_by_one(jobs: Flask) -> None:
    with held("a") as first, held("a") as second, held("b") as other:
        assert (first, second, other) == (True, False, True)
    with held("a") as again:
        assert again


def test_each_moment_of_the_schedule_is_one_job(jobs: Flask) -> None:
    schedule = [Regular("written", crontab(hour="0", minute="5"))]
    at = datetime(2026, 12, 31, 17, 6, tzinfo=UTC)  # 00:06 of the new year in Việt Nam
    for _worker in range(3):
        ask_for_due(schedule, at - timedelta(days=1), at)
    with reading():
        assert db.session.scalar(select(func.count()).select_from(Job)) == 1


@pytest.mark.parametrize(
    ("after", "until", "due"),
    [
        ("16:59", "17:04", None),
        ("16:59", "17:05", "17:05"),
        ("17:05", "17:30", None),  # once
        ("10:00", "23:00", "17:05"),  # nobody was there at the time
    ],
)
def test_what_is_due_by_the_clock_of_viet_nam(after: str, until: str, due: str | None) -> None:
    regular = Regular("a", crontab(hour="0", minute="5"))
    found = newest_due(regular, moment(after), moment(until))
    assert found == (moment(due) if due else None)


def moment(clock: str) -> datetime:
    """A moment of a day, in UTC."""
    return datetime.fromisoformat(f"2026-11-30T{clock}:00+00:00")


@contextmanager
def worker(app: Flask, redis: str = "") -> Iterator[subprocess.Popen[str]]:
    """A worker process on the same database."""
    environment = {
        **os.environ, "LMS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "LMS_DATA_DIR": app.config["DATA_DIR"], "LMS_REDIS_URL": redis, "LMS_LOG_LEVEL": "ERROR",
        "LMS_SECRET_KEY": app.config["SECRET_KEY"],
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.core.jobs_process"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
        yield one
        one.kill()


def until(done: Callable[[], bool]) -> bool:
    """Wait for something, at most twenty seconds."""
    for _ in range(400):
        if done():
            return True
        time.sleep(0.05)
    return False


def test_a_killed_worker_loses_nothing(jobs: Flask) -> None:
    job_id = asked(uuid4(), seconds=0.1)
    with worker(jobs) as first, worker(jobs):
        assert until(lambda: len(numbers()) >= 2)
        first.send_signal(signal.SIGKILL)
        assert until(lambda: job(job_id).ended_at is not None)
    assert numbers() == list(range(1, PARTS + 1))


def test_a_worker_is_woken_through_redis(jobs: Flask, redis_address: str) -> None:
    settings = engine().settings
    with worker(jobs, redis_address):
        queue = type(engine())(jobs, replace(settings, redis_url=redis_address), ())
        jobs.extensions["wake"] = queue.wake
        job_id = asked(uuid4())
        assert until(lambda: job(job_id).ended_at is not None)
    assert numbers() == list(range(1, PARTS + 1))
