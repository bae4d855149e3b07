"""Builds the demo from an empty, migrated database; says how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from certificates.operations import certify, found_issuer
from courses.loading import load_module
from courses.manuscript import folders
from courses.models import ModuleVersion
from courses.operations import enrol, read
from courses.queries import latest_published, lessons_of
from lms.core.access import Actor
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.demo import plan
from lms.demo.accounts import DEMO_ACCOUNTS, NATION_ACCOUNT
from lms.demo.certificates import show_certificates
from lms.demo.changes import absences, new_leader
from lms.demo.classes_to_come import ClassPlanner
from lms.demo.closing import close_year
from lms.demo.community import show_community
from lms.demo.content import begin_review, read_again
from lms.demo.duties import ask_and_decide, set_duties
from lms.demo.history import HistoryMaker
from lms.demo.office import merge_and_undo, review, take_over
from lms.demo.on_paper import keep_on_paper
from lms.demo.outreach import go_from_house_to_house
from lms.demo.plan import Scale
from lms.demo.quizzing import QuizShow
from lms.demo.reminders import remind
from lms.demo.roster import (
    DemoCommune,
    Member,
    RosterMaker,
    fill_province,
    found_nation,
    plan_villages,
)
from lms.demo.signs import leave_signs
from lms.org.models import Unit
from lms.org.official import KNOWN_SINCE, Province, enter_old_units, reorganise
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Person, TeamRole
from lms.people.operations.accounts import see_notice
from lms.people.operations.entering import enter_person, grant_role, open_account
from lms.people.signin import actor_of
from lms.requirements.duties import get_duty, get_year
from lms.requirements.operations import open_year
from lms.requirements.standings import standings
from lms.roles import ROLES

LEGAL_BASIS = (
    "Quyết định số 411/QĐ-TTg ngày 31/3/2022; mục tiêu hằng năm 100% thành viên "
    "Tổ công nghệ số cộng đồng được bồi dưỡng."
)
NATIONAL_BASIS = "Kế hoạch bồi dưỡng Tổ công nghệ số cộng đồng trên toàn quốc năm {year}"
STAFF = {
    "trainer": "Nguyễn Quang Minh",
    "commune": "Hoàng Thị Hoa",
    "department": "Lương Thanh Tùng",
    "auditor": "Triệu Thị Thanh",
    "administrator": "Quản trị hệ thống",
}
SINCE = date(2025, 7, 1)
LEADER_PASSED = 3  # days ago, after everybody else: numbers follow time
# Called with the number of units of work just done, for a progress bar.
Step = Callable[[int], None]


@dataclass(frozen=True)
class Size:
    """How many steps the progress bar of a scale has."""

    communes: int
    learners: int


def size_of(scale: Scale) -> Size:
    """About how much work a scale is."""
    if scale is Scale.COMMUNE:
        return Size(1, 20)
    return Size(65, int(plan.TEAMS * 6.04 * learnt_online(scale)))


def learnt_online(scale: Scale) -> float:
    """The share of the people; in the nation most are written in bulk afterwards."""
    return plan.LEARNT_ONLINE / (4 if scale is Scale.NATION else 1)


class Demo:
    """Everything of the demo, in order."""

    def __init__(self, scale: Scale, at: datetime, step: Step) -> None:
        self.scale, self.at, self.step = scale, at, step
        self.today = local_day(at)
        self.chance = Random(plan.SEED)
        self.by = Actor(None, "Dữ liệu mẫu")
        self.roster = RosterMaker(self.chance, self.today)
        self.people: dict[str, Person] = {}
        self.history = HistoryMaker(self.chance, self.today, self.by)
        self.nation: Unit | None = None

    @property
    def years(self) -> range:
        """The training years: two, and three of the nation."""
        return range(self.today.year - (2 if self.scale is Scale.NATION else 1),
                     self.today.year + 1)  # fmt: skip

    def _asked_in(self, year: int) -> dict[str, Any]:
        """The plan of the nation; its first year binds all who were there before the next."""
        if self.scale is not Scale.NATION:
            return {}
        first = year == self.years[0]
        return {"basis": NATIONAL_BASIS, "joined_before": date(year + 1, 1, 1) if first else None}

    def build(self) -> None:
        """Build it; the caller commits."""
        for year in self.years:
            opened = open_year(year, legal_basis=LEGAL_BASIS, by=self.by, at=self.at)
            set_duties(opened, self.by, self.at, **self._asked_in(year))
        province = enter_old_units()
        if self.scale is Scale.NATION:
            self.nation = found_nation(province.unit)
        only = plan.MAIN_COMMUNE if self.scale is Scale.COMMUNE else None
        villages = plan_villages(province, self.chance, only)
        db.session.flush()
        reorganise(province, by=self.by, at=self.at)
        modules = self._modules()
        communes = self._counted(fill_province(province, villages, self.roster))
        self._train(province, communes, modules)
        self._accounts(province, communes, modules)
        self._keep_rosters(communes)
        self._plan_classes(province, communes)
        self._class_on_paper(self._main(communes))
        self._show_quizzes(self._main(communes), modules)
        self._let_members_talk(self._main(communes), modules)
        self._close_last_year(province)
        department = actor_of(self.people["department"], self.today, ROLES)
        show_certificates(self._main(communes), department, self.at, self.today)
        go_from_house_to_house(communes, self.scale, self.at, self.today, Random(plan.SEED))
        db.session.flush()
        remind(self._main(communes).unit.id, self.by, self.at, self.today, Random(plan.SEED))

    def _modules(self) -> list[ModuleVersion]:
        issuer = found_issuer(
            "Ủy ban nhân dân tỉnh Lạng Sơn",
            "Sở Khoa học và Công nghệ",
            place="Lạng Sơn",
            series="GCN-SKHCN",
            signatory="Giám đốc",
        )
        db.session.flush()
        published = datetime.combine(date(self.years[0], 1, 5), self.at.timetz())
        for path in folders():
            loaded = load_module(path, by=self.by, at=published, note="Bản đầu tiên")
            certify(loaded.version.module_id, issuer, at=published)
        db.session.flush()
        return list(latest_published())

    def _counted(self, filled: Iterable[DemoCommune]) -> list[DemoCommune]:
        found = []
        for commune in filled:
            found.append(commune)
            self.step(1)
        return found

    def _train(
        self, province: Province, communes: list[DemoCommune], modules: list[ModuleVersion]
    ) -> None:
        efforts = self.history.efforts(communes)
        for year in (self.today.year - 1, self.today.year):
            self.history.hold_classes(efforts, province.unit.id, year)
        main = self._main(communes)
        others = [c for c in communes if c is not main] or communes
        for _ in self.history.learn_online(others, modules, learnt_online(self.scale)):
            self.step(1)

    def _keep_rosters(self, communes: list[DemoCommune]) -> None:
        absences(communes, self.by, self.at, self.today)
        half = date(self.today.year, 7, 1)
        if half < self.today:
            last = self._main(communes).teams[-1]  # not the team of the demo accounts
            new_leader(last, self.by, self.at, half)
        if self.scale is not Scale.COMMUNE:
            self._work_in_the_offices(communes)

    def _close_last_year(self, province: Province) -> None:
        db.session.flush()
        officer = actor_of(self.people["department"], self.today, ROLES)
        confirms = Actor(None, "Cán bộ xã (dữ liệu mẫu)")
        close_year(self.today.year - 1, province.unit, confirms, officer, self.at)

    def _work_in_the_offices(self, communes: list[DemoCommune]) -> None:
        """A messy file, two doubles, the yearly review: everywhere but in the commune to show."""
        db.session.flush()
        officer = actor_of(self.people["department"], self.today, ROLES)
        others = [commune for commune in communes if commune is not self._main(communes)]
        take_over(others, officer, self.at, self.chance)
        asker = Actor(None, "Cán bộ xã (dữ liệu mẫu)")
        ask_and_decide(others, asker, officer, self.at, self.today)
        merge_and_undo(others[-1].teams[-1], officer, self.at, self.today)
        review(others, officer, self.at)
        leave_signs(others, latest_published()[-1], asker, self.today)

    def _class_on_paper(self, main: DemoCommune) -> None:
        hoa, minh = (self._acting(role) for role in ("commune", "trainer"))
        keep_on_paper(main, self._shown(main), hoa, minh, self.at, Random(plan.SEED))

    def _shown(self, main: DemoCommune) -> set[UUID]:
        """The team of the demo accounts: they show what they still owe."""
        member = self.people["member"].id
        (shown,) = (team for team in main.teams if member in {m.person.id for m in team.members})
        return {m.person.id for m in shown.members}

    def _show_quizzes(self, main: DemoCommune, modules: list[ModuleVersion]) -> None:
        trainer, officer = (self._acting(role) for role in ("trainer", "commune"))
        show = QuizShow(main, self._shown(main), trainer, officer, self.at)
        show.show(modules, self.today)
        department = self._acting("department")
        read_again(modules, department, self.at)
        begin_review(trainer, department, self.at)

    def _let_members_talk(self, main: DemoCommune, modules: list[ModuleVersion]) -> None:
        db.session.flush()
        trainer = actor_of(self.people["trainer"], self.today, ROLES)
        first = [self.people["member"], self.people["leader"]]
        show_community(main, first, modules, trainer, self.at, self.today)

    def _acting(self, role: str) -> Actor:
        person = self.people[role]
        return Actor(person.id, person.full_name)

    def _plan_classes(self, province: Province, communes: list[DemoCommune]) -> None:
        planner = ClassPlanner(province.unit, communes, self._main(communes))
        officer = actor_of(self.people["commune"], self.today, ROLES)
        trainer = actor_of(self.people["trainer"], self.today, ROLES)
        planner.plan(officer, trainer, self.at, self.today)
        planner.look_back(officer, self.at, self.today)

    def _main(self, communes: list[DemoCommune]) -> DemoCommune:
        return next(c for c in communes if c.title == "Xã Na Sầm")

    def _accounts(
        self, province: Province, communes: list[DemoCommune], modules: list[ModuleVersion]
    ) -> None:
        main = self._main(communes)
        leader, member = self._team_to_show(main)
        people = self.people = {"member": member.person, "leader": leader.person}
        for role, name in STAFF.items():
            people[role] = enter_person(name, since=SINCE)
            db.session.flush()
            unit = main.unit if role == "commune" else province.unit
            grant_role(people[role].id, role, unit.id, since=SINCE, by=self.by, at=self.at)
        for account in DEMO_ACCOUNTS:
            person = people[account.role]
            open_account(person, account.username, account.secret, by=self.by, at=self.at)
            see_notice(person.id, NOTICE_VERSION, at=self.at)
        if self.nation is not None:
            self._account_of_the_nation(self.nation)
        day = self.today - timedelta(days=LEADER_PASSED)
        if day.year == self.today.year:
            self.history.pass_module(leader, modules[0], day)
        self._begin(member, modules[0])

    def _account_of_the_nation(self, nation: Unit) -> None:
        person = enter_person(NATION_ACCOUNT.name, since=SINCE)
        db.session.flush()
        grant_role(person.id, "auditor", nation.id, since=SINCE, by=self.by, at=self.at)
        open_account(person, NATION_ACCOUNT.username, NATION_ACCOUNT.secret, by=self.by, at=self.at)
        see_notice(person.id, NOTICE_VERSION, at=self.at)

    def _team_to_show(self, commune: DemoCommune) -> tuple[Member, Member]:
        """A leader, and a member of the same team who is still to be trained this year."""
        done = standings(get_duty(get_year(self.today.year), self.today).version)
        for team in commune.teams:
            here = [m for m in team.members if m.membership.until is None]
            leaders = [m for m in here if m.membership.role is TeamRole.LEADER]
            waiting = [
                m
                for m in here
                if m.membership.role is TeamRole.MEMBER
                and m.membership.since == KNOWN_SINCE
                and m.person.id not in done
            ]
            if leaders and waiting:
                return leaders[0], waiting[0]
        raise Refused("no team of the demo has a member left to train")

    def _begin(self, member: Member, module: ModuleVersion) -> None:
        """The demo's member stopped in the middle of a module a moment ago."""
        by = Actor(member.person.id, member.person.full_name)
        enrolment = enrol(module, by=by, at=self.at)
        for lesson in lessons_of(module.id)[:2]:
            read(enrolment, lesson.id, at=self.at)
