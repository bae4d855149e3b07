"""Pages of reviews and of publishing: each form does one thing, then the version is shown again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from courses.authoring import reviewing
from courses.authoring.review_forms import (
    ApprovalForm,
    CommentForm,
    ConfirmationForm,
    RequestForm,
    ReturnForm,
)
from courses.authoring.review_queries import get_comment
from courses.authoring.review_words import NEXT, STATES, STEPS, WEIGHTS
from courses.authoring.version_steps import done, sent_id, to_version
from courses.permissions import CoursePermission
from courses.queries import get_version
from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Missing
from lms.core.forms import Form
from lms.core.pages import share_words

pages = Blueprint("reviewing", __name__, url_prefix="/courses/manuscripts")
share_words(
    pages, version_state_words=STATES, step_words=STEPS, weight_words=WEIGHTS, next_words=NEXT
)


@pages.post("/<uuid:version_id>/review-requests")
@requires(CoursePermission.WRITE)
def ask(version_id: UUID) -> ResponseReturnValue:
    """Send a draft to be reviewed."""
    version, form = get_version(version_id), RequestForm()
    note = form.request_note.data or ""
    return done(
        version, form, "request", lambda: reviewing.ask(version, note=note, by=g.actor, at=now())
    )


@pages.post("/<uuid:version_id>/approvals")
@requires(CoursePermission.APPROVE)
def approve(version_id: UUID) -> ResponseReturnValue:
    """Approve what somebody else wrote."""
    version, form = get_version(version_id), ApprovalForm()
    note, seen = form.approval_note.data or "", form.seen.data or ""
    return done(
        version,
        form,
        "approval",
        lambda: reviewing.approve(version, note=note, seen=seen, by=g.actor, at=now()),
    )


@pages.post("/<uuid:version_id>/returns")
@requires(CoursePermission.APPROVE)
def send_back(version_id: UUID) -> ResponseReturnValue:
    """Return it to its author, with what is to be mended."""
    version, form = get_version(version_id), ReturnForm()
    note, seen = form.return_note.data or "", form.seen.data or ""
    return done(
        version,
        form,
        "returning",
        lambda: reviewing.send_back(version, note=note, seen=seen, by=g.actor, at=now()),
    )


@pages.post("/<uuid:version_id>/reopenings")
@requires(CoursePermission.WRITE)
def reopen(version_id: UUID) -> ResponseReturnValue:
    """Take it back to write on."""
    version = get_version(version_id)
    return done(version, Form(), "request", lambda: reviewing.reopen(version, by=g.actor, at=now()))


@pages.post("/<uuid:version_id>/comments")
@requires(CoursePermission.REVIEW)
def comment(version_id: UUID) -> ResponseReturnValue:
    """Say something of a line."""
    version, form = get_version(version_id), CommentForm()
    lesson, line = _place(form.place.data or "")
    comment_id, text = sent_id(form.comment_id.data), form.comment.data or ""
    return done(
        version,
        form,
        "comment",
        lambda: reviewing.comment(
            version, lesson, line, text, comment_id=comment_id, by=g.actor, at=now()
        ),
        anchor=f"lesson-{lesson}-line-{line}" if line else f"lesson-{lesson}",
    )


@pages.post("/<uuid:version_id>/comments/<uuid:comment_id>/settlement")
@requires(CoursePermission.REVIEW)
def settle(version_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    """Note that a comment was dealt with."""
    version, found = get_version(version_id), get_comment(comment_id)
    if found.version_id != version.id:
        raise Missing
    reviewing.settle(found, by=g.actor, at=now())
    return to_version(version, f"comment-{found.id}")


@pages.post("/<uuid:version_id>/confirmations")
@requires(CoursePermission.APPROVE)
def confirm(version_id: UUID) -> ResponseReturnValue:
    """Confirm a point by name."""
    version, form = get_version(version_id), ConfirmationForm()
    point, evidence = form.point.data or "", form.evidence.data or ""
    return done(
        version,
        form,
        "confirmation",
        lambda: reviewing.confirm(version, point, evidence, by=g.actor, at=now()),
        anchor="points",
    )


def _place(text: str) -> tuple[int, int]:
    """Lesson and line of `2:3`. Raises Missing."""
    lesson, _colon, line = text.partition(":")
    if not all(one.isascii() and one.isdigit() and len(one) < 4 for one in (lesson, line)):
        raise Missing
    return int(lesson), int(line)
