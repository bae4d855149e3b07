"""Pages of publishing: publish, withdraw, note that content was read again, compare versions."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from courses.authoring import publishing, review_queries
from courses.authoring.comparing import before_it, compare
from courses.authoring.review_forms import ContentReviewForm, PublicationForm, WithdrawalForm
from courses.authoring.version_steps import done, sent_id
from courses.permissions import CoursePermission
from courses.queries import get_version
from lms.core.access import requires
from lms.core.clock import now

pages = Blueprint("publishing", __name__, url_prefix="/courses/manuscripts")


@pages.post("/<uuid:version_id>/publication")
@requires(CoursePermission.WRITE)
def publish(version_id: UUID) -> ResponseReturnValue:
    """Offer what was approved to learners."""
    version, form = get_version(version_id), PublicationForm()
    note, renewal = form.change_note.data or "", form.renewal.data == "yes"
    return done(
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
    return done(
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
    review_id, note = sent_id(form.review_id.data), form.review_note.data or ""
    return done(
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
    version = get_version(version_id)
    versions = review_queries.versions_of(version.module_id)
    asked = request.args.get("from", type=int)
    old = next((one for one in versions if one.number == asked), None)
    old = old or before_it(version, versions)
    return render_template(
        "courses/differences.html",
        version=version,
        old=old,
        versions=versions,
        differences=compare(old, version) if old else [],
    )
