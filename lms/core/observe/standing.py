"""Figures read when somebody scrapes: what waits in the database, room on the disk, this build.

A scrape costs the same whether ten people are written to or 460,000: see `waiting`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

import structlog
from flask import current_app
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from lms.core.clock import now
from lms.core.db import db
from lms.core.observe.waiting import job_figures, one, outbox_figures

log = structlog.get_logger("hocso.metrics")


class Standing(Collector):
    """How things stand now, seen by whichever process is asked."""

    def collect(self) -> Iterator[Metric]:
        """Look; a database that does not answer is told, and the rest all the same."""
        began = time.perf_counter()
        yield _build()
        yield from _disk()
        at = now()
        try:
            found = [*outbox_figures(at), *job_figures(at)]
        except SQLAlchemyError as error:
            db.session.rollback()
            log.error("database", kind=type(error).__name__)
            found = []
        yield from found
        yield one("hocso_database_up", "Whether the database answered.", bool(found))
        yield one("hocso_scrape_seconds", "How long these looks took.", time.perf_counter() - began)


def _build() -> Metric:
    family = GaugeMetricFamily("hocso_build_info", "What runs here.", labels=[*BUILD])
    family.add_metric([str(current_app.extensions[BUILD[name]]) for name in BUILD], 1)
    return family


BUILD = {"version": "version", "commit": "commit", "migration": "migration_head"}


def _disk() -> Iterator[Metric]:
    room = shutil.disk_usage(current_app.config["DATA_DIR"])
    yield one("hocso_disk_free_bytes", "Room left where the data folder lies.", room.free)
    yield one("hocso_disk_size_bytes", "Size of that disk.", room.total)
