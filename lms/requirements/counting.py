"""Some teams counted person by person: quicker for a few than the query that counts all.

The dated rows of the teams are read once for all versions of a year's duties; `rules.state` judges.
That both ways give the same is checked after every step of the random years of the tests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lms.core.db import db
from lms.org.models import Placement
from lms.org.queries import those_within
from lms.people.models import Absence, Membership, Person, PostHeld, TeamPlacement
from lms.requirements import tallying
from lms.requirements.duties import Duty
from lms.requirements.evidence import PERSON
from lms.requirements.models import Dispensation, DispensationKind, Standing
from lms.requirements.rules import NUMBERS, Counter, Facts, State, state

DONE = NUMBERS[len(State) :]


@dataclass
class Dated:
    """Rows of one kind by whose they are: those that hold on the day, and when that changes."""

    now: dict[UUID, list[Any]] = field(default_factory=dict)
    next: dict[UUID, date] = field(default_factory=dict)

    def add(self, whose: UUID, row: Any, since: date, after: date | None, day: date) -> None:
        """Take a row that holds from `since` until before `after`."""
        if since <= day and (after is None or after > day):
            self.now.setdefault(whose, []).append(row)
        turn = since if since > day else after
        if turn is not None and turn > day:
            self.next[whose] = min(turn, self.next.get(whose, turn))


class Teams:
    """What is known of some teams on a day."""

    def __init__(self, found: Sequence[Duty], day: date, team_ids: Collection[UUID]) -> None:
        self.day = day
        self.seats = self._read(Membership, Membership.team_id, team_ids)
        self.places = self._read(TeamPlacement, TeamPlacement.team_id, team_ids)
        units = {place.unit_id for rows in self.places.now.values() for place in rows}
        self.villages = self._read(Placement, Placement.unit_id, units)
        people = {seat.person_id for rows in self.seats.now.values() for seat in rows}
        self.away = self._read(Absence, Absence.person_id, people)
        posts = people if any(duty.rule.posts for duty in found) else ()
        self.posts = self._read(PostHeld, PostHeld.person_id, posts)
        self.standings = _standings(found, people)
        self.cases = _dispensations(found, people)
        self.inside = {
            duty.version.id: those_within(units, [UUID(u) for u in duty.rule.units], day)
            for duty in found
            if duty.rule.units
        }

    def _read(self, model: Any, column: Any, ids: Collection[UUID]) -> Dated:
        kept = Dated()
        if ids:
            columns = [c for c in model.__table__.c if c.name not in {"id", "reason", "evidence"}]
            query = select(*columns).where(
                column.in_(ids), or_(model.until.is_(None), model.until > self.day)
            )
            for row in db.session.execute(query):
                kept.add(getattr(row, column.key), row, row.since, row.until, self.day)
        return kept

    def turn(self, team_id: UUID, *, posts: bool) -> date | None:
        """The first later day on which the roster of a team, or where it sits, changes."""
        units = [place.unit_id for place in self.places.now.get(team_id, ())]
        people = [seat.person_id for seat in self.seats.now.get(team_id, ())]
        return _first((
            self.seats.next.get(team_id),
            self.places.next.get(team_id),
            *(self.villages.next.get(unit) for unit in units),
            *(self.away.next.get(person) for person in people),
            *(self.posts.next.get(person) for person in people if posts),
        ))  # fmt: skip


def _standings(found: Sequence[Duty], people: Collection[UUID]) -> dict[tuple[UUID, UUID], Any]:
    table: Any = Standing.__table__
    query = select(table).where(
        table.c.version_id.in_([duty.version.id for duty in found]), table.c.person_id.in_(people)
    )
    return {(row.version_id, row.person_id): row for row in db.session.execute(query)}


def _dispensations(found: Sequence[Duty], people: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Requirement → what was granted to these people: whose, kind, from when, the last day."""
    query = (
        select(
            Dispensation.requirement_id,
            PERSON.label("whose"),
            Dispensation.kind,
            Dispensation.since,
            Dispensation.until,
        )
        .join(Person, Person.id == Dispensation.person_id)
        .where(
            Dispensation.granted.is_(True),
            Dispensation.requirement_id.in_({duty.requirement.id for duty in found}),
            or_(Person.id.in_(people), Person.same_as_id.in_(people)),
        )
    )
    kept: dict[UUID, list[Any]] = {}
    for row in db.session.execute(query):
        kept.setdefault(row.requirement_id, []).append(row)
    return kept


class Judge:
    """Counts teams under one version of a duty."""

    def __init__(self, teams: Teams, duty: Duty) -> None:
        self.teams, self.duty, self.day = teams, duty, teams.day
        self.freed, self.longer = Dated(), dict[UUID, date]()
        for row in teams.cases.get(duty.requirement.id, ()):
            after = row.until + timedelta(days=1) if row.until else None
            if row.kind is DispensationKind.EXEMPTION:
                self.freed.add(row.whose, row, row.since, after, self.day)
            else:
                self.longer[row.whose] = max(row.until, self.longer.get(row.whose, row.until))
        self.end = tallying.last_day_of(duty, self.day)

    def rows(self, team_ids: Iterable[UUID]) -> Iterator[dict[str, Any]]:
        """The tally of each team; one without people has one only while that will change."""
        for team_id in team_ids:
            turn = self.teams.turn(team_id, posts=bool(self.duty.rule.posts))
            places = self.teams.places.now.get(team_id)
            seats = self.teams.seats.now.get(team_id, ()) if places else ()
            if seats or turn:
                yield self._row(team_id, places[0].unit_id if places else None, seats, turn)

    def _row(
        self, team_id: UUID, unit_id: UUID | None, seats: Sequence[Any], turn: date | None
    ) -> dict[str, Any]:
        counter, met = Counter(), list[date]()
        turns = [turn, self.end]
        for seat in seats:
            done = self.teams.standings.get((self.duty.version.id, seat.person_id))
            one = state(self._facts(seat, unit_id, done))
            counter.add(one, 1, [getattr(done, name) if done else 0 for name in DONE])
            if done and one is State.MET:
                met.append(done.met_on)
            turns += self._turns(seat.person_id, done)
        above = self.teams.villages.now.get(unit_id) if unit_id and seats else None
        return {
            "version_id": self.duty.version.id,
            "team_id": team_id,
            "commune_id": above[0].parent_id if above else tallying.NOWHERE,
            "met_days": ",".join(day.isoformat() for day in sorted(met)),
            "until": _first(turns),
            **counter.numbers,
        }

    def _facts(self, seat: Any, unit_id: UUID | None, done: Any) -> Facts:
        rule, who, day = self.duty.rule, seat.person_id, self.day
        inside = self.teams.inside.get(self.duty.version.id)
        return Facts(
            in_audience=(not rule.roles or seat.role in rule.roles)
            and (not rule.posts or any(p.post in rule.posts for p in self._posts(who)))
            and (inside is None or unit_id in inside),
            in_time=seat.on_roster_since < rule.joined_before,
            exempt=who in self.freed.now,
            met=done is not None and done.met_on is not None and done.met_on <= day,
            absent=who in self.teams.away.now,
            late=self.longer.get(who, rule.due) < day,
            begun=done is not None and done.begun_on is not None and done.begun_on <= day,
        )

    def _posts(self, person_id: UUID) -> Sequence[Any]:
        return self.teams.posts.now.get(person_id, ())

    def _turns(self, person_id: UUID, done: Any) -> list[date | None]:
        """The later days on which somebody's evidence or dispensation changes something."""
        longer = self.longer.get(person_id)
        days = [self.freed.next.get(person_id), longer + timedelta(days=1) if longer else None]
        days += [done.begun_on, done.met_on] if done else []
        return [day for day in days if day is not None and day > self.day]


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def counted(found: Sequence[Duty], day: date, team_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The tallies of some teams under every version, counted now."""
    teams = Teams(found, day, team_ids)
    return [row for duty in found for row in Judge(teams, duty).rows(team_ids)]
