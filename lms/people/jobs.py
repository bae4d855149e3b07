"""Long work of the roster: taking over an office's file."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from lms.core.access import Actor
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.jobs.asking import Asked
from lms.core.progress import Progress, tell
from lms.people.models import Person, RosterImport
from lms.people.operations import importing
from lms.people.signin import actor_of

IMPORT = "people.import"


def take_over(asked: Asked) -> Iterator[Progress]:
    """Take a roster file over, whole or not at all, with the rights its sender has now."""
    row = db.session.get_one(RosterImport, asked.key, with_for_update=True)
    if row.applied_at is None:  # else it was kept and only the word of it was lost
        importing.apply(
            row,
            by=_with_rights(asked),
            at=asked.at,
            step=lambda done, of: tell(asked.key, done, of),
        )
    yield Progress(1, 1)


def _with_rights(asked: Asked) -> Actor:
    person = db.session.get_one(Person, asked.by.person_id)
    return actor_of(person, local_day(asked.at), current_app.extensions["roles"])
