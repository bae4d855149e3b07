"""A made-up province or nation, written in bulk: as large as the real one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

from courses.loading import load_module
from courses.manuscript import folders
from courses.models import Enrolment, ModuleCompletion
from courses.queries import latest_published
from lms.core.access import Actor
from lms.core.db import db, new_id, write_many
from lms.core.names import fold, sort_key
from lms.demo import plan
from lms.demo.names import person_name
from lms.org.models import Level, Placement, Unit, UnitCode, UnitName
from lms.people.account_models import NoticeSeen
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import (
    Absence,
    AbsenceReason,
    Membership,
    Person,
    Post,
    PostHeld,
    Sex,
    Team,
    TeamPlacement,
    TeamRole,
)
from lms.people.operations.entering import enter_person, grant_role, open_account
from lms.requirements.duties import get_duty, get_year
from lms.requirements.models import Dispensation, DispensationKind
from lms.requirements.operations import Wording, add_requirement, open_year
from lms.requirements.rules import Rule
from lms.training.models import Attendance, Organiser, TrainingClass, Way
from quizzes.models import Attempt, Mode
from quizzes.models import Way as Taken

BY = Actor(None, "bench")
SECRET = "bench 246810"  # noqa: S105 - of made-up people
SIZES = {4: 35, 5: 40, 6: 25}  # of a team: 94,000 teams have 460,000 members
CAME, LEARNT, AWAY, FREED, LONGER = 0.65, 0.13, 0.01, 0.004, 0.002  # shares of the members


@dataclass(frozen=True)
class Size:
    """How many of each there are."""

    provinces: int
    communes: int
    teams: int


SCALES = {"province": Size(1, 65, plan.TEAMS), "nation": Size(34, 3_321, 94_000)}


@dataclass
class Builder:
    """Writes everything; what later steps need is kept as ids only."""

    size: Size
    today: date
    chance: Random = field(default_factory=lambda: Random(plan.SEED))
    communes: list[UUID] = field(default_factory=list)
    provinces: list[UUID] = field(default_factory=list)
    top: UUID = field(default_factory=new_id)
    teams: list[tuple[UUID, int]] = field(default_factory=list)  # id, number of its commune
    villages: list[UUID] = field(default_factory=list)
    members: list[tuple[UUID, int]] = field(default_factory=list)  # person, number of commune

    @property
    def since(self) -> date:
        """The first day of everything."""
        return date(self.today.year - 1, 7, 1)

    @property
    def opens(self) -> date:
        """The first day of the year."""
        return date(self.today.year, 1, 1)

    def build(self) -> None:
        """Everything but the projections; the caller commits."""
        self._units()
        self._duties()  # before there is anybody to count
        self._rosters()
        self._learning()
        self._classes()
        self._exceptions()
        self._dispensations()
        self._accounts()

    def _units(self) -> None:
        names = [*plan.CITIES, *plan.PROVINCES, "Lạng Sơn"]
        rows: list[tuple[UUID, Level, str, str, UUID | None]] = []
        if self.size.provinces > 1:
            rows.append((self.top, Level.NATION, "Cả", "nước", None))
        for number in range(self.size.provinces):
            unit = new_id()
            self.provinces.append(unit)
            above = self.top if self.size.provinces > 1 else None
            rows.append((unit, Level.PROVINCE, "Tỉnh", names[-1 - number], above))
        if self.size.provinces == 1:
            self.top = self.provinces[0]
        for number in range(self.size.communes):
            unit = new_id()
            self.communes.append(unit)
            above = self.provinces[number * self.size.provinces // self.size.communes]
            rows.append((unit, Level.COMMUNE, "Xã", f"Xã số {number:04}", above))
        for number in range(self.size.teams):
            commune = number * self.size.communes // self.size.teams
            unit, team = new_id(), new_id()
            self.teams.append((team, commune))
            rows.append((unit, Level.VILLAGE, "Thôn", f"{number % 40}", self.communes[commune]))
            self.villages.append(unit)
        put(Unit, ({"id": r[0], "level": r[1].value} for r in rows))
        put(UnitName, (
            {"id": new_id(), "unit_id": r[0], "kind": r[2], "name": r[3], "since": self.since,
             "folded": fold(f"{r[2]} {r[3]}"), "sort_key": sort_key(r[3])} for r in rows
        ))  # fmt: skip
        put(UnitCode, (
            {"id": new_id(), "unit_id": r[0], "code": f"{n:05}", "since": self.since}
            for n, r in enumerate(rows) if r[1] is not Level.VILLAGE
        ))  # fmt: skip
        put(Placement, (
            {"id": new_id(), "unit_id": r[0], "parent_id": r[4], "since": self.since}
            for r in rows if r[4]
        ))  # fmt: skip

    def _rosters(self) -> None:
        put(Team, (
            {"id": team, "name": f"Tổ CNSCĐ thôn {n % 40}", "folded": f"to cnscd thon {n % 40}",
             "sort_key": f"{n % 40:02}"} for n, (team, _) in enumerate(self.teams)
        ))  # fmt: skip
        put(TeamPlacement, (
            {"id": new_id(), "team_id": team, "unit_id": village, "since": self.since}
            for (team, _), village in zip(self.teams, self.villages, strict=True)
        ))  # fmt: skip
        sizes = self.chance.choices(list(SIZES), list(SIZES.values()), k=len(self.teams))
        people = [new_id() for _ in range(sum(sizes))]
        names = [person_name(self.chance, "mf"[n % 2]) for n in range(2_000)]
        known = [(name, fold(name), sort_key(name)) for name in names]
        put(Person, (
            {"id": person, "full_name": name[0], "folded": name[1], "sort_key": name[2],
             "sex": Sex.MALE.value, "birth_year": 1960 + n % 40}
            for n, person in enumerate(people) for name in (known[n * 7 % 2_000],)
        ))  # fmt: skip
        put(Membership, self._seats(sizes, people))
        firsts = [0, *accumulate(sizes)][:-1]
        put(PostHeld, (
            {"id": new_id(), "person_id": people[n], "post": Post.VILLAGE_HEAD.value,
             "since": self.since} for n in firsts
        ))  # fmt: skip

    def _seats(self, sizes: list[int], people: list[UUID]) -> Iterator[dict[str, Any]]:
        person = iter(people)
        roles = [TeamRole.LEADER.value, TeamRole.DEPUTY.value]
        for (team, commune), size in zip(self.teams, sizes, strict=True):
            for place in range(size):
                who = next(person)
                self.members.append((who, commune))
                joined = self.since
                if place > 1 and self.chance.random() < plan.JOINED_THIS_YEAR:
                    joined = self._day()
                role = roles[place] if place < 2 else TeamRole.MEMBER.value
                yield {"id": new_id(), "person_id": who, "team_id": team, "role": role,
                       "since": joined, "on_roster_since": joined}  # fmt: skip

    def _day(self) -> date:
        return self.opens + timedelta(days=self.chance.randrange((self.today - self.opens).days))

    def _learning(self) -> None:
        """Modules passed online, with the rows a pass leaves (no lessons, no answers)."""
        for path in folders():
            load_module(path, by=BY, at=at(self.opens), note="bench")
        db.session.flush()
        versions = list(latest_published())
        passed = [
            (who, self.chance.choice(versions), self._day(), new_id(), new_id())
            for who, _ in self.members
            if self.chance.random() < LEARNT
        ]
        put(Enrolment, (
            {"id": enrolment, "person_id": who, "module_id": v.module_id, "version_id": v.id,
             "year": self.today.year, "began_at": at(day)}
            for who, v, day, enrolment, _ in passed
        ))  # fmt: skip
        put(Attempt, (
            {"id": attempt, "quiz_version_id": v.quiz_version_id, "person_id": who, "number": 1,
             "seed": 1, "started_at": at(day), "origin": "/", "mode": Mode.TEST.value,
             "way": Taken.ONLINE.value}
            for who, v, day, _, attempt in passed
        ))  # fmt: skip
        put(ModuleCompletion, (
            {"enrolment_id": enrolment, "attempt_id": attempt, "completed_at": at(day)}
            for _, _, day, enrolment, attempt in passed
        ))  # fmt: skip

    def _classes(self) -> None:
        """One class a commune to which most come, a second one for some communes."""
        held = [
            (new_id(), commune, self._day())
            for commune in range(self.size.communes)
            for _ in range(1 + (self.chance.random() < 0.3))
        ]
        of: dict[int, list[UUID]] = {}
        for one, commune, _ in held:
            of.setdefault(commune, []).append(one)
        put(TrainingClass, (
            {"id": one, "title": "Lớp của xã", "held_on": day, "hours": 4, "place": "Nhà văn hóa",
             "organiser": Organiser.COMMUNE.value, "unit_id": self.communes[commune]}
            for one, commune, day in held
        ))  # fmt: skip
        share = [self.chance.betavariate(4, 2.6) for _ in self.communes]
        put(Attendance, (
            {"class_id": one, "person_id": who, "recorded_at": at(self.today),
             "recorded_by": "bench", "way": Way.LIST.value, "reason": ""}
            for who, commune in self.members for one in of[commune]
            if self.chance.random() < share[commune] * (CAME / 0.79)
        ))  # fmt: skip

    def _exceptions(self) -> None:
        put(Absence, (
            {"id": new_id(), "person_id": who, "reason": AbsenceReason.WORKING_AWAY.value,
             "since": self._day(), "until": self.today + timedelta(days=self.chance.randint(1, 90)),
             "evidence": "x"} for who, _ in self.members if self.chance.random() < AWAY
        ))  # fmt: skip

    def _accounts(self) -> None:
        for name, unit in (("top", self.top), ("province", self.provinces[0]),
                           ("commune", self.communes[0])):  # fmt: skip
            person = enter_person(f"Cán bộ {name}", since=self.since)
            db.session.flush()
            grant_role(person.id, "auditor", unit, since=self.since, by=BY, at=at(self.opens))
            open_account(person, f"bench-{name}", SECRET, by=BY, at=at(self.opens))
            db.session.add(
                NoticeSeen(person_id=person.id, version=NOTICE_VERSION, at=at(self.opens))
            )

    def _duties(self) -> None:
        """Eight duties, each of another kind; exemptions and more time for the first."""
        moment = at(self.opens)
        open_year(self.today.year, legal_basis="bench", by=BY, at=moment)
        year = get_year(self.today.year)
        joined = date(self.today.year, 10, 1)
        closed = {"classes": 0, "modules": 0}
        for number, rule in enumerate((
            Rule(year.closes, joined, **closed, compulsory=("M7",)),
            Rule(date(year.year, 10, 31), joined, classes=0, modules=2, roles=("leader", "deputy")),
            Rule(year.closes, joined, classes=1, class_minutes=180, modules=0),
            Rule(year.closes, joined, classes=1, modules=1, both_ways=True),
            Rule(year.closes, joined, classes=0, modules=1, posts=("village_head",)),
            Rule(year.closes, joined, classes=2, modules=2, outside_cap=1),
            Rule(year.closes, joined, classes=1, modules=0, units=(str(self.provinces[0]),)),
        )):  # fmt: skip
            wording = Wording(f"Yêu cầu {number + 2}", "bench")
            add_requirement(year, rule, wording, by=BY, at=moment)

    def _dispensations(self) -> None:
        year = get_year(self.today.year)
        duty = get_duty(year, self.today)
        rows = []
        for who, _ in self.members:
            draw = self.chance.random()
            if draw < FREED + LONGER:
                kind = DispensationKind.EXEMPTION if draw < FREED else DispensationKind.EXTENSION
                until = None if draw < FREED else year.closes + timedelta(days=30)
                rows.append({"id": new_id(), "requirement_id": duty.requirement.id, "reason": "x",
                             "person_id": who, "kind": kind.value, "since": year.opens,
                             "until": until, "granted": True, "by_name": "bench",
                             "at": at(self.today)})  # fmt: skip
        put(Dispensation, rows)


def put(model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    """Write plain rows of a table; columns that are not named stay empty."""
    names = model.__table__.columns.keys()
    db.session.flush()
    write_many(model.__table__, (tuple(row.get(name) for name in names) for row in rows))


def at(day: date) -> datetime:
    """A moment of a day."""
    return datetime.combine(day, time(3), UTC)
