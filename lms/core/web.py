"""The web edge: one transaction a request, safe headers, a request id, one log line."""

from __future__ import annotations

import logging
from secrets import token_hex

import structlog
from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.exceptions import UnsupportedMediaType

from lms.core.access import View
from lms.core.db import db, transaction
from lms.core.observe import requests as figures
from lms.core.observe import trace_ids
from lms.core.origins import is_content_host, is_only_content_host

log = structlog.get_logger("hocso.request")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=()"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}


class App(Flask):
    """Flask whose views run inside one transaction: returning commits, raising rolls back."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view of this request in its transaction.

        Who read what is noted in a transaction of its own before anything is sent: a reading that
        turns into writing fails on SQLite when others wrote meanwhile.
        """
        with transaction():
            response = super().dispatch_request()
        if readings := g.pop("readings", None):
            with transaction():
                db.session.add_all(readings)
        return response


def guard(app: Flask) -> None:
    """Give every request an id, every response its headers, and the log its line."""
    app.before_request(_open)
    app.after_request(_close)
    app.teardown_request(figures.end)


def _open() -> None:
    g.request_id = _given_id() or token_hex(8)
    trace_ids.bind(g.request_id, request.headers.get("traceparent", ""))
    figures.begin()
    view = current_app.view_functions.get(request.endpoint or "")
    _keep_origins_apart(is_content=getattr(view, "is_content", False))
    if getattr(view, "takes_file", False):
        request.max_content_length = 1024 * int(current_app.config["FILE_LIMIT_KB"])
    elif request.files:
        raise UnsupportedMediaType


def _keep_origins_apart(*, is_content: bool) -> None:
    """What others made is served on its own host, and that host serves nothing else."""
    if is_content != (is_content_host() if is_content else is_only_content_host()):
        abort(Response("404 Not Found\n", 404, mimetype="text/plain"))
    g.is_content = is_content


def made_by_others(view: View) -> View:
    """Serve a page on the content origin only; it says itself who frames it and what it loads."""
    view.is_content = True  # type: ignore[attr-defined]
    return view


def takes_file(view: View) -> View:
    """Let a page take a file; every other page refuses one."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def _given_id() -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if given.isascii() and given.isalnum() and len(given) <= 64 else ""


def _close(response: Response) -> Response:
    _add_headers(response.headers)
    figures.count(response)
    tally = g.get("asked")
    log.log(
        level_of(response.status_code),
        "request",
        method=request.method,
        route=figures.route(),  # the rule: a path may name people
        status=response.status_code,
        ms=round(1000 * figures.seconds(), 1),
        statements=tally.statements if tally else 0,
        database_ms=round(1000 * tally.seconds, 1) if tally else 0,
    )
    return response


def level_of(status: int) -> int:
    """How loud the line of a request is: ours to mend, the sender's, or nobody's."""
    return logging.ERROR if status >= 500 else logging.WARNING if status >= 400 else logging.INFO


def _add_headers(headers: Headers) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if g.get("is_content"):
        del headers["X-Frame-Options"]  # its policy names who may frame it
    headers.setdefault("Cache-Control", "private, no-store")
    if "request_id" in g:
        headers["X-Request-ID"] = g.request_id
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
