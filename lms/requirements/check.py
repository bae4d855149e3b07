"""`flask coverage recount --check`: is the projection what the facts say, on every page?

The page's totals are grouped in SQL; here everybody is judged one at a time in Python from plain
rows, so that a mistake in either shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.org.models import Level
from lms.org.queries import subtree, units_of
from lms.people.models import Absence, Membership, PostHeld, TeamPlacement
from lms.people.queries import canonical
from lms.requirements import (
    duties,
    queries,
    rules,
    standings,
    sums,
    tallies,
    tally_rows,
    tallying,
)
from lms.requirements.duties import Duty
from lms.requirements.models import Dispensation, DispensationKind, TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import NUMBERS, Coverage, Facts, Tally
from lms.requirements.tally_rows import COMMUNES, DAYS, TEAMS, Row


def differences(year: TrainingYear, day: date) -> list[str]:
    """Every place where a stored or shown figure is not what the facts give; empty is right."""
    tallies.settle()
    return [line for duty in duties.duties(year, day) for line in _of_duty(year, duty, day)]


def _of_duty(year: TrainingYear, duty: Duty, day: date) -> Iterator[str]:
    facts, kept = standings.tallies(year, duty.rule), standings.standings(duty.version)
    for person_id in facts.keys() | kept.keys():
        if facts.get(person_id) != kept.get(person_id):
            found = f"facts {facts.get(person_id)}, kept {kept.get(person_id)}"
            yield f"{duty.code}: person {person_id}: {found}"
    counted, shown = person_by_person(duty, day, facts), Coverage()
    for province in units_of(Level.PROVINCE, day):
        everybody = Grant("check", frozenset({CoveragePermission.READ}), unit_id=province.id)
        rows = queries.by_commune(Actor(None, "check", (everybody,)), duty, day)
        shown += rules.total(row.coverage for row in rows)
    if shown != counted:
        yield f"{duty.code}: total: facts {counted}, shown {shown}"
    yield from tallies_that_differ(duty, day)


def tallies_that_differ(duty: Duty, day: date) -> Iterator[str]:
    """The tallies that say they hold on a day and are not what is counted then, and wrong sums."""
    if not sums.counted_by(duty, day):
        return
    mine = TEAMS.c.version_id == duty.version.id
    kept = {row["team_id"]: row for row in db.session.execute(select(TEAMS).where(mine)).mappings()}
    counted = db.session.execute(tallying.tallied(duty, day)).mappings()
    live = {row["team_id"]: row for row in counted}
    for team_id in kept.keys() | live.keys():
        row = kept.get(team_id)
        if row and row["until"] and row["until"] <= day:
            continue  # time has changed it: nobody reads it until it is renewed
        if _plain(row) != _plain(live.get(team_id)):
            yield f"{duty.code}: team {team_id}: counted {live.get(team_id)}, kept {row}"
    yield from _wrong_sums(duty, kept.values())


def _plain(row: Row | None) -> tuple[object, ...] | None:
    """What a tally says; nothing when it has nobody."""
    if row is None or not Coverage(*(row[name] for name in NUMBERS)).members:
        return None
    numbers = (row[name] for name in NUMBERS)
    return (row["commune_id"], sorted(tally_rows.met_days(row["met_days"])), *numbers)


def _wrong_sums(duty: Duty, teams: Iterable[Row]) -> Iterator[str]:
    """The sums of communes against the teams they are the sums of."""
    expected, expected_days = tally_rows.changes((), teams)
    of = duty.version.id
    for row in db.session.execute(select(COMMUNES).where(COMMUNES.c.version_id == of)).mappings():
        wanted = expected.pop((of, row["commune_id"]), dict.fromkeys(NUMBERS, 0))
        if any(row[name] != wanted[name] for name in NUMBERS):
            yield f"{duty.code}: commune {row['commune_id']}: teams {wanted}, kept {row}"
    for version_id, commune_id, day, met in db.session.execute(
        select(DAYS).where(DAYS.c.version_id == of)
    ):
        if expected_days.pop((version_id, commune_id, day), 0) != met:
            yield f"{duty.code}: commune {commune_id}: {met} on {day} is not what its teams say"
    for key in [*expected, *expected_days]:
        yield f"{duty.code}: no sum is kept for {key}"


def person_by_person(duty: Duty, day: date, facts: dict[UUID, Tally]) -> Coverage:
    """The coverage of everybody on a roster, each judged alone."""
    judge = _Judge(duty, day)
    rows = db.session.execute(
        select(Membership, TeamPlacement.unit_id)
        .join(TeamPlacement, TeamPlacement.team_id == Membership.team_id)
        .where(Membership.on(day), TeamPlacement.on(day))
    )
    people = []
    for seat, unit_id in rows:
        done = facts.get(seat.person_id, Tally())
        people.append((judge.state(seat, unit_id, done), done))
    return rules.coverage_of(people)


class _Judge:
    """What holds of people on a day, looked up once."""

    def __init__(self, duty: Duty, day: date) -> None:
        self.rule, self.day = duty.rule, day
        self.away = set(db.session.scalars(select(Absence.person_id).where(Absence.on(day))))
        posts = select(PostHeld.person_id).where(
            PostHeld.on(day), PostHeld.post.in_(duty.rule.posts)
        )
        self.posts = set(db.session.scalars(posts))
        units = [UUID(unit) for unit in duty.rule.units]
        self.units = set(db.session.scalars(subtree(units, day)))
        self.exempt: set[UUID] = set()
        self.longer: dict[UUID, date] = {}
        self._read_dispensations(duty)

    def _read_dispensations(self, duty: Duty) -> None:
        wanted = select(Dispensation).where(Dispensation.requirement_id == duty.requirement.id)
        found = [row for row in db.session.scalars(wanted) if row.granted]
        people = canonical([row.person_id for row in found])
        for row in found:
            who = people[row.person_id]
            if row.kind is DispensationKind.EXTENSION and row.until:
                self.longer[who] = max(row.until, self.longer.get(who, row.until))
            elif row.since <= self.day and (row.until is None or row.until >= self.day):
                self.exempt.add(who)

    def state(self, seat: Membership, unit_id: UUID, done: Tally) -> rules.State:
        """Where one person stands."""
        rule, who = self.rule, seat.person_id
        return rules.state(
            Facts(
                in_audience=(not rule.roles or seat.role in rule.roles)
                and (not rule.posts or who in self.posts)
                and (not rule.units or unit_id in self.units),
                in_time=seat.on_roster_since < rule.joined_before,
                exempt=who in self.exempt,
                met=done.met_on is not None and done.met_on <= self.day,
                absent=who in self.away,
                late=self.longer.get(who, rule.due) < self.day,
                begun=done.begun_on is not None and done.begun_on <= self.day,
            )
        )
