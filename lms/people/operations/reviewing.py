"""Verbs of the yearly review: look a team through, hand in, accept or return."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.people import reviews
from lms.people.models import ReviewStage, ReviewStep, Team, TeamReview

CLOSED = {ReviewStage.HANDED_IN, ReviewStage.ACCEPTED}


def confirm_team(
    team: Team, commune_id: UUID, year: int, note: str, *, by: Actor, at: datetime
) -> TeamReview:
    """State that a team's roster is right as it stands; the number of members is kept with it."""
    if reviews.stage_of(commune_id, year) in CLOSED:
        raise Refused(_("This review has been handed in. Only the department can return it."))
    row = TeamReview(
        team_id=team.id,
        year=year,
        members=reviews.members_on(team.id, local_day(at)),
        note=tidy(note),
        **entered(by, at),
    )
    db.session.add(row)
    record("team.reviewed", row, by=by, at=at, label=team.name, year=year)
    return row


def hand_in(commune_id: UUID, title: str, year: int, *, by: Actor, at: datetime) -> ReviewStep:
    """Hand a commune's review in, once every team has been looked through."""
    if reviews.stage_of(commune_id, year) in CLOSED:
        raise Refused(_("This review has been handed in already."))
    teams = reviews.teams(commune_id, year, local_day(at))
    missing = sum(one.review is None for one in teams)
    if missing or not teams:
        raise Refused(_("%(num)s teams have not been looked through yet.", num=missing))
    row = _step(commune_id, year, ReviewStage.HANDED_IN, "", by, at)
    record("review.handed_in", row, by=by, at=at, label=title, year=year)
    return row


def decide(
    commune_id: UUID, title: str, year: int, *, accept: bool, reason: str, by: Actor, at: datetime
) -> ReviewStep:
    """Accept a review that was handed in, or return it with a reason."""
    if reviews.stage_of(commune_id, year) is not ReviewStage.HANDED_IN:
        raise Refused(_("Only a review that was handed in can be decided."))
    if not accept and not tidy(reason):
        raise Refused(_("Please say what the commune should mend."))
    if accept:
        row = _step(commune_id, year, ReviewStage.ACCEPTED, reason, by, at)
        record("review.accepted", row, by=by, at=at, label=title, year=year)
    else:
        row = _step(commune_id, year, ReviewStage.RETURNED, reason, by, at)
        record("review.returned", row, by=by, at=at, label=title, year=year)
    return row


def _step(
    commune_id: UUID, year: int, stage: ReviewStage, reason: str, by: Actor, at: datetime
) -> ReviewStep:
    row = ReviewStep(
        unit_id=commune_id,
        year=year,
        stage=stage,
        reason=tidy(reason),
        **entered(by, at),
    )
    db.session.add(row)
    return row
