"""Pictures and recordings of questions, only for whoever was asked them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g
from werkzeug.wrappers import Response as AnyResponse

from lms.core.access import requires
from lms.core.files import show
from quizzes import queries
from quizzes.permissions import QuizPermission
from quizzes.sitting_queries import get_medium

pages = Blueprint("quiz_media", __name__, url_prefix="/quizzes")


@pages.get("/attempts/<uuid:attempt_id>/media/<uuid:file_id>")
@requires(QuizPermission.SIT)
def medium(attempt_id: UUID, file_id: UUID) -> AnyResponse:
    """One picture or recording of a question in one's own attempt.

    It never changes, so the phone may keep it for a day; signing out clears it.
    """
    attempt = queries.get_attempt(g.actor, attempt_id)
    response = show(get_medium(attempt.id, file_id))
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
