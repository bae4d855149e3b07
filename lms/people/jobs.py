"""Long work of the roster: taking over an office's file, and writing long lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import current_app

from lms.core.db import db
from lms.core.jobs.asking import Asked
from lms.core.progress import Progress, tell
from lms.core.tables import Report
from lms.people.models import RosterImport
from lms.people.operations import importing
from lms.people.operations.importing_long import apply_long
from lms.people.permissions import PeoplePermission
from lms.people.register import Sought, Which, everybody
from lms.people.reports import roster_report
from lms.people.signin import actor_again

IMPORT = "people.import"
ROSTER = "people.roster"


def take_over(asked: Asked) -> Iterator[Progress]:
    """Take a roster file over with the rights its sender has now: whole, a long one in parts."""
    row = db.session.get_one(RosterImport, asked.key, with_for_update=True)
    if row.body_sha256 is not None:
        yield from apply_long(row.id, by=actor_again(asked.by, asked.at), at=asked.at)
    elif row.applied_at is None:  # else it was kept and only the word of it was lost
        importing.apply(
            row,
            by=actor_again(asked.by, asked.at),
            at=asked.at,
            step=lambda done, of: tell(asked.key, done, of),
        )
    yield Progress(1, 1)


def in_words(sought: Sought) -> dict[str, str]:
    """Whom a list is to show, as a job is told."""
    return {
        "day": sought.day.isoformat(),
        "map_day": sought.map_day.isoformat(),
        "wanted": sought.wanted,
        "which": sought.which.value,
    }


def roster_list(asked: Asked) -> Report:
    """The roster that somebody asked for, as far as they may look now."""
    told, actor = asked.arguments, actor_again(asked.by, asked.at)
    days = date.fromisoformat(told["day"]), date.fromisoformat(told["map_day"])
    sought = Sought(actor, *days, told["wanted"], Which(told["which"]))
    return roster_report(
        everybody(sought),
        day=sought.day,
        map_day=sought.map_day,
        agency=current_app.config["ORGANISATION"],
        phones=actor.may(PeoplePermission.PHONE_LOOK),
    )
