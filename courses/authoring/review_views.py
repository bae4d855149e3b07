"""Pages of reviews and of publishing: each form does one thing, then the version is shown again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue

from courses.authoring import publishing, reviewing
from courses.authoring.review_forms import (
    ApprovalForm,
    CommentForm,
    ConfirmationForm,
    ContentReviewForm,
    PublicationForm,
    RequestForm,
    ReturnForm,
    WithdrawalForm,
)
from courses.authoring.review_page import differences_page, version_page
from courses.authoring.review_queries import get_comment
from courses.authoring.review_words import NEXT, STATES, STEPS, WEIGHTS
from courses.models import ModuleVersion
from courses.permissions import CoursePermission
from courses.queries import get_version
from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Missing, Refused
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
    return _done(
        version, form, "request", lambda: reviewing.ask(version, note=note, by=g.actor, at=now())
    )


@pages.post("/<uuid:version_id>/approvals")
@requires(CoursePermission.APPROVE)
def approve(version_id: UUID) -> ResponseReturnValue:
    """Approve what somebody else wrote."""
    version, form = get_version(version_id), ApprovalForm()
    note, seen = form.approval_note.data or "", form.seen.data or ""
    return _done(
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
    return _done(
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
    return _done(
        version, Form(), "request", lambda: reviewing.reopen(version, by=g.actor, at=now())
    )


@pages.post("/<uuid:version_id>/comments")
@requires(CoursePermission.REVIEW)
def comment(version_id: UUID) -> ResponseReturnValue:
    """Say something of a line."""
    version, form = get_version(version_id), CommentForm()
    lesson, line = _place(form.place.data or "")
    comment_id, text = _id(form.comment_id.data), form.comment.data or ""
    return _done(
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
    return _to(version, f"comment-{found.id}")


@pages.post("/<uuid:version_id>/confirmations")
@requires(CoursePermission.APPROVE)
def confirm(version_id: UUID) -> ResponseReturnValue:
    """Confirm a point by name."""
    version, form = get_version(version_id), ConfirmationForm()
    point, evidence = form.point.data or "", form.evidence.data or ""
    return _done(
        version,
        form,
        "confirmation",
        lambda: reviewing.confirm(version, point, evidence, by=g.actor, at=now()),
        anchor="points",
    )


@pages.post("/<uuid:version_id>/publication")
@requires(CoursePermission.WRITE)
def publish(version_id: UUID) -> ResponseReturnValue:
    """Offer what was approved to learners."""
    version, form = get_version(version_id), PublicationForm()
    note, renewal = form.change_note.data or "", form.renewal.data == "yes"
    return _done(
        version,
        form,
        "publication",
        lambda: publishing.publish(version, note=note, asks_renewal=renewal, by=g.actor, at=now()),
    )


@pages.post("/<uuid:version_id>/withdrawal")
@requires(CoursePermission.APPROVE)
def withdraw(version_id: UUID) -> ResponseReturnValue:
    """Offer it no more."""
    version, form = get_version(version_id), WithdrawalForm()
    reason = form.withdrawal_reason.data or ""
    return _done(
        version,
        form,
        "withdrawal",
        lambda: publishing.withdraw(version, reason=reason, by=g.actor, at=now()),
    )


@pages.post("/<uuid:version_id>/content-reviews")
@requires(CoursePermission.APPROVE)
def note_review(version_id: UUID) -> ResponseReturnValue:
    """Read again, and still right."""
    version, form = get_version(version_id), ContentReviewForm()
    review_id, note = _id(form.review_id.data), form.review_note.data or ""
    return _done(
        version,
        form,
        "content_review",
        lambda: publishing.note_review(
            version, note=note, review_id=review_id, by=g.actor, at=now()
        ),
    )


@pages.get("/<uuid:version_id>/differences")
@requires(CoursePermission.REVIEW)
def differences(version_id: UUID) -> ResponseReturnValue:
    """What is otherwise than in another version, in words."""
    return differences_page(get_version(version_id))


def _done(
    version: ModuleVersion, form: Form, name: str, do: Callable[[], None], anchor: str = ""
) -> ResponseReturnValue:
    """Check the form, do it, show the version again; what goes wrong is said on its page."""
    if not form.validate():
        return version_page(version, **{name: form}), 422
    try:
        do()
    except Refused as refused:
        given = {} if type(form) is Form else {name: form}
        return version_page(version, problem=refused.message, **given), 409
    return _to(version, anchor)


def _to(version: ModuleVersion, anchor: str = "") -> ResponseReturnValue:
    page = url_for("courses.manuscript", version_id=version.id, _anchor=anchor or None)
    return redirect(page, 303)


def _place(text: str) -> tuple[int, int]:
    """Lesson and line of `2:3`. Raises Missing."""
    lesson, _colon, line = text.partition(":")
    if not all(one.isascii() and one.isdigit() and len(one) < 4 for one in (lesson, line)):
        raise Missing
    return int(lesson), int(line)


def _id(text: str | None) -> UUID:
    """The id a form page made. Raises Missing."""
    try:
        return UUID(hex=text or "")
    except ValueError:
        raise Missing from None
