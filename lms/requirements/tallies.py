"""The projection of team tallies: renewed with each fact before the commit, built anew at will.

What a fact touches is noted; before the transaction ends (or when somebody asks in it) the teams
are counted again, once, whatever number of facts touched them. Sums of communes change by what
their teams change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from lms.core.clock import today
from lms.core.db import chunks, db
from lms.org.queries import subtree
from lms.people.models import Membership, Team, TeamPlacement
from lms.requirements import duties, tally_rows
from lms.requirements.duties import Duty
from lms.requirements.models import TalliedVersion, TeamTally, TrainingYear

KEPT = "tallies touched"
MANY = 4_000  # teams at once from which building all anew is quicker


@dataclass
class Touched:
    """What the facts of a transaction touched: rosters since a day, evidence of years."""

    since: date = date.max
    teams: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    units: set[UUID] = field(default_factory=set)
    evidence: dict[int, set[UUID]] = field(default_factory=dict)


def touch_rosters(since: date, team_ids: Iterable[UUID], person_ids: Iterable[UUID]) -> None:
    """The rosters of teams, or what holds of people on rosters, changed from a day on."""
    touched = _touched()
    touched.since = min(touched.since, since)
    touched.teams.update(team_ids)
    touched.people.update(person_ids)


def touch_units(since: date, unit_ids: Iterable[UUID]) -> None:
    """Units, and all teams below them, lie elsewhere from a day on."""
    touched = _touched()
    touched.since = min(touched.since, since)
    touched.units.update(unit_ids)


def touch_evidence(year: TrainingYear, person_ids: Iterable[UUID]) -> None:
    """What people did in a year, or are freed of, changed."""
    _touched().evidence.setdefault(year.year, set()).update(person_ids)


def _touched() -> Touched:
    return cast("Touched", db.session().info.setdefault(KEPT, Touched()))


@event.listens_for(db.session, "before_commit")
def _settle_before_commit(session: Session) -> None:
    """In the transaction of the facts; a savepoint inside it can wait."""
    if KEPT in session.info and not session.in_nested_transaction():
        settle()


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    """What did not happen touched nothing; a savepoint given up leaves what went before it."""
    if not session.in_nested_transaction():
        session.info.pop(KEPT, None)


def settle() -> None:
    """Count the touched teams again. Nothing to do for whoever only reads."""
    touched: Touched | None = db.session().info.pop(KEPT, None)
    if touched is None:
        return
    db.session.flush()
    rosters = touched.teams | _teams_of(touched.people) | _teams_below(touched)
    for year in duties.years():
        teams = _teams_of(touched.evidence.get(year.year, ()))
        if year.closes >= touched.since:
            teams |= rosters
        if teams:
            _renew_year(year, teams)


def _teams_of(person_ids: Collection[UUID]) -> set[UUID]:
    """The teams people ever sat in."""
    return {
        team_id
        for some in chunks(list(person_ids))
        for team_id in db.session.scalars(
            select(Membership.team_id).where(Membership.person_id.in_(some))
        )
    }


def _teams_below(touched: Touched) -> set[UUID]:
    """The teams that lay below the units before they moved, or lie there since."""
    days = [touched.since]
    if touched.since > date.min:
        days.append(touched.since - timedelta(days=1))
    return {
        team_id
        for some in chunks(list(touched.units))
        for day in days
        for team_id in db.session.scalars(
            select(TeamPlacement.team_id).where(TeamPlacement.unit_id.in_(subtree(some, day)))
        )
    }


def _renew_year(year: TrainingYear, team_ids: Collection[UUID]) -> None:
    lock(year)
    day = duties.counted_on(year, today())
    found = _kept(year)
    if not found:
        return
    if len(team_ids) > MANY:
        for duty in found:
            tally_rows.build(duty, day)
        return
    _counted_on(found, day)
    for some in chunks(sorted(team_ids)):
        _renew(found, day, some)


def lock(year: TrainingYear, *, alone: bool = False) -> None:
    """Let facts of a year in side by side, whoever builds anew alone (SQLite: one at a time)."""
    row = select(TrainingYear.year).where(TrainingYear.year == year.year)
    row = row.with_for_update(key_share=True) if alone else row.with_for_update(read=True)
    db.session.execute(row)


def _kept(year: TrainingYear) -> list[Duty]:
    """The versions of a year's duties whose tallies are kept."""
    kept = set(db.session.scalars(select(TalliedVersion.version_id)))
    return [duty for duty in duties.every_version(year) if duty.version.id in kept]


def _counted_on(found: Sequence[Duty], day: date) -> None:
    """Note on which day tallies were counted last, the same order for everybody."""
    older = select(TalliedVersion.version_id).where(
        TalliedVersion.version_id.in_([duty.version.id for duty in found]),
        TalliedVersion.counted_on < day,
    )
    for version_id in sorted(db.session.scalars(older)):
        db.session.execute(
            update(TalliedVersion)
            .where(TalliedVersion.version_id == version_id, TalliedVersion.counted_on < day)
            .values(counted_on=day)
            .execution_options(synchronize_session=False)
        )


def _renew(found: Sequence[Duty], day: date, team_ids: Sequence[UUID]) -> None:
    """Count some teams again under every version; two facts of one team wait for each other."""
    db.session.execute(
        select(Team.id)
        .where(Team.id.in_(team_ids))
        .order_by(Team.id)
        .with_for_update(key_share=True)
    )
    tally_rows.replace(tally_rows.stored(found, team_ids), tally_rows.counted(found, day, team_ids))


def build(year: TrainingYear, day: date) -> None:
    """Throw the tallies of a year away and count all of them anew."""
    lock(year, alone=True)
    for duty in _to_keep(year, day):
        tally_rows.build(duty, day)


def _to_keep(year: TrainingYear, day: date) -> list[Duty]:
    """The versions that hold on a day or will hold later: nobody asks for older ones any more."""
    now = {duty.version.id for duty in duties.duties(year, day)}
    return [
        duty
        for duty in duties.every_version(year)
        if duty.version.id in now or duty.version.since > day
    ]


def build_version(year: TrainingYear, version_id: UUID) -> None:
    """Count every team under a version that is new."""
    lock(year, alone=True)
    day = duties.counted_on(year, today())
    for duty in duties.every_version(year):
        if duty.version.id == version_id:
            tally_rows.build(duty, day)


def roll(day: date) -> int:
    """Renew the tallies that time alone has changed, and build those missing; how many teams."""
    renewed = 0
    for year in duties.years():
        counted_on = duties.counted_on(year, day)
        kept = {duty.version.id for duty in _kept(year)}
        if any(duty.version.id not in kept for duty in _to_keep(year, counted_on)):
            build(year, counted_on)
        stale = stale_teams(kept, counted_on)
        if stale:
            _renew_year(year, stale)
        renewed += len(stale)
    return renewed


def stale_teams(version_ids: Collection[UUID], day: date) -> set[UUID]:
    """The teams whose tally under one of the versions no longer holds on a day."""
    return set(
        db.session.scalars(
            select(TeamTally.team_id)
            .where(TeamTally.version_id.in_(version_ids), TeamTally.until <= day)
            .distinct()
        )
    )
