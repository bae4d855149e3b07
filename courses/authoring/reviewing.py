"""Verbs of reviews: ask, approve, return, take back, comment on a line, settle, confirm a point."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from courses.authoring import review_queries
from courses.authoring.checking import findings_of, in_the_way
from courses.authoring.models import (
    LineComment,
    LineCommentSettled,
    PointConfirmation,
    VersionStep,
)
from courses.authoring.queries import state_of
from courses.authoring.rules import UNPUBLISHED, Step, may_take
from courses.models import ModuleVersion
from courses.queries import lessons_of
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db, new_id
from lms.core.errors import Missing, Refused
from lms.core.markup import text_lines
from lms.core.names import tidy
from lms.core.once import insert_once


def ask(version: ModuleVersion, *, note: str, by: Actor, at: datetime) -> None:
    """Send a draft to be reviewed. Refused with what must be mended first."""
    if not _is_to_take(version, Step.ASKED, note, by):
        return
    if in_the_way(findings_of(version)):
        raise Refused(_("Something must be mended first: it is listed on this page."))
    _take(version, Step.ASKED, note, by, at)
    record("module.asked", version, by=by, at=at, label=version.title, note=tidy(note))


def approve(version: ModuleVersion, *, note: str, by: Actor, at: datetime, seen: str = "") -> None:
    """Find a version good. Never by who wrote or sent it, nor with comments left open.

    `seen` is the step whoever approves had before them: a text taken back and sent anew meanwhile
    is another text.
    """
    if not _is_to_take(version, Step.APPROVED, note, by):
        return
    _check_decision(version, by, seen)
    if number := review_queries.open_comments(version.id):
        raise Refused(
            _("%(n)s comments are still open. Settle them, or return the version.", n=number)
        )
    _take(version, Step.APPROVED, note, by, at)
    record("module.approved", version, by=by, at=at, label=version.title, note=tidy(note))


def send_back(
    version: ModuleVersion, *, note: str, by: Actor, at: datetime, seen: str = ""
) -> None:
    """Return a version to its author, and say why."""
    if not _is_to_take(version, Step.RETURNED, note, by):
        return
    _check_decision(version, by, seen)
    _take(version, Step.RETURNED, note, by, at)
    record("module.returned", version, by=by, at=at, label=version.title, note=tidy(note))


def reopen(version: ModuleVersion, *, by: Actor, at: datetime) -> None:
    """Take a version back to write on; what was approved of it counts no more."""
    if not _is_to_take(version, Step.REOPENED, "", by):
        return
    _take(version, Step.REOPENED, "", by, at)
    record("module.reopened", version, by=by, at=at, label=version.title)


def _check_decision(version: ModuleVersion, by: Actor, seen: str) -> None:
    if by.id in review_queries.writers_of(version.id):
        raise Refused(_("You wrote or sent this version: somebody else must review it."))
    last = review_queries.last_step(version.id)
    if seen and last is not None and seen != str(last.id):
        raise Refused(_("This version was sent anew meanwhile. Please read it once more."))


def _is_to_take(version: ModuleVersion, step: Step, note: str, by: Actor) -> bool:
    """Whether a step is still to be taken; not when the same one was sent twice."""
    hold(version)
    last = review_queries.last_step(version.id)
    if last is not None and (last.step, last.by_id, last.note) == (step, by.id, tidy(note)):
        return False
    if not may_take(step, state_of(version)):
        raise Refused(_("This version stands elsewhere by now. Please look at it again."))
    return True


def hold(version: ModuleVersion) -> None:
    """Let nobody else change a version before this request is done: two clicks come in turn."""
    db.session.execute(
        select(ModuleVersion.id).where(ModuleVersion.id == version.id).with_for_update()
    )


def _take(version: ModuleVersion, step: Step, note: str, by: Actor, at: datetime) -> None:
    db.session.add(
        VersionStep(version_id=version.id, step=step, note=tidy(note), **entered(by, at))
    )
    db.session.flush()


def comment(
    version: ModuleVersion,
    lesson: int,
    line: int,
    text: str,
    *,
    comment_id: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """Say something of a line of a lesson; line 0 is the whole lesson. Sent twice it is one."""
    check_unpublished(version)
    words = line_words(version, lesson, line)
    is_new = insert_once(
        LineComment, id=comment_id, version_id=version.id, lesson_position=lesson, line=line,
        line_words=words, text=text.strip(), **entered(by, at),
    )  # fmt: skip
    if is_new:
        record("module.commented", version, by=by, at=at, label=version.title, lesson=lesson)


def line_words(version: ModuleVersion, lesson: int, line: int) -> str:
    """The words of a line of a version; nothing for line 0. Raises Missing."""
    found = next((one for one in lessons_of(version.id) if one.position == lesson), None)
    if found is None:
        raise Missing
    lines = text_lines(found.body)
    if not 0 <= line <= len(lines):
        raise Missing
    return lines[line - 1] if line else ""


def settle(one: LineComment, *, by: Actor, at: datetime) -> None:
    """Note that a comment was dealt with; again is harmless."""
    if insert_once(LineCommentSettled, comment_id=one.id, **entered(by, at)):
        record("comment.settled", one, by=by, at=at, label=one.text)


def confirm(version: ModuleVersion, point: str, evidence: str, *, by: Actor, at: datetime) -> None:
    """Confirm a point by name, and say by what. The first confirmation of a point stays."""
    check_unpublished(version)
    if point not in version.points_to_confirm:
        raise Refused(_("This point was changed meanwhile. Please read it once more."))
    is_new = insert_once(
        PointConfirmation, id=new_id(), version_id=version.id, point=point, evidence=tidy(evidence),
        **entered(by, at),
    )  # fmt: skip
    if is_new:
        record("point.confirmed", version, by=by, at=at, label=point, evidence=tidy(evidence))


def check_unpublished(version: ModuleVersion) -> None:
    """Refuse what is said of a draft once it is published."""
    if state_of(version) not in UNPUBLISHED:
        raise Refused(
            _("This version is published. What is to be changed goes into a new version.")
        )
