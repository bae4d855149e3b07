"""Who does the jobs: huey's threads, woken through Redis or in the same process, and a sweep."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from redis import ConnectionPool, RedisError
from sqlalchemy.exc import SQLAlchemyError

from lms.core.clock import now
from lms.core.jobs.running import open_jobs, run
from lms.core.jobs.scheduling import Schedule, ask_for_due
from lms.core.shared import shared
from lms.settings import Settings

log = structlog.get_logger("hocso.job")
SWEEP = 5  # seconds between two looks for jobs that nobody woke for
SWEPT = "jobs:swept"  # shared: when somebody last looked, in seconds of the epoch
A_DAY = 86_400
LOOKED_BACK = timedelta(days=1)  # at the start, for what fell due while nobody was there


class Engine:
    """The queue of an application, and the threads of this process that work it off."""

    def __init__(self, app: Flask, settings: Settings, schedule: Schedule) -> None:
        self.app, self.settings, self.schedule = app, settings, schedule
        self.is_shared = bool(settings.redis_url)
        self.huey = _huey(settings)
        self.task: Callable[[str], object] = self.huey.task()(self._do)
        self.threads: Consumer | None = None
        self.over = threading.Event()

    def wake(self, job_id: UUID) -> None:
        """Tell a worker of a job; when this does not work, the next sweep finds it."""
        if self.is_shared or self.threads is not None:
            with suppress(RedisError):
                self.task(str(job_id))

    def start(self, threads: int) -> None:
        """Work off jobs in threads of this process, beside what else it does."""
        self.threads = Threads(self.huey, workers=threads, periodic=False, max_delay=1.0)
        self.threads.start()
        threading.Thread(target=self._sweep, name="sweep", daemon=True).start()

    def start_inside(self) -> None:
        """The same in a web process, where settings want it."""
        if self.settings.worker_inside:
            self.start(self.settings.job_threads)

    def stop(self) -> None:
        """Begin nothing more; what is under way is gone on with elsewhere."""
        self.over.set()
        if self.threads is not None:
            self.threads.stop()

    def work(self, threads: int) -> None:
        """Work off jobs until SIGTERM or SIGINT; what is under way ends its part first."""
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: self.over.set())
        self.start(threads)
        self.over.wait()
        cast("Consumer", self.threads).stop(graceful=True)

    def waiting(self) -> int:
        """How many jobs were called for and not taken yet."""
        return int(self.huey.pending_count())

    def _do(self, job_id: str) -> None:
        with self.app.app_context():
            run(UUID(job_id))

    def _sweep(self) -> None:
        looked = now() - LOOKED_BACK
        while not self.over.wait(SWEEP):
            try:
                with self.app.app_context():
                    at = now()
                    ask_for_due(self.schedule, max(looked, at - LOOKED_BACK), at)
                    looked = at
                    shared().put(SWEPT, at.timestamp(), A_DAY)
                    if not self.waiting():
                        for job_id in open_jobs():
                            self.task(str(job_id))
            except (SQLAlchemyError, RedisError) as error:
                log.warning("sweep failed", why=type(error).__name__)


class Threads(Consumer):  # type: ignore[misc]
    """huey's threads without its signal handlers: the server or the command has its own."""

    def _set_signal_handlers(self) -> None:
        pass


def _huey(settings: Settings) -> Huey:
    """Messages name a job and nothing else; they are signed, as huey pickles them."""
    common: dict[str, Any] = {
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_key),
    }
    if not settings.redis_url:
        return MemoryHuey("hocso", **common)
    pool = ConnectionPool.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=2)
    return RedisHuey("hocso", connection_pool=pool, **common)


def set_up_jobs(app: Flask, settings: Settings, schedule: Schedule) -> None:
    """Make the queue; nobody works it off until `start` or `work`."""
    made = Engine(app, settings, schedule)
    app.extensions.update(job_engine=made, wake=made.wake)


def engine() -> Engine:
    """The queue of this application."""
    return cast("Engine", current_app.extensions["job_engine"])
