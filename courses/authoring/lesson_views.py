"""Pages of the editor of lessons: writing, preview, saving by itself, files, who else is there."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from courses import queries
from courses.authoring import draft_queries, lesson_sheet, writing
from courses.authoring.draft_views import closed_page
from courses.authoring.lesson_sheet import Sheet
from courses.authoring.words import clock_words, presence_words
from courses.authoring.writing import Contested
from courses.models import Lesson
from courses.permissions import CoursePermission
from lms.core.access import requires
from lms.core.clock import now
from lms.core.web import CONTENT_SECURITY_POLICY, HEADERS, takes_file
from lms.core.word_diff import word_diff

pages = Blueprint("writing_lessons", __name__, url_prefix="/courses/drafts/lessons")
# Only here a page may record with the microphone, and play what was just recorded.
RECORDS = {
    "Permissions-Policy": HEADERS["Permissions-Policy"].replace(
        "microphone=()", "microphone=(self)"
    ),
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(
        "media-src 'self'", "media-src 'self' blob:"
    ),
}


@pages.get("/<uuid:lesson_id>")
@requires(CoursePermission.WRITE)
def editor(lesson_id: UUID) -> ResponseReturnValue:
    """The editor of a lesson. Looking at it changes nothing."""
    sheet = lesson_sheet.written(queries.get_lesson(lesson_id))
    if closed := closed_page(sheet.version):
        return closed
    return _page(sheet, saved="saved" in request.args)


@pages.post("/<uuid:lesson_id>/preview")
@requires(CoursePermission.WRITE)
@takes_file
def preview(lesson_id: UUID) -> ResponseReturnValue:
    """The editor as it was sent, with files put in and the text as members see it; not saved."""
    sheet = lesson_sheet.sent(queries.get_lesson(lesson_id))
    if not sheet.check():
        return _page(sheet), 422
    if block := lesson_sheet.take_files(sheet):
        lesson_sheet.put_in(sheet, block)
    return _page(sheet)


@pages.post("/<uuid:lesson_id>")
@requires(CoursePermission.WRITE)
@takes_file
def save(lesson_id: UUID) -> ResponseReturnValue:
    """Save a lesson, with the files that came along."""
    lesson = queries.get_lesson(lesson_id)
    sheet = lesson_sheet.sent(lesson)
    if closed := closed_page(sheet.version):
        return closed
    if not sheet.check():
        return _page(sheet), 422
    if block := lesson_sheet.take_files(sheet):
        lesson_sheet.put_in(sheet, block)
    if sheet.errors_by_field():
        return _page(sheet), 422
    try:
        writing.save(lesson, sheet.text, seen=sheet.seen, by=g.actor, at=now())
    except Contested as contested:
        return _contested(sheet, contested.message), 409
    return redirect(url_for("writing_lessons.editor", lesson_id=lesson_id, saved=1), 303)


@pages.post("/<uuid:lesson_id>/autosave")
@requires(CoursePermission.WRITE)
def autosave(lesson_id: UUID) -> ResponseReturnValue:
    """Save what a script sends while somebody types."""
    lesson = queries.get_lesson(lesson_id)
    sheet = lesson_sheet.sent(lesson)
    if not sheet.check():
        return jsonify(message=sheet.errors_by_field()[0][1]), 422
    at = now()
    try:
        writing.save(lesson, sheet.text, seen=sheet.seen, by=g.actor, at=at, by_itself=True)
    except Contested as contested:
        return _theirs(lesson, contested.message), 409
    writing.be_seen(lesson, by=g.actor, at=at)
    return jsonify(revision=lesson.revision, at=clock_words(at))


@pages.post("/<uuid:lesson_id>/presence")
@requires(CoursePermission.WRITE)
def presence(lesson_id: UUID) -> ResponseReturnValue:
    """Note that the editor is open; tell a script who else is there and how far the lesson is."""
    lesson, at = queries.get_lesson(lesson_id), now()
    writing.be_seen(lesson, by=g.actor, at=at)
    others = draft_queries.others_at(lesson_id, g.actor.person_id, at)
    return jsonify(revision=lesson.revision, others=presence_words(others, at))


@pages.post("/<uuid:lesson_id>/media")
@requires(CoursePermission.WRITE)
@takes_file
def media(lesson_id: UUID) -> ResponseReturnValue:
    """Keep a file a script sends; the Markdown that shows it."""
    sheet = lesson_sheet.sent(queries.get_lesson(lesson_id))
    block = lesson_sheet.take_files(sheet) if sheet.check() else ""
    if errors := sheet.errors_by_field():
        return jsonify(field=errors[0][0], message=errors[0][1]), 422
    return jsonify(markdown=block)


def _page(sheet: Sheet, *, problem: str = "", saved: bool = False) -> Response:
    response = make_response(lesson_sheet.page(sheet, problem=problem, saved=saved))
    response.headers.update(RECORDS)
    return response


def _contested(sheet: Sheet, message: str) -> str:
    """Both texts: whoever saves now has been told of the other one."""
    lesson = sheet.lesson
    theirs = draft_queries.revision_at(lesson.id, lesson.revision)
    sheet.form.seen.data = str(lesson.revision)
    return render_template(
        "courses/authoring/conflict.html",
        form=sheet.form,
        lesson=lesson,
        version=sheet.version,
        theirs=theirs,
        title_changes=word_diff(lesson.title, sheet.text.title),
        changes=word_diff(lesson.body, sheet.text.body),
        message=message,
    )


def _theirs(lesson: Lesson, message: str) -> Response:
    last = draft_queries.revision_at(lesson.id, lesson.revision)
    return jsonify(
        message=message,
        revision=lesson.revision,
        title=lesson.title,
        body=lesson.body,
        by=last.by_name if last else "",
    )
