"""Figures read when somebody scrapes: what waits in the database, room on the disk, this build.

Each is one look into an index, and counting stops at MANY: a scrape costs the same whether ten
people or 460,000 are written to.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import datetime

import structlog
from flask import current_app
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from lms.core.clock import now
from lms.core.db import db
from lms.core.outbox import Message, MessageState

log = structlog.get_logger("hocso.metrics")
MANY = 10_000


class Standing(Collector):
    """How things stand now, seen by whichever process is asked."""

    def collect(self) -> Iterator[Metric]:
        """Look; a database that does not answer is told, and the rest all the same."""
        began = time.perf_counter()
        yield _build()
        yield from _disk()
        at = now()
        try:
            found = [*_outbox(at)]
        except SQLAlchemyError as error:
            db.session.rollback()
            log.error("database", kind=type(error).__name__)
            found = []
        yield from found
        yield _one("hocso_database_up", "Whether the database answered.", bool(found))
        yield _one(
            "hocso_scrape_seconds", "How long these looks took.", time.perf_counter() - began
        )


def _build() -> Metric:
    family = GaugeMetricFamily("hocso_build_info", "What runs here.", labels=[*BUILD])
    family.add_metric([str(current_app.extensions[BUILD[name]]) for name in BUILD], 1)
    return family


BUILD = {"version": "version", "commit": "commit", "migration": "migration_head"}


def _disk() -> Iterator[Metric]:
    room = shutil.disk_usage(current_app.config["DATA_DIR"])
    yield _one("hocso_disk_free_bytes", "Room left where the data folder lies.", room.free)
    yield _one("hocso_disk_size_bytes", "Size of that disk.", room.total)


def _outbox(at: datetime) -> Iterator[Metric]:
    due = select(Message.next_try).where(
        Message.state == MessageState.WAITING, Message.next_try <= at
    )
    waiting = db.session.scalar(select(func.count()).select_from(due.limit(MANY).subquery()))
    oldest = db.session.scalar(due.order_by(Message.next_try).limit(1))
    yield _one(
        "hocso_outbox_due",
        f"Messages that are due and not sent; {MANY} says: or more.",
        waiting or 0,
    )
    yield _one("hocso_outbox_oldest_seconds", "How long the first of them waits.", age(oldest, at))


def age(since: datetime | None, at: datetime) -> float:
    """Seconds from a moment until now; 0 when there is nothing."""
    return max(0.0, (at - since).total_seconds()) if since else 0.0


def _one(name: str, sentence: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, sentence)
    family.add_metric([], value)
    return family
