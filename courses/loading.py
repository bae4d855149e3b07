"""`flask modules load`: module folders → item bank, quiz, module version, publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from courses import queries
from courses.authoring.publishing import publish_checked
from courses.manuscript import Folder, read_folder
from courses.models import ModuleVersion
from courses.packages.taking import write_version
from lms.core.access import Actor


@dataclass(frozen=True)
class Loaded:
    """What came of one folder."""

    version: ModuleVersion
    is_new: bool


def load_module(path: Path, *, by: Actor, at: datetime, note: str) -> Loaded:
    """Load one folder; nothing happens when nothing in it changed since the last time."""
    return load_folder(read_folder(path), by=by, at=at, note=note)


def load_folder(folder: Folder, *, by: Actor, at: datetime, note: str) -> Loaded:
    """Load what a folder says, and publish it when it says so."""
    newest = queries.newest_version(folder.script.code)
    if newest is not None and newest.source_hash == folder.script.source_hash:
        return Loaded(newest, is_new=False)
    version = write_version(folder, by=by, at=at)
    if folder.publish:
        publish_checked(version, by=by, at=at, note=note)
    return Loaded(version, is_new=True)
