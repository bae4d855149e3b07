"""What requirements show on pages of packages below: what somebody still owes, in the catalogue."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from courses.queries import latest_published
from lms.core.clock import today
from lms.requirements import duties, queries
from lms.requirements.evidence import evidence_of
from lms.requirements.rules import State, still_asked

OWING = frozenset({State.DUE, State.ON_THE_WAY, State.OVERDUE})


def on_catalogue(person_id: UUID) -> str:
    """What this year's duty still asks of the reader, with the modules it names."""
    day = today()
    year = duties.year_of(day)
    duty = duties.get_duty(year, day) if year else None
    standing = queries.standing_of(person_id, duty, day) if duty else None
    if year is None or duty is None or standing is None or standing.state not in OWING:
        return ""
    done = evidence_of(year, [person_id]).get(person_id, [])
    left = still_asked(done, duty.rule)
    passed = {code for one in done for code in one.topics}
    named = {*left.compulsory, *(left.listed if left.modules else ())} - passed
    return render_template(
        "requirements/_catalogue.html",
        year=year,
        rule=left,
        modules=[one for one in latest_published() if one.module.code in named],
    )
