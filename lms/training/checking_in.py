"""Checking in oneself: a QR code in the hall that changes, a scan that survives the sign-in.

The code on the wall is signed and good for about a minute. A scan of a good code becomes a ticket
for a quarter of an hour, bound to the phone that scanned by a cookie: forwarded, it opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from lms.core.access import public, requires
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.core.pictures import qr_picture
from lms.people.queries import seat_of
from lms.training import operations, queries
from lms.training.models import TrainingClass, Venue, Way
from lms.training.operations import Entry
from lms.training.permissions import TrainingPermission
from lms.training.rules import Slot, is_fresh, is_under_way, window_of

pages = Blueprint("check_ins", __name__, url_prefix="/training")

COOKIE = "scan"
GRACE = timedelta(minutes=15)
SHOWN_SECONDS = 20


@dataclass(frozen=True)
class Scan:
    """A hall whose code was scanned, and its class."""

    hall: Venue
    held: TrainingClass


@pages.get("/classes/<uuid:class_id>/venues/<uuid:venue_id>/code")
@requires(TrainingPermission.RECORD)
def code(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """The code for the wall of the hall; the page draws a fresh one by itself."""
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD)
    hall = queries.get_venue(g.actor, TrainingPermission.RECORD, held, venue_id)
    token = _codes().dumps([hall.id.hex, window_of(now())])
    address = current_app.config["PUBLIC_URL"] + url_for("check_ins.scan", token=token)
    here = [one for one in queries.attendees(held) if one.venue_id == hall.id]
    response = make_response(
        render_template(
            "training/code.html",
            held=held,
            hall=hall,
            picture=qr_picture(address),
            is_open=is_under_way(_slot(held), now()),
            here=len(here),
        )
    )
    response.headers["Refresh"] = str(SHOWN_SECONDS)
    return response


@pages.get("/check-ins/<string:token>")
@public
def scan(token: str) -> ResponseReturnValue:
    """A scan: a good code becomes a ticket for this phone; then sign in if need be."""
    try:
        venue_hex, window = _codes().loads(token)
    except (BadSignature, ValueError, TypeError):
        raise Missing(_("This is no code of a class.")) from None
    if not is_fresh(int(window), now()):
        raise Missing(_("This code has changed meanwhile. Scan the one on the wall again."))
    nonce = token_urlsafe(9)
    ticket = _tickets().dumps([venue_hex, int(now().timestamp()), nonce])
    response: Response = redirect(url_for("check_ins.ticket", ticket=ticket), 303)  # type: ignore[assignment]
    response.set_cookie(
        COOKIE,
        nonce,
        max_age=int(GRACE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["HTTPS"],
    )
    return response


@pages.get("/check-ins/tickets/<string:ticket>")
@requires(TrainingPermission.CHECK_IN)
def ticket(ticket: str) -> ResponseReturnValue:
    """One question: are you here? One button."""
    return _page(_scan_of(ticket), ticket)


@pages.post("/check-ins/tickets/<string:ticket>")
@requires(TrainingPermission.CHECK_IN)
def check_in(ticket: str) -> ResponseReturnValue:
    """Note that I am here. Pressed twice, it counts once."""
    found = _scan_of(ticket)
    entry = Entry(venue_id=found.hall.id, way=Way.SELF)
    try:
        if not is_under_way(_slot(found.held), now()):
            raise Refused(_("Checking in is open from one hour before the class to its end."))
        if seat_of(g.actor.person_id, today()) is None:
            raise Refused(_("You are on no roster today. Please tell the trainer."))
        people = [g.actor.person_id]
        operations.record_attendances(found.held, people, by=g.actor, at=now(), entry=entry)
    except Refused as refused:
        return _page(found, ticket, refused.message), 409
    return redirect(url_for("check_ins.ticket", ticket=ticket), 303)


def _scan_of(ticket: str) -> Scan:
    """The hall of a ticket of this phone that is not too old. Raises Missing."""
    try:
        venue_hex, scanned, nonce = _tickets().loads(ticket)
    except (BadSignature, ValueError, TypeError):
        raise Missing from None
    age = now() - datetime.fromtimestamp(scanned, now().tzinfo)
    if nonce != request.cookies.get(COOKIE) or age > GRACE:
        raise Missing(_("This scan is too old. Scan the code on the wall again."))
    hall = db.session.get(Venue, UUID(venue_hex))
    held = db.session.get(TrainingClass, hall.class_id) if hall else None
    if hall is None or held is None:
        raise Missing
    return Scan(hall, held)


def _page(found: Scan, ticket: str, problem: str = "") -> str:
    return render_template(
        "training/check_in.html",
        held=found.held,
        hall=found.hall,
        ticket=ticket,
        present=queries.is_present(found.held.id, g.actor.person_id),
        form=Form(),
        problem=problem,
    )


def _slot(held: TrainingClass) -> Slot:
    return Slot(held.held_on, held.begins, held.hours)


def _codes() -> Any:
    return URLSafeSerializer(current_app.secret_key or "", salt="hall")


def _tickets() -> Any:
    return URLSafeSerializer(current_app.secret_key or "", salt="scan")
