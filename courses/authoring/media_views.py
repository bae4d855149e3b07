"""Pictures, recordings and films of lessons, for those who learn and those who write."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from courses.authoring.queries import get_medium
from courses.permissions import CoursePermission
from lms.core.access import requires
from lms.core.files import show

pages = Blueprint("media", __name__, url_prefix="/courses")
FOR_EVER = "private, max-age=31536000, immutable"  # a name never means another file


@pages.get("/modules/<uuid:module_id>/media/<string:name>")
@requires(CoursePermission.LEARN)
def learner(module_id: UUID, name: str) -> Response:
    """A file of a module's texts, for learners."""
    return _shown(module_id, name)


@pages.get("/manuscripts/media/<uuid:module_id>/<string:name>")
@requires(CoursePermission.REVIEW)
def author(module_id: UUID, name: str) -> Response:
    """The same for authors and reviewers."""
    return _shown(module_id, name)


def _shown(module_id: UUID, name: str) -> Response:
    response = show(get_medium(module_id, name).file)
    response.headers["Cache-Control"] = FOR_EVER
    return response
