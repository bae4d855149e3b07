"""Verbs of published versions: publish, withdraw, note that the content was read again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from courses import operations
from courses.authoring.checking import findings_of, in_the_way
from courses.authoring.models import ContentReview, Withdrawal
from courses.authoring.queries import state_of
from courses.authoring.reviewing import hold
from courses.authoring.rules import State
from courses.authoring.rules.findings import Finding
from courses.models import ModuleVersion
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.core.once import insert_once


def publish(
    version: ModuleVersion, *, note: str, asks_renewal: bool, by: Actor, at: datetime
) -> None:
    """Offer what somebody else approved to learners; sent twice it is published once."""
    hold(version)
    now = state_of(version)
    if now is State.PUBLISHED and version.publication is not None:
        if version.publication.change_note == tidy(note):
            return
        raise Refused(_("This version is already published."))
    if now is not State.APPROVED:
        raise Refused(_("Somebody else must approve this version before it is published."))
    publish_checked(version, note=note, asks_renewal=asks_renewal, by=by, at=at)


def publish_checked(
    version: ModuleVersion, *, note: str, by: Actor, at: datetime, asks_renewal: bool = False
) -> None:
    """Publish what passes the checks, approved or not: for texts kept in files, by command."""
    found = in_the_way(findings_of(version), of_publishing=True)
    if found:
        raise Refused(f"{version.module.code}: {' '.join(map(_placed, found))}")
    operations.publish(version, by=by, at=at, note=tidy(note), asks_renewal=asks_renewal)


def _placed(one: Finding) -> str:
    return _("Lesson %(n)s: %(words)s", n=one.lesson, words=one.words) if one.lesson else one.words


def withdraw(version: ModuleVersion, *, reason: str, by: Actor, at: datetime) -> None:
    """Offer a version no more; the newest one left is offered. Who learns it keeps it."""
    if not version.is_frozen:
        raise Refused(_("This version is not published."))
    if insert_once(Withdrawal, version_id=version.id, reason=tidy(reason), **entered(by, at)):
        record("module.withdrawn", version, by=by, at=at, label=version.title, reason=tidy(reason))


def note_review(
    version: ModuleVersion, *, note: str, review_id: UUID, by: Actor, at: datetime
) -> None:
    """Note that somebody read published content again and found it right, for another while."""
    if state_of(version) is not State.PUBLISHED:
        raise Refused(_("This version is not offered to learners."))
    is_new = insert_once(
        ContentReview, id=review_id, version_id=version.id, note=tidy(note), **entered(by, at)
    )
    if is_new:
        record("module.reread", version, by=by, at=at, label=version.title, note=tidy(note))
