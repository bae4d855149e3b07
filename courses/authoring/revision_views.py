"""Pages of the history of a lesson: who saved it when, what changed, going back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses import queries
from courses.authoring import draft_queries, writing
from courses.authoring.draft_forms import RevisionForm
from courses.authoring.models import LessonRevision
from courses.authoring.queries import state_of
from courses.authoring.rules import EDITABLE
from courses.permissions import CoursePermission
from lms.core.access import requires
from lms.core.clock import now
from lms.core.word_diff import Stretch, word_diff

pages = Blueprint("revisions", __name__, url_prefix="/courses/drafts/lessons")


@pages.get("/<uuid:lesson_id>/revisions")
@requires(CoursePermission.WRITE)
def revisions(lesson_id: UUID) -> ResponseReturnValue:
    """How a lesson was saved, the newest first."""
    lesson = queries.get_lesson(lesson_id)
    return render_template(
        "courses/authoring/revisions.html",
        lesson=lesson,
        version=queries.get_version(lesson.version_id),
        rows=draft_queries.revisions_of(lesson_id),
    )


@pages.get("/<uuid:lesson_id>/revisions/<uuid:revision_id>")
@requires(CoursePermission.WRITE)
def revision(lesson_id: UUID, revision_id: UUID) -> ResponseReturnValue:
    """One revision: what changed in it, its text, and the way back to it."""
    lesson, found = (
        queries.get_lesson(lesson_id),
        draft_queries.get_revision(lesson_id, revision_id),
    )
    version = queries.get_version(lesson.version_id)
    return render_template(
        "courses/authoring/revision.html",
        lesson=lesson,
        version=version,
        revision=found,
        changes=_changes(found),
        is_open=state_of(version) in EDITABLE,
        form=RevisionForm(formdata=None, seen=str(lesson.revision)),
    )


@pages.post("/<uuid:lesson_id>/revisions/<uuid:revision_id>")
@requires(CoursePermission.WRITE)
def go_back(lesson_id: UUID, revision_id: UUID) -> ResponseReturnValue:
    """Make an older text the newest one again."""
    lesson, found = (
        queries.get_lesson(lesson_id),
        draft_queries.get_revision(lesson_id, revision_id),
    )
    seen = RevisionForm().seen.data or ""
    seen_number = int(seen) if seen.isascii() and seen.isdigit() else 0
    writing.go_back(lesson, found, seen=seen_number, by=g.actor, at=now())
    return redirect(url_for("writing_lessons.editor", lesson_id=lesson_id, saved=1), 303)


def _changes(revision: LessonRevision) -> list[Stretch]:
    rows = draft_queries.revisions_of(revision.lesson_id)
    older = next((row for row in rows if row.number < revision.number), None)
    before = f"{older.title}\n\n{older.body}" if older else ""
    return word_diff(before, f"{revision.title}\n\n{revision.body}")
