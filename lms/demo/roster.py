"""Villages, teams and people of one province, entered through the operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from lms.core.db import db
from lms.demo import plan
from lms.demo.names import person_name, village_names
from lms.org.models import Extent, Level, Placement, Unit
from lms.org.official import KNOWN_SINCE, NewUnit, Province, new_units, steps
from lms.org.operations import found_unit
from lms.people.models import Membership, Person, Post, Sex, TeamRole
from lms.people.operations.entering import add_to_roster, enter_person, found_team, leave_team

MORE_POSTS = (
    Post.WOMEN_UNION,
    Post.TEACHER,
    Post.HEALTH_WORKER,
    Post.FARMERS_UNION,
    Post.VETERANS,
    Post.FRONT,
    Post.PARTY_SECRETARY,
    Post.SECURITY,
    Post.DEPUTY_HEAD,
)
YOUNGEST = {Post.YOUTH_SECRETARY: (1991, 2004), None: (1972, 2003)}
PREFIXES = ("03", "086", "096", "097", "098", "081", "091", "094", "070", "090", "056")


@dataclass
class Member:
    """A person on a roster of the demo, and when."""

    person: Person
    membership: Membership


@dataclass
class DemoTeam:
    """A team of the demo and its people, those who left included."""

    id: UUID
    name: str
    members: list[Member] = field(default_factory=list)


@dataclass
class DemoCommune:
    """A commune of the demo with its teams."""

    unit: Unit
    title: str
    teams: list[DemoTeam] = field(default_factory=list)

    @property
    def members(self) -> list[Member]:
        """Everybody of the commune."""
        return [member for team in self.teams for member in team.members]


class RosterMaker:
    """Makes teams; keeps the chance and the day, so that the same seed makes the same people."""

    def __init__(self, chance: Random, today: date) -> None:
        self.chance = chance
        self.today = today
        self.year_start = date(today.year, 1, 1)

    def team(self, village_id: UUID, village: str, size: int) -> DemoTeam:
        """One team with its people; some left or joined during the year."""
        name = f"Tổ CNSCĐ {village[0].lower()}{village[1:]}"
        row = found_team(name, village_id, since=KNOWN_SINCE)
        team = DemoTeam(row.id, row.name)
        for place in range(size):
            team.members.append(self._member(team.id, place))
        if self.chance.random() < plan.LEFT_THIS_YEAR * size and self.today > self._early:
            team.members.append(self._somebody_who_left(team.id))
        return team

    @property
    def _early(self) -> date:
        return self.year_start + timedelta(days=60)

    def _member(self, team_id: UUID, place: int) -> Member:
        role, posts = self._role_and_posts(place)
        since = KNOWN_SINCE
        if place > 1 and self.chance.random() < plan.JOINED_THIS_YEAR:
            since = self._day_of_this_year()
        person = self._person(posts, since)
        return Member(person, add_to_roster(person.id, team_id, role, since=since))

    def _somebody_who_left(self, team_id: UUID) -> Member:
        person = self._person((), KNOWN_SINCE)
        row = add_to_roster(person.id, team_id, TeamRole.MEMBER, since=KNOWN_SINCE)
        leave_team(row, on=self._day_of_this_year())
        return Member(person, row)

    def _day_of_this_year(self) -> date:
        days = max(1, (self.today - self.year_start).days)
        return self.year_start + timedelta(days=self.chance.randrange(days))

    def _role_and_posts(self, place: int) -> tuple[TeamRole, tuple[Post, ...]]:
        """The leader is the village head and a deputy the youth secretary, nearly always."""
        if place == 0:
            usual = self.chance.random() < 0.96
            return TeamRole.LEADER, (Post.VILLAGE_HEAD if usual else Post.PARTY_SECRETARY,)
        if place == 1 and self.chance.random() < 0.93:
            usual = self.chance.random() < 0.9
            return TeamRole.DEPUTY, (Post.YOUTH_SECRETARY,) if usual else ()
        if self.chance.random() < 0.7:
            return TeamRole.MEMBER, (MORE_POSTS[(place - 2) % len(MORE_POSTS)],)
        return TeamRole.MEMBER, ()

    def _person(self, posts: tuple[Post, ...], since: date) -> Person:
        sex = self._sex(posts)
        youngest, oldest = YOUNGEST.get(posts[0] if posts else None, (1958, 1990))
        return enter_person(
            person_name(self.chance, "f" if sex is Sex.FEMALE else "m"),
            since=since,
            sex=sex,
            birth_year=self.chance.randint(youngest, oldest),
            phone=self._phone(),
            posts=posts,
        )

    def _sex(self, posts: tuple[Post, ...]) -> Sex:
        if Post.WOMEN_UNION in posts:
            return Sex.FEMALE
        women = 0.2 if Post.VILLAGE_HEAD in posts else 0.48
        return Sex.FEMALE if self.chance.random() < women else Sex.MALE

    def _phone(self) -> str | None:
        draw = self.chance.random()
        if draw < plan.WITHOUT_PHONE:
            return None
        if draw < plan.WITHOUT_PHONE + plan.WITH_SPOUSES_PHONE and self._last_phone:
            return self._last_phone
        prefix = self.chance.choice(PREFIXES)
        rest = "".join(str(self.chance.randrange(10)) for _ in range(10 - len(prefix)))
        self._last_phone = f"+84{(prefix + rest)[1:]}"
        return self._last_phone

    _last_phone: str = ""

    def size(self) -> int:
        """How many people a team has now."""
        sizes, weights = zip(*plan.TEAM_SIZES.items(), strict=True)
        return int(self.chance.choices(sizes, weights)[0])


@dataclass(frozen=True)
class PlannedTeam:
    """A village of the demo before anybody is in its team."""

    village: Unit
    title: str


def plan_villages(
    province: Province, chance: Random, only: str | None = None
) -> dict[str, list[PlannedTeam]]:
    """Villages under the old units, by the code of the commune they belong to from 1 July 2025.

    They are entered before the reorganisation, so that it moves them as it moved real ones. The
    two units that were split get none: which part their villages went to is not published.
    """
    shares = _teams_of_communes(chance)
    facts = [fact for fact in new_units() if only is None or fact.code == only]
    return {fact.code: _villages_of(province, fact, shares[fact.code], chance) for fact in facts}


def _villages_of(
    province: Province, fact: NewUnit, count: int, chance: Random
) -> list[PlannedTeam]:
    olds = [s.old_code for s in steps() if s.new_code == fact.code and s.extent is Extent.WHOLE]
    titles = village_names(chance, count, ward=fact.kind == "Phường")
    return [
        PlannedTeam(_village(title, province.old[olds[place % len(olds)]]), title)
        for place, title in enumerate(titles)
    ]


def fill_province(
    province: Province, villages: dict[str, list[PlannedTeam]], maker: RosterMaker
) -> Iterator[DemoCommune]:
    """Teams and people in the villages, commune by commune."""
    titles = {fact.code: f"{fact.kind} {fact.name}" for fact in new_units()}
    for code, planned in villages.items():
        commune = DemoCommune(province.new[code], titles[code])
        for one in planned:
            commune.teams.append(maker.team(one.village.id, one.title, maker.size()))
        db.session.flush()
        yield commune


def _teams_of_communes(chance: Random) -> dict[str, int]:
    """Every commune gets villages in proportion to the old units it was formed from."""
    codes = [fact.code for fact in new_units()]
    weights = [sum(step.new_code == code for step in steps()) + chance.random() for code in codes]
    exact = [plan.TEAMS * weight / sum(weights) for weight in weights]
    shares = {code: int(share) for code, share in zip(codes, exact, strict=True)}
    for code in codes[: plan.TEAMS - sum(shares.values())]:
        shares[code] += 1
    return shares


def _village(title: str, parent: Unit, since: date = KNOWN_SINCE) -> Unit:
    kind = "Tổ dân phố" if title.startswith("Tổ dân phố") else title.split()[0]
    return found_unit(
        Level.VILLAGE, kind, title.removeprefix(kind).strip(), since=since, parent=parent
    )


def found_nation(province: Unit) -> Unit:
    """The unit above all provinces of the nation demo."""
    nation = found_unit(Level.NATION, "Cả", "nước", since=KNOWN_SINCE)
    db.session.add(Placement(unit_id=province.id, parent_id=nation.id, since=KNOWN_SINCE))
    return nation
