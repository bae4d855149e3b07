"""What is printed of a module, for learners and for staff."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g

from courses import queries
from courses.models import ModuleVersion
from courses.permissions import CoursePermission
from courses.prints import Print, file_name, printed
from lms.core.access import requires
from lms.core.clock import today
from lms.core.errors import Missing
from lms.core.tables import PDF, download

pages = Blueprint("prints", __name__, url_prefix="/courses")


@pages.get("/modules/<uuid:module_id>/prints/<string:what>.pdf")
@requires(CoursePermission.LEARN)
def of_module(module_id: UUID, what: str) -> Response:
    """A print of the version the learner has."""
    standing = queries.standing_in(g.actor.person_id, module_id, today().year)
    return _sent(standing.version, what)


@pages.get("/manuscripts/<uuid:version_id>/prints/<string:what>.pdf")
@requires(CoursePermission.REVIEW)
def of_version(version_id: UUID, what: str) -> Response:
    """A print of any version; a draft says on paper that it is one."""
    return _sent(queries.get_version(version_id), what)


def _sent(version: ModuleVersion, what: str) -> Response:
    if what not in set(Print):
        raise Missing
    wanted = Print(what)
    body = printed(version, queries.lessons_of(version.id), wanted)
    return download(body, PDF, file_name(version, wanted))
