"""A job while it is done: its figures, its span, and its name on every line of the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from structlog.contextvars import bound_contextvars

from lms.core.observe import pulse, series
from lms.core.observe.tracing import job_span


class End(StrEnum):
    """What came of a try."""

    DONE = "done"
    REFUSED = "refused"  # a rule forbids it; whoever asked is told why
    FAILED = "failed"  # nobody expected that
    INTERRUPTED = "interrupted"  # the database was away; it is gone on with
    GIVEN_UP = "given_up"  # tried too often


@dataclass
class Watched:
    """Says how the job ended; left alone, it was interrupted."""

    end: End = End.INTERRUPTED


@contextmanager
def watched(job_id: UUID, kind: str) -> Iterator[Watched]:
    """Watch a job being done."""
    watch, began = Watched(), time.perf_counter()
    series.jobs_running.labels(kind).inc()
    try:
        with bound_contextvars(job=str(job_id), kind=kind), job_span(kind):
            yield watch
    finally:
        series.jobs_running.labels(kind).dec()
        series.job_seconds.labels(kind).observe(time.perf_counter() - began)
        series.jobs.labels(kind, watch.end).inc()
        pulse.look_now_and_then()


def given_up(kind: str) -> None:
    """A job was tried too often."""
    series.jobs.labels(kind, End.GIVEN_UP).inc()
