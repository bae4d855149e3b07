"""Error pages: one template, one table of words, the same for every error."""

from __future__ import annotations

import structlog
from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException

from lms.core.errors import DomainError
from lms.core.observe import requests as figures
from lms.core.observe import series
from lms.core.observe.asking import kind_of
from lms.core.observe.reports import report
from lms.core.pages import wants_json
from lms.core.resend import came_from_us, resend_page, typed_fields

log = structlog.get_logger("hocso.problem")

# status → what is the matter, what to do next
WORDS = {
    400: (
        _("We could not read that request"),
        _("Go back one page, reload it and try again. Nothing was changed."),
    ),
    401: (_("Please sign in first"), _("Sign in, and you will go on where you were.")),
    403: (
        _("You may not do this"),
        _("Ask your team leader or commune officer if you think you should be able to."),
    ),
    404: (
        _("We could not find this page"),
        _("The address may be old or mistyped, or the page is not open to you."),
    ),
    405: (_("This page cannot be used that way"), _("Go back one page and use its buttons.")),
    409: (_("That cannot be done now"), _("Go back one page to see how things stand.")),
    413: (
        _("What you sent is too large"),
        _("Shorten the text or send it in parts. Nothing was changed."),
    ),
    415: (
        _("This kind of file is not accepted here"),
        _("This page takes typed text only. Go back and send it without a file."),
    ),
    422: (
        _("Something in the form is not right"),
        _("Go back, look at the fields and try again. What you typed is still there."),
    ),
    429: (
        _("Too many tries in a short time"),
        _("Wait a minute, then try again. Nothing was lost."),
    ),
    500: (
        _("Something broke on our side"),
        _("It is not your fault. Try again in a moment. If it stays so, tell us the code below."),
    ),
    503: (
        _("The system is busy"),
        _("Your work was not saved yet. Wait a moment, then send it again."),
    ),
}


def set_up_problems(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(CSRFError, _page_too_old)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(NoConnectionFree, _database)
    app.register_error_handler(Exception, _unexpected)


def problem_page(status: int, message: str = "") -> tuple[str, int]:
    """The page of an error; `message` replaces the first sentence of advice."""
    if g.get("is_content"):  # no page of ours on the host of others' content
        return f"<!doctype html><title>{status}</title>{status}", status
    title, advice = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    page = render_template(
        "errors/error.html",
        title=title,
        message=message or advice,
        status=status,
        request_id=g.get("request_id", ""),
    )
    return page, status


def _domain(error: DomainError) -> ResponseReturnValue:
    if wants_json():
        return {"message": error.message or str(WORDS[error.status][0])}, error.status
    return problem_page(error.status, error.message)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and 300 <= error.code < 400:
        return error
    if error.code == 429:
        series.limited.labels(figures.route()).inc()
    body, status = problem_page(error.code or 500)
    kept = {k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After"}}
    return body, status, kept


def _page_too_old(error: CSRFError) -> ResponseReturnValue:
    if came_from_us():
        return resend_page(request.full_path.rstrip("?"), typed_fields()), 400
    return problem_page(400)


def _database(error: OperationalError | NoConnectionFree) -> ResponseReturnValue:
    """The database is away, locked, or has no connection left for this process."""
    reason = error.orig if isinstance(error, OperationalError) else error
    log.error("database", kind=kind_of(error), reason=type(reason).__name__)
    series.database_refusals.inc()
    body, status = problem_page(503)
    return body, status, {"Retry-After": "5"}


def _unexpected(error: Exception) -> ResponseReturnValue:
    series.exceptions.labels(figures.route(), type(error).__name__).inc()
    log.error("unexpected", exc_info=error)  # kind and place: its message may hold what was typed
    report(error)
    return problem_page(500)
