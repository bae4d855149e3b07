"""The questions a phone takes along: one page with all of them, no key anywhere in it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.core.access import requires
from lms.core.clock import now
from lms.core.files import show
from quizzes import offline_queries
from quizzes.items import KINDS
from quizzes.offline_models import OfflineKit
from quizzes.permissions import QuizPermission
from quizzes.rules.policy import deadline
from quizzes.standing_queries import extra_of
from quizzes.wording import Medium

pages = Blueprint("kits", __name__, url_prefix="/quizzes")


@pages.get("/kits/<uuid:kit_id>")
@requires(QuizPermission.SIT)
def kit(kit_id: UUID) -> ResponseReturnValue:
    """All questions of a kit; once it is used, its result."""
    found = offline_queries.get_kit(g.actor, kit_id)
    attempt_id = offline_queries.attempt_of_kit(kit_id)
    if attempt_id is not None:
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    at = now()
    policy = found.quiz_version.policy
    ends_at = deadline(policy, extra_of(found.quiz_version.quiz_id, g.actor.person_id), at)
    return render_template(
        "quizzes/kit.html",
        kit=found,
        items=offline_queries.items_of_kit(kit_id),
        kinds=KINDS,
        media_url=partial(_medium_url, found),
        seconds=int((ends_at - at).total_seconds()) if policy.hard_limit and ends_at else None,
    )


@pages.get("/kits/<uuid:kit_id>/media/<uuid:file_id>")
@requires(QuizPermission.SIT)
def medium(kit_id: UUID, file_id: UUID) -> Response:
    """A picture or recording of one of its questions."""
    found = offline_queries.get_kit(g.actor, kit_id)
    response = show(offline_queries.get_kit_medium(found.id, file_id))
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _medium_url(kit: OfflineKit, medium: Medium) -> str:
    return url_for("kits.medium", kit_id=kit.id, file_id=medium.file_id)
