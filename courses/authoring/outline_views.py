"""Pages of the lessons of a draft: a new one, their order, taking one out, bringing it back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses import queries
from courses.authoring import outline
from courses.authoring.draft_views import closed_page, to_draft
from courses.permissions import CoursePermission
from lms.core.access import requires
from lms.core.clock import now
from lms.core.forms import Form
from lms.core.names import tidy

pages = Blueprint("outline", __name__, url_prefix="/courses/drafts")


@pages.post("/<uuid:version_id>/lessons")
@requires(CoursePermission.WRITE)
def add_lesson(version_id: UUID) -> ResponseReturnValue:
    """A new lesson at the end; on to its editor."""
    version = queries.get_version(version_id)
    if closed := closed_page(version):
        return closed
    title = tidy(request.form.get("title", ""))[:120] or _("New lesson")
    lesson = outline.add_lesson(version, _id(request.form.get("lesson_id", "")), title)
    return redirect(url_for("writing_lessons.editor", lesson_id=lesson.id), 303)


@pages.post("/lessons/<uuid:lesson_id>/place")
@requires(CoursePermission.WRITE)
def place(lesson_id: UUID) -> ResponseReturnValue:
    """Put a lesson at another place; the same place asked for twice is that place."""
    lesson = queries.get_lesson(lesson_id)
    outline.place(lesson, request.form.get("position", lesson.position, type=int))
    return to_draft(queries.get_version(lesson.version_id), f"lesson-{lesson.position}")


@pages.get("/lessons/<uuid:lesson_id>/removal")
@requires(CoursePermission.WRITE)
def removal(lesson_id: UUID) -> ResponseReturnValue:
    """Whether a lesson is really to be taken out."""
    lesson = queries.get_lesson(lesson_id)
    version = queries.get_version(lesson.version_id)
    if closed := closed_page(version):
        return closed
    return render_template(
        "courses/authoring/removal.html", lesson=lesson, version=version, form=Form()
    )


@pages.post("/lessons/<uuid:lesson_id>/removal")
@requires(CoursePermission.WRITE)
def remove(lesson_id: UUID) -> ResponseReturnValue:
    """Take a lesson out."""
    lesson = queries.get_lesson(lesson_id)
    version = queries.get_version(lesson.version_id)
    outline.remove(lesson, by=g.actor, at=now())
    return to_draft(version, "removed")


@pages.post("/<uuid:version_id>/removed/<uuid:lesson_id>")
@requires(CoursePermission.WRITE)
def bring_back(version_id: UUID, lesson_id: UUID) -> ResponseReturnValue:
    """Bring a removed lesson back, as it was."""
    version = queries.get_version(version_id)
    lesson = outline.bring_back(version, lesson_id, by=g.actor, at=now())
    return to_draft(version, f"lesson-{lesson.position}")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(400)
