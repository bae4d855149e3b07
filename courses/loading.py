"""`flask modules load`: module folders → item bank, quiz, module version, publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from courses import operations, queries
from courses.authoring.publishing import publish_checked
from courses.manuscript import Folder, read_folder
from courses.models import ModuleVersion
from lms.core.access import Actor
from quizzes.operations import bank as quizzes


@dataclass(frozen=True)
class Loaded:
    """What came of one folder."""

    version: ModuleVersion
    is_new: bool


def load_module(path: Path, *, by: Actor, at: datetime, note: str) -> Loaded:
    """Load one folder; nothing happens when nothing in it changed since the last time."""
    folder = read_folder(path)
    newest = queries.newest_version(folder.script.code)
    if newest is not None and newest.source_hash == folder.script.source_hash:
        return Loaded(newest, is_new=False)
    version = _write(folder)
    if folder.publish:
        publish_checked(version, by=by, at=at, note=note)
    return Loaded(version, is_new=True)


def _write(folder: Folder) -> ModuleVersion:
    script = folder.script
    bank = quizzes.open_bank(script.code, script.title)
    items = [quizzes.write_item(bank, n, wording) for n, wording in enumerate(folder.items, 1)]
    quiz = quizzes.compose_quiz(
        script.code,
        script.title,
        items,
        draw=folder.draw,
        pass_mark=folder.pass_mark,
        policy=folder.policy,
        blueprint=folder.blueprint,
    )
    return operations.write_version(script, quiz)
