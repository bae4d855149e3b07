"""A module folder → item bank, quiz and a draft version, with the files they show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from courses import operations
from courses.authoring.media import keep_medium
from courses.item_manuscript import medium_id
from courses.manuscript import Folder
from courses.models import ModuleVersion
from courses.packages.preparing import prepared
from courses.queries import lessons_of
from courses.scorm.models import LessonPackage, ScormPackage
from courses.scorm.operations import take_in
from lms.core.access import Actor
from lms.core.db import db
from lms.core.files import StoredFile
from quizzes.models import ItemMedium, ItemVersion, QuizVersion
from quizzes.operations import bank as quizzes
from quizzes.operations.media import keep_medium as keep_for_item
from quizzes.wording import Medium, Wording


def write_version(
    folder: Folder, *, by: Actor, at: datetime, numbers: Mapping[int, int] | None = None
) -> ModuleVersion:
    """A new draft version from what a folder says.

    `numbers` tells which item of the bank each item of the folder is (place → number); without it
    the first is the first. An item of the bank gets a new version when its wording changed.
    """
    found = prepared(folder) if folder.media or folder.activities else None
    folder = found.folder if found else folder
    script = folder.script
    bank = quizzes.open_bank(script.code, script.title)
    items = [
        quizzes.write_item(bank, numbers[place] if numbers else place + 1, wording)
        for place, wording in enumerate(_kept(folder, by, at))
    ]
    version = operations.write_version(script, _quiz(folder, items))
    for name, use in found.uses.items() if found else ():
        keep_medium(version.module_id, use, folder.media[name], name, by=by, at=at)
    _attach(folder, version, by, at)
    return version


def _quiz(folder: Folder, items: Sequence[ItemVersion]) -> QuizVersion:
    """The quiz of the items; a module that has none yet keeps the quiz it has here, if any."""
    script = folder.script
    if not items:
        return quizzes.begin_quiz(script.code, script.title)
    return quizzes.compose_quiz(
        script.code,
        script.title,
        items,
        draw=folder.draw,
        pass_mark=folder.pass_mark,
        policy=folder.policy,
        blueprint=folder.blueprint,
        fixed=[items[place] for place in sorted(folder.fixed)],
    )


def _attach(folder: Folder, version: ModuleVersion, by: Actor, at: datetime) -> None:
    """Let lessons be done in their activities; one that is kept already is not kept again."""
    if not folder.played:
        return
    lessons = lessons_of(version.id)
    kept = {
        name: _known_activity(body) or take_in(body, name, by=by, at=at).id
        for name, body in folder.activities.items()
    }
    db.session.add_all(
        LessonPackage(lesson_id=lessons[place].id, package_id=kept[name])
        for place, name in folder.played.items()
    )
    db.session.flush()


def _known_activity(body: bytes) -> UUID | None:
    digest = hashlib.sha256(body).hexdigest()
    return db.session.scalar(
        select(ScormPackage.id)
        .join(StoredFile, StoredFile.id == ScormPackage.file_id)
        .where(StoredFile.sha256 == digest)
        .order_by(ScormPackage.id)
        .limit(1)
    )


def _kept(folder: Folder, by: Actor, at: datetime) -> list[Wording]:
    """The items with their pictures and recordings kept."""
    names = {medium_id(name): name for name in folder.media}

    def keep(medium: Medium) -> Medium:
        body = folder.media[names[medium.file_id]]
        kept = _known(body) or keep_for_item(body, medium.use, by=by, at=at).id
        return replace(medium, file_id=kept)

    return [replace(one, media=[keep(medium) for medium in one.media]) for one in folder.items]


def _known(body: bytes) -> UUID | None:
    """A file that an item shows already: the same picture is not another wording."""
    digest = hashlib.sha256(body).hexdigest()
    return db.session.scalar(
        select(StoredFile.id)
        .join(ItemMedium, ItemMedium.file_id == StoredFile.id)
        .where(StoredFile.sha256 == digest)
        .order_by(StoredFile.id)
        .limit(1)
    )
