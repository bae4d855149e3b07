"""What lessons send beside “I have understood”: the place in them, the test before them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from courses import path_operations, path_queries, queries
from courses.models import Enrolment
from courses.permissions import CoursePermission
from lms.core.access import requires
from lms.core.clock import now, today

pages = Blueprint("player", __name__, url_prefix="/courses")


@pages.post("/lessons/<uuid:lesson_id>/place")
@requires(CoursePermission.LEARN)
def place(lesson_id: UUID) -> ResponseReturnValue:
    """A script tells the line last read when the page is left; nobody waits for the answer."""
    lesson = queries.get_lesson(lesson_id)
    enrolment = queries.enrolment_for(g.actor, lesson, today().year)
    line = request.form.get("line", 1, type=int)
    path_operations.keep_place(enrolment, lesson, line, seen_at=_seen_at(), at=now())
    return Response(status=204, mimetype="text/plain")


@pages.post("/modules/<uuid:module_id>/pretest")
@requires(CoursePermission.LEARN)
def pretest(module_id: UUID) -> ResponseReturnValue:
    """Begin the test before the lessons, or go on with it."""
    origin = url_for("courses.module", module_id=module_id)
    attempt = path_operations.sit_pretest(
        _enrolment(module_id), by=g.actor, at=now(), origin=origin
    )
    return redirect(url_for("quizzes.resume", attempt_id=attempt.id), 303)


@pages.post("/modules/<uuid:module_id>/pretest/omission")
@requires(CoursePermission.LEARN)
def skip(module_id: UUID) -> ResponseReturnValue:
    """Leave the test before the lessons out and begin to read."""
    enrolment = _enrolment(module_id)
    path_operations.skip_pretest(enrolment, at=now())
    lesson_id = path_queries.lesson_to_resume(enrolment)
    return redirect(url_for("courses.lesson", lesson_id=lesson_id), 303)


def _enrolment(module_id: UUID) -> Enrolment:
    return queries.get_enrolment_in(g.actor.person_id, module_id, today().year)


def _seen_at() -> datetime:
    """When the phone saw the line, by its own clock in milliseconds; now if it does not say."""
    given = request.form.get("seen", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 14):
        return now()
    return datetime.fromtimestamp(int(given) / 1000, UTC)
