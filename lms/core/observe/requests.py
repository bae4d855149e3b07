"""The figures of one request: counted by the rule of its route, never by its address."""

from __future__ import annotations

import time
from functools import lru_cache

from flask import Response, g, request
from prometheus_client import Counter, Histogram

from lms.core.observe import pulse, series
from lms.core.observe.asking import Asked, asked

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "none"  # what nobody serves: scanners ask for anything


def begin() -> None:
    """A request has come in."""
    g.started, g.asked = time.perf_counter(), Asked()
    asked.set(g.asked)
    series.in_flight.inc()


def seconds() -> float:
    """How long this request has taken until now."""
    return time.perf_counter() - float(g.get("started", time.perf_counter()))


def route() -> str:
    """The rule of this request's route, which is the same for every person."""
    return request.url_rule.rule if request.url_rule else NO_ROUTE


def count(response: Response) -> None:
    """An answer is ready."""
    rule, tally = route(), g.get("asked")
    method = request.method if request.method in METHODS else "other"
    _counter(rule, method, response.status_code // 100).inc()
    _clock(rule).observe(seconds())
    if tally and tally.statements:
        series.statements.observe(tally.statements)
        series.database_seconds.observe(tally.seconds)


@lru_cache(2_000)  # finding a figure by its labels costs as much as counting
def _counter(rule: str, method: str, hundreds: int) -> Counter:
    return series.requests.labels(rule, method, f"{hundreds}xx")


@lru_cache(2_000)
def _clock(rule: str) -> Histogram:
    return series.request_seconds.labels(rule)


def end(_: BaseException | None = None) -> None:
    """The request is over, however it ended."""
    if g.pop("asked", None):
        asked.set(None)
        series.in_flight.dec()
        pulse.look_now_and_then()
