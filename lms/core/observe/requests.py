"""The figures of one request: counted by the rule of its route, never by its address."""

from __future__ import annotations

import time

from flask import Response, g, request

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
    series.requests.labels(rule, method, f"{response.status_code // 100}xx").inc()
    series.request_seconds.labels(rule).observe(seconds())
    if tally:
        series.statements.observe(tally.statements)
        series.database_seconds.observe(tally.seconds)


def end(_: BaseException | None = None) -> None:
    """The request is over, however it ended."""
    if g.pop("asked", None):
        asked.set(None)
        series.in_flight.dec()
        pulse.look_now_and_then()
