"""Pages of long lists somebody asked for: how far each is, and the file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from lms.core import exports
from lms.core.access import requires
from lms.core.clock import now
from lms.core.jobs.asking import told
from lms.people.permissions import PeoplePermission

pages = Blueprint("exports", __name__, url_prefix="/people/exports")


@pages.get("/")
@requires(PeoplePermission.OWN_ACCOUNT)
def overview() -> ResponseReturnValue:
    """The lists one asked for lately."""
    return render_template("exports/overview.html", rows=exports.exports_of(g.actor))


@pages.get("/<uuid:export_id>")
@requires(PeoplePermission.OWN_ACCOUNT)
def export(export_id: UUID) -> ResponseReturnValue:
    """How far a list is, or the way to its file."""
    row = exports.get_export(g.actor, export_id)
    return render_template("exports/export.html", row=row, told=told(export_id))


@pages.get("/<uuid:export_id>/file")
@requires(PeoplePermission.OWN_ACCOUNT)
def file(export_id: UUID) -> Response:
    """The list itself; each download is logged."""
    return exports.send(exports.get_export(g.actor, export_id), by=g.actor, at=now())
