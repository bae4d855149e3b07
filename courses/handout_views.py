"""Pages of what is handed out with a module: for staff its prints and files, for learners files."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses import handout_operations, queries
from courses.handout_forms import HandoutForm
from courses.handouts import Given, get_handout, handouts_of
from courses.models import ModuleVersion
from courses.permissions import CoursePermission
from courses.prints import public_address
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.files import send
from lms.core.web import takes_file

pages = Blueprint("handouts", __name__, url_prefix="/courses")


@pages.get("/manuscripts/<uuid:version_id>/handouts")
@requires(CoursePermission.REVIEW)
def handouts(version_id: UUID) -> ResponseReturnValue:
    """What can be printed of a version, and the files handed out with its module."""
    return _page(queries.get_version(version_id), HandoutForm())


@pages.post("/manuscripts/<uuid:version_id>/handouts")
@requires(CoursePermission.WRITE)
@takes_file
def attach(version_id: UUID) -> ResponseReturnValue:
    """Hand a file out with the module."""
    version, form = queries.get_version(version_id), HandoutForm()
    if not form.validate():
        return _page(version, form), 422
    title, body = form.title.data or "", form.file.body()
    try:
        handout_operations.attach(
            version.module, form.id_given(), title, body, by=g.actor, at=now()
        )
    except Refused as refused:
        form.file.errors = [refused.message]
        return _page(version, form), 422
    return redirect(url_for("handouts.handouts", version_id=version_id, done="given"), 303)


@pages.get("/manuscripts/<uuid:version_id>/handouts/<uuid:handout_id>")
@requires(CoursePermission.REVIEW)
def of_version(version_id: UUID, handout_id: UUID) -> Response:
    """A file as learners get it, for staff."""
    version = queries.get_version(version_id)
    return _sent(get_handout(version.module_id, handout_id))


@pages.post("/manuscripts/<uuid:version_id>/handouts/<uuid:handout_id>/withdrawal")
@requires(CoursePermission.WRITE)
def withdraw(version_id: UUID, handout_id: UUID) -> ResponseReturnValue:
    """Take a file away."""
    version = queries.get_version(version_id)
    found = get_handout(version.module_id, handout_id)
    handout_operations.withdraw(found, by=g.actor, at=now())
    return redirect(url_for("handouts.handouts", version_id=version_id, done="taken"), 303)


@pages.get("/modules/<uuid:module_id>/handouts/<uuid:handout_id>")
@requires(CoursePermission.LEARN)
def of_module(module_id: UUID, handout_id: UUID) -> Response:
    """A file for a learner, always as a download."""
    queries.standing_in(g.actor.person_id, module_id, today().year)
    return _sent(get_handout(module_id, handout_id))


def _sent(found: Given) -> Response:
    return send(found.file, found.name)


def _page(version: ModuleVersion, form: HandoutForm) -> str:
    return render_template(
        "courses/handouts.html",
        version=version,
        handouts=handouts_of(version.module_id),
        address=public_address(version),
        form=form,
        done=request.args.get("done", ""),
    )
