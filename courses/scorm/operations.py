"""Verbs of packages: take one in, make it a lesson of a draft, note what a learner reached."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from courses import operations as courses
from courses.models import Enrolment, Lesson, ModuleVersion
from courses.scorm import queries, rules
from courses.scorm.manifest import read_package
from courses.scorm.models import LessonPackage, ScormPackage, ScormRun
from courses.scorm.packing import Packed
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.files import keep_file
from lms.core.markup import word_count
from lms.core.once import insert_once

ZIP = frozenset({"application/zip"})


def take_in(body: bytes, file_name: str, *, by: Actor, at: datetime) -> ScormPackage:
    """Examine a package and keep it. Raises BadPackage with what is wrong and where."""
    packed = Packed(io.BytesIO(body))
    packed.examine()
    manifest = read_package(packed)
    package = ScormPackage(
        title=manifest.title or file_name[:100],
        standard=manifest.standard,
        file_name=file_name[:200],
        file_id=keep_file(body, by=by, at=at, kinds=ZIP).id,
        outline=[asdict(one) for one in manifest.activities],
        **entered(by, at),
    )
    db.session.add(package)
    db.session.flush()
    record("package.taken_in", package, by=by, at=at, label=package.title)
    return package


def attach(
    version: ModuleVersion,
    package: ScormPackage,
    title: str,
    body: str,
    *,
    by: Actor,
    at: datetime,
    lesson_id: UUID,
) -> bool:
    """Add a lesson done in this package at the end of a draft; whether it is new.

    `lesson_id` is made by the form page, so a second tap adds no second lesson.
    """
    if version.is_frozen:
        raise Refused(_("This version is already published. Make a new draft of the module first."))
    values: dict[str, Any] = {
        "version_id": version.id,
        "position": queries.last_position(version.id) + 1,
        "title": title,
        "body": body,
        "words": word_count(body),
    }
    if not insert_once(Lesson, id=lesson_id, **values):
        if db.session.get(Lesson, lesson_id) is None:  # somebody else took the place just now
            raise Refused(_("Somebody else changed this draft just now. Please try again."))
        return False
    db.session.add(LessonPackage(lesson_id=lesson_id, package_id=package.id))
    record("package.attached", package, by=by, at=at, label=f"{version.title}: {title}")
    return True


def copy_attachments(old_lesson_id: UUID, new_lesson_id: UUID) -> None:
    """A lesson copied into a new draft is done in the same package."""
    package = queries.package_of(old_lesson_id)
    if package is not None:
        db.session.add(LessonPackage(lesson_id=new_lesson_id, package_id=package.id))


def note(
    enrolment: Enrolment, lesson_id: UUID, part: int, counter: int, state: str, *, at: datetime
) -> ScormRun:
    """Keep what an activity reported, and count the lesson as read once all of it is done.

    What was overtaken by a newer report changes nothing. Raises BadCommit for what is no state.
    """
    package = queries.package_of(lesson_id)
    if package is None or not 1 <= part <= len(package.outline):
        raise Missing
    found = rules.outcome(package.standard, package.activities[part - 1], rules.read_state(state))
    key = {"enrolment_id": enrolment.id, "lesson_id": lesson_id, "part": part}
    insert_once(ScormRun, **key, counter=-1, state="", opened_at=at, changed_at=at)
    run = queries.run_to_change(enrolment.id, lesson_id, part)
    if counter > run.counter:
        run.counter, run.state, run.changed_at = counter, state, at
        run.score = rules.best(run.score, found.score)
        run.done_at = run.done_at or (at if found.done else None)
        db.session.flush()
        if not queries.is_unfinished(enrolment.id, lesson_id):
            courses.read(enrolment, lesson_id, at=at)
    return run
