"""The tallies of teams as queries: what a team counts on a day, and until when that holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Uuid,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from lms.core.db import db
from lms.org.models import Placement
from lms.people.models import Absence, Membership, Person, PostHeld, TeamPlacement
from lms.requirements.duties import Duty
from lms.requirements.evidence import PERSON
from lms.requirements.models import Dispensation, Standing
from lms.requirements.rules import NUMBERS, State
from lms.requirements.seats import Seats, digit_of

ABOVE = aliased(Placement)
NOWHERE = UUID(int=0)  # the commune of a team whose village lies under nothing
DONE = NUMBERS[len(State) :]  # what people did, after how many stand in each state
MET = digit_of(State.MET)


def judged(duty: Duty, day: date) -> Select[Any]:
    """Everybody on a roster: team, commune, state, what they did and when they met the duty.

    The OFFSET keeps PostgreSQL from writing the state out again in each of the sums.
    """
    seats = Seats(duty, day)
    everybody = seats.select(
        [
            Membership.team_id,
            func.coalesce(ABOVE.parent_id, literal(NOWHERE, Uuid)).label("commune_id"),
            seats.state.label("state"),
            Standing.met_on,
            *(getattr(Standing, name) for name in DONE),
        ]
    )
    above = (ABOVE.unit_id == TeamPlacement.unit_id) & ABOVE.on(day)
    return everybody.outerjoin(ABOVE, above).offset(0)


def tallied(duty: Duty, day: date) -> Select[Any]:
    """One row a team: version, team, commune, the days on which its people met, the numbers."""
    one = judged(duty, day).subquery()
    met_on = case((one.c.state == MET, cast(one.c.met_on, String)))
    return select(
        literal(duty.version.id, Uuid).label("version_id"),
        one.c.team_id,
        one.c.commune_id,
        func.coalesce(func.aggregate_strings(met_on, ","), "").label("met_days"),
        *_numbers(one.c),
    ).group_by(one.c.team_id, one.c.commune_id)


def _numbers(columns: Any) -> list[ColumnElement[int]]:
    states = [
        func.count().filter(columns.state == digit_of(state)).label(state.value) for state in State
    ]
    return [*states, *(func.coalesce(func.sum(columns[n]), 0).label(n) for n in DONE)]


def met_by_day(duty: Duty, day: date) -> Select[Any]:
    """Version, commune, day, and how many of the trained met the duty on it."""
    one = judged(duty, day).subquery()
    return (
        select(
            literal(duty.version.id, Uuid).label("version_id"),
            one.c.commune_id,
            one.c.met_on.label("day"),
            func.count().label("met"),
        )
        .where(one.c.state == MET)
        .group_by(one.c.commune_id, one.c.met_on)
    )


Breaks = dict[UUID, date]


def breaks(duty: Duty, day: date) -> Breaks:
    """Team → the first later day on which something dated changes in it."""
    return _first(_earliest(_roster_parts(day, posts=bool(duty.rule.posts))), _of_duty(duty, day))


def last_day_of(duty: Duty, day: date) -> date | None:
    """The day from which no tally of a duty holds any more: its last day is over, units move."""
    late = duty.rule.due + timedelta(days=1) if duty.rule.due >= day else None
    moved = None
    if duty.rule.units:
        moved = db.session.scalar(
            select(func.min(case((Placement.since > day, Placement.since), else_=Placement.until)))
            .where(or_(Placement.since > day, Placement.until > day))
        )  # fmt: skip
    return min((on for on in (late, moved) if on is not None), default=None)


def _roster_parts(day: date, *, posts: bool) -> list[Select[Any]]:
    """(team, later day): seats, places, villages and absences that begin or end."""
    seat, place = Membership, TeamPlacement
    here = select(seat.team_id).where(seat.on(day))
    away = here.join(Absence, Absence.person_id == seat.person_id)
    village = select(place.team_id).where(place.on(day))
    village = village.join(Placement, Placement.unit_id == place.unit_id)
    parts = [
        *_edges(select(seat.team_id), seat, day),
        *_edges(select(place.team_id), place, day),
        *_edges(village, Placement, day),
        *_edges(away, Absence, day),
    ]
    if posts:
        parts += _edges(here.join(PostHeld, PostHeld.person_id == seat.person_id), PostHeld, day)
    return parts


def _edges(teams: Select[Any], dated: Any, day: date) -> list[Select[Any]]:
    return [
        teams.add_columns(column.label("day")).where(column > day)
        for column in (dated.since, dated.until)
    ]


def _of_duty(duty: Duty, day: date) -> Breaks:
    """Standings that begin to count later, exemptions and more time that begin or end later."""
    seats = (
        select(Membership.team_id)
        .join(Standing, Standing.person_id == Membership.person_id)
        .where(Membership.on(day), Standing.version_id == duty.version.id)
    )
    later = [
        seats.add_columns(column.label("day")).where(column > day)
        for column in (Standing.begun_on, Standing.met_on)
    ]
    return _first(_earliest(later), _dispensations(duty, day))


def _dispensations(duty: Duty, day: date) -> Breaks:
    query = (
        select(Membership.team_id, Dispensation.since, Dispensation.until)
        .join(Person, Person.id == Dispensation.person_id)
        .join(Membership, (Membership.person_id == PERSON) & Membership.on(day))
        .where(
            Dispensation.requirement_id == duty.requirement.id,
            Dispensation.granted.is_(True),
            or_(Dispensation.since > day, Dispensation.until >= day),
        )
    )
    found: Breaks = {}
    for team_id, since, until in db.session.execute(query):
        after = until + timedelta(days=1) if until else None
        days = [on for on in (since, after, found.get(team_id)) if on is not None and on > day]
        found[team_id] = min(days)
    return found


def _earliest(parts: Iterable[Select[Any]]) -> Breaks:
    rows = union_all(*parts).subquery()
    query: Any = select(rows.c.team_id, func.min(rows.c.day)).group_by(rows.c.team_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _first(one: Breaks, other: Breaks) -> Breaks:
    return {
        team_id: min(day for day in (one.get(team_id), other.get(team_id)) if day is not None)
        for team_id in one.keys() | other.keys()
    }
