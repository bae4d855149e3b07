"""Helping a member on the helper's phone: begin and end."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import public, requires
from lms.core.clock import now, today
from lms.core.db import db
from lms.people import queries
from lms.people.account_models import Assistance
from lms.people.operations import accounts as verbs
from lms.people.permissions import PeoplePermission

pages = Blueprint("helping", __name__, url_prefix="/people")


@pages.post("/persons/<uuid:person_id>/helps")
@requires(PeoplePermission.HELP)
def start(person_id: UUID) -> ResponseReturnValue:
    """From now on what is done on this phone is the member's, until the help ends."""
    person = queries.get_person(g.actor, PeoplePermission.HELP, person_id, today())
    row = verbs.start_help(person, by=g.actor, at=now())
    session["helps"] = str(row.id)
    return redirect("/", 303)


@pages.post("/help-ends")
@public
def end() -> ResponseReturnValue:
    """The phone is the helper's again."""
    kept = session.pop("helps", None)
    row = db.session.get(Assistance, UUID(kept)) if kept else None
    if row is None:
        return redirect("/", 303)
    verbs.end_help(row, at=now())
    return redirect(url_for("people.person", person_id=row.person_id), 303)
