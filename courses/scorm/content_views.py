"""The content origin: a package's own pages in a page of ours that speaks SCORM with them.

No cookie is read here and nothing is written; the ticket in the address says all there is to know.
Script of others may run, but only here, and may fetch nothing from anywhere else.
"""

from __future__ import annotations

import gzip
import mimetypes

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from courses.scorm import queries
from courses.scorm.manifest import Standard
from courses.scorm.models import ScormPackage
from courses.scorm.packing import BadPackage, Packed
from courses.scorm.tokens import Ticket, read_ticket
from lms.core.access import public
from lms.core.assets import static_file
from lms.core.clock import now
from lms.core.errors import Missing
from lms.core.files import open_kept
from lms.core.origins import content_origin, own_origin
from lms.core.web import PERMISSIONS, made_by_others

pages = Blueprint("content", __name__, url_prefix="/scorm")
OURS = ("vendor/scorm-again/", "js/scorm-player.", "scorm-player.")
RUNTIMES = {
    Standard.V1_2: "vendor/scorm-again/scorm12.min.js",
    Standard.V2004: "vendor/scorm-again/scorm2004.min.js",
}
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {page}"
)
FILE_POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self' {page}"
)
KEPT = "private, max-age=1209600"  # as long as a ticket may live
PACKS = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/xml")


@pages.get("/<string:ticket>/")
@public
@made_by_others
def frame(ticket: str) -> ResponseReturnValue:
    """The page between the lesson and the package: it holds the SCORM runtime."""
    opened = _opened(ticket)
    package = queries.get_package(opened.package_id)
    wanted = request.args.get("part", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
    if not 1 <= number <= len(package.outline):
        raise Missing
    page = render_template(
        "courses/scorm/frame.html",
        package=package,
        activity=package.activities[number - 1],
        ticket=ticket,
        page_origin=opened.page_origin,
        learner=opened.holder_id.hex,
        runtime=RUNTIMES[package.standard],
    )
    return _allowed(make_response(page), FRAME_POLICY, opened)


@pages.get("/runtime/<path:name>")
@public
@made_by_others
def runtime(name: str) -> Response:
    """The few static files of ours that the frame needs."""
    if not name.startswith(OURS):
        raise Missing
    return static_file(name)


@pages.get("/<string:ticket>/<path:name>")
@public
@made_by_others
def file(ticket: str, name: str) -> Response:
    """A file of a package, out of its ZIP."""
    opened = _opened(ticket)
    if "Service-Worker" in request.headers:  # it would outlive the lesson
        raise Missing
    package = queries.get_package(opened.package_id)
    response = _allowed(_from_zip(package, name), FILE_POLICY, opened)
    response.headers["Cache-Control"] = KEPT
    response.make_conditional(request, accept_ranges=True, complete_length=response.content_length)
    return response


def _opened(text: str) -> Ticket:
    """The ticket, when it is good and this is the content origin of its page."""
    ticket = read_ticket(text, at=now())
    if content_origin(ticket.page_origin) != own_origin():
        raise Missing
    return ticket


def _allowed(response: Response, policy: str, ticket: Ticket) -> Response:
    response.headers["Content-Security-Policy"] = policy.format(page=ticket.page_origin)
    response.headers["Permissions-Policy"] = f"{PERMISSIONS}, unload=(self)"
    return response


def _from_zip(package: ScormPackage, name: str) -> Response:
    with open_kept(package.file) as kept:
        try:
            packed = Packed(kept)
            entry = packed.find(name)
            if entry is None:
                raise Missing
            body = packed.body(entry)
        except BadPackage as error:
            raise Missing from error
    kind = mimetypes.guess_type(entry.filename)[0] or "application/octet-stream"
    is_packed = kind.startswith(PACKS) and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(gzip.compress(body, 6, mtime=0) if is_packed else body)
    response.headers["Content-Type"] = kind  # no charset: the page says itself what it is in
    response.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{package.file.sha256[:16]}-{entry.CRC:08x}{'-gz' if is_packed else ''}")
    return response
