"""Teams, people and rosters of a province, with who came and went in three years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lms.core.db import new_id
from lms.demo.changes import REASONS
from lms.demo.nation.naming import Name, name_of, people
from lms.demo.nation.provinces import KNOWN_SINCE, Region
from lms.demo.nation.rows import BY_NAME, moment, put
from lms.demo.nation.units import Commune, Placed, Village
from lms.demo.roster import MORE_POSTS, PREFIXES
from lms.people.models import (
    Absence,
    ChangeKind,
    Contact,
    Membership,
    Person,
    Post,
    PostHeld,
    RosterChange,
    Sex,
    Team,
    TeamPlacement,
    TeamRole,
)

SIZES = {4: 35, 5: 40, 6: 25}  # of a team: 94,000 teams have 460,000 members
HANDED_OVER = 0.08  # of the seats, since 2024
WOMEN = {TeamRole.LEADER: 0.2, TeamRole.DEPUTY: 0.45, TeamRole.MEMBER: 0.48}
WITH_PHONE = 0.93
ABSENT = 0.012
GONE = ("Chuyển nơi ở", "Đi làm ăn xa lâu dài", "Xin thôi vì lý do sức khỏe")


@dataclass(frozen=True)
class Years:
    """The years that facts are made of, up to a day."""

    years: range
    today: date


@dataclass(slots=True)
class Seat:
    """Somebody on a roster, and from when until when."""

    person: UUID
    name: Name
    role: TeamRole
    since: date
    until: date | None
    number: int  # of the person in the province

    def on(self, day: date) -> bool:
        """Whether they are on the roster on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class TeamRows:
    """A team in its village, with everybody who ever sat in it."""

    id: UUID
    name: Name
    village: UUID
    seats: list[Seat] = field(default_factory=list)


@dataclass
class Rosters:
    """A commune with its teams."""

    unit: Placed
    teams: list[TeamRows] = field(default_factory=list)

    @property
    def seats(self) -> list[Seat]:
        """Everybody of the commune."""
        return [seat for team in self.teams for seat in team.seats]


class RosterMaker:
    """Makes the rosters of a province."""

    def __init__(self, region: Region, today: date, chance: Random) -> None:
        self.region, self.today, self.chance = region, today, chance
        self.people = 0
        self.first_day = date(today.year - 2, 1, 15)

    def make(self, communes: Sequence[Commune]) -> list[Rosters]:
        """All teams with their people."""
        return [Rosters(one.unit, [self._team(v) for v in one.villages]) for one in communes]

    def _team(self, village: Village) -> TeamRows:
        name = name_of(f"Tổ CNSCĐ {village.kind.lower()} {village.name.text}")
        team = TeamRows(new_id(), name, village.id)
        sizes, weights = zip(*SIZES.items(), strict=True)
        for place in range(self.chance.choices(sizes, weights)[0]):
            role = (TeamRole.LEADER, TeamRole.DEPUTY)[place] if place < 2 else TeamRole.MEMBER
            team.seats += self._seat(role)
        return team

    def _seat(self, role: TeamRole) -> Iterator[Seat]:
        """One after the other on the same chair, now and then."""
        if self.chance.random() >= HANDED_OVER:
            yield self._somebody(role, KNOWN_SINCE, None)
            return
        days = (self.today - self.first_day).days
        day = self.first_day + timedelta(days=self.chance.randrange(days))
        yield self._somebody(role, KNOWN_SINCE, day)
        yield self._somebody(role, day, None)

    def _somebody(self, role: TeamRole, since: date, until: date | None) -> Seat:
        woman = self.chance.random() < WOMEN[role]
        name = self.chance.choice(people(self.region)[woman])
        self.people += 1
        return Seat(new_id(), name, role, since, until, self.people * 2 + woman)


def write(found: Sequence[Rosters], today: date, chance: Random) -> None:
    """The rows of all teams and people of a province."""
    teams = [team for one in found for team in one.teams]
    put(Team, (
        {"id": t.id, "name": t.name.text, "folded": t.name.folded, "sort_key": t.name.sort_key}
        for t in teams
    ))  # fmt: skip
    put(TeamPlacement, (
        {"id": new_id(), "team_id": t.id, "unit_id": t.village, "since": KNOWN_SINCE}
        for t in teams
    ))  # fmt: skip
    put(Person, (_person(seat, chance) for t in teams for seat in t.seats))
    put(Contact, _phones(teams, chance))
    put(PostHeld, _posts(teams, chance))
    put(Membership, (
        {"id": new_id(), "person_id": s.person, "team_id": t.id, "role": s.role.value,
         "since": s.since, "until": s.until, "on_roster_since": s.since}
        for t in teams for s in t.seats
    ))  # fmt: skip
    put(RosterChange, _changes(teams, chance))
    put(Absence, _absences(teams, today, chance))


def _person(seat: Seat, chance: Random) -> dict[str, Any]:
    sex = Sex.FEMALE if seat.number % 2 else Sex.MALE
    first, last = (1988, 2004) if seat.role is TeamRole.DEPUTY else (1958, 1998)
    return {"id": seat.person, "full_name": seat.name.text, "folded": seat.name.folded,
            "sort_key": seat.name.sort_key, "sex": sex.value,
            "birth_year": chance.randint(first, last)}  # fmt: skip


def _phones(teams: Iterable[TeamRows], chance: Random) -> Iterator[dict[str, Any]]:
    for team in teams:
        for seat in team.seats:
            if chance.random() < WITH_PHONE:
                prefix = chance.choice(PREFIXES)[1:]
                digits = 9 - len(prefix)
                phone = f"+84{prefix}{chance.randrange(10**digits):0{digits}}"
                yield {"id": new_id(), "person_id": seat.person, "phone": phone,
                       "since": seat.since}  # fmt: skip


def _posts(teams: Iterable[TeamRows], chance: Random) -> Iterator[dict[str, Any]]:
    for team in teams:
        for place, seat in enumerate(team.seats):
            if post := _post(seat, place, chance):
                yield {"id": new_id(), "person_id": seat.person, "post": post.value,
                       "since": seat.since, "until": seat.until}  # fmt: skip


def _post(seat: Seat, place: int, chance: Random) -> Post | None:
    """The leader is the village head and the deputy the youth secretary, nearly always."""
    draw = chance.random()
    if seat.role is TeamRole.LEADER:
        return Post.VILLAGE_HEAD if draw < 0.96 else Post.PARTY_SECRETARY
    if seat.role is TeamRole.DEPUTY:
        return Post.YOUTH_SECRETARY if draw < 0.9 else None
    return MORE_POSTS[place % len(MORE_POSTS)] if draw < 0.7 else None


def _changes(teams: Iterable[TeamRows], chance: Random) -> Iterator[dict[str, Any]]:
    for team in teams:
        for seat in team.seats:
            came = seat.since > KNOWN_SINCE
            if seat.until is None and not came:
                continue
            day = seat.since if came else seat.until or seat.since
            kind = ChangeKind.ENTERED if came else ChangeKind.LEFT
            yield {"id": new_id(), "person_id": seat.person, "team_id": team.id,
                   "kind": kind.value, "day": day, "facts": "",
                   "why": "" if came else chance.choice(GONE), "by_id": None,
                   "by_name": BY_NAME, "at": moment(day, 9 * 60)}  # fmt: skip


def _absences(teams: Iterable[TeamRows], today: date, chance: Random) -> Iterator[dict[str, Any]]:
    for team in teams:
        for seat in team.seats:
            if seat.until is None and chance.random() < ABSENT:
                reason, evidence, days = chance.choice(REASONS)
                since = max(seat.since, today - timedelta(days=chance.randint(5, 60)))
                yield {"id": new_id(), "person_id": seat.person, "reason": reason.value,
                       "since": since, "until": since + timedelta(days=days),
                       "evidence": evidence}  # fmt: skip
