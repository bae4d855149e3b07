"""Errors nobody expected, told to Sentry when LMS_SENTRY_DSN is set: kind and place, no person.

The library's integrations are off: they would send forms, cookies, addresses and variables. What
it makes of an error is cut down to a list of known fields, so that a newer version that adds some
sends them no further.
"""

from __future__ import annotations

import atexit
from typing import Any

from flask import Flask, current_app, g, has_request_context

import lms
from lms.core.observe.optional import wanted
from lms.core.observe.requests import route
from lms.settings import Settings

KEPT = frozenset(
    {"event_id", "timestamp", "level", "platform", "release", "exception", "tags", "sdk"}
)
KEPT_OF_FRAME = frozenset(
    {"filename", "function", "module", "lineno", "in_app", "pre_context", "context_line",
     "post_context"}
)  # fmt: skip
SECONDS_TO_SEND = 2


def set_up_reports(app: Flask, settings: Settings) -> None:
    """Tell errors to Sentry if that is asked for. Raises WrongSetting without its library."""
    if not settings.sentry_dsn:
        return
    library = wanted("sentry_sdk", "LMS_SENTRY_DSN")
    client = library.Client(
        dsn=settings.sentry_dsn,
        release=f"hocso@{lms.__version__}+{app.extensions['commit']}",
        sample_rate=settings.sentry_percent / 100,
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=lambda event, _: without_people(event),
    )
    atexit.register(client.flush, SECONDS_TO_SEND)
    app.extensions["sentry"] = client


def report(error: BaseException, **tags: str) -> None:
    """Tell an error, if somebody is to be told; `tags` are names of our own code."""
    client = current_app.extensions.get("sentry")
    if client is None:
        return
    if has_request_context():
        tags |= {"route": route(), "request": g.get("request_id", "")}
    tool = wanted("sentry_sdk.utils", "LMS_SENTRY_DSN")
    event, hint = tool.event_from_exception(error, client_options=client.options)
    client.capture_event({**event, "tags": tags}, hint)


def without_people(event: dict[str, Any]) -> dict[str, Any]:
    """The event with known fields only; messages of errors may hold what people typed."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    kept["exception"] = {
        "values": [
            {
                "type": one.get("type"),
                "module": one.get("module"),
                "stacktrace": {"frames": [_frame(frame) for frame in _frames(one)]},
            }
            for one in event.get("exception", {}).get("values", ())
        ]
    }
    return kept


def _frames(error: dict[str, Any]) -> list[dict[str, Any]]:
    return list((error.get("stacktrace") or {}).get("frames", ()))


def _frame(frame: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in frame.items() if name in KEPT_OF_FRAME}
