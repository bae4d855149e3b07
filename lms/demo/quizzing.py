"""Quizzes in the demo: samples of every kind, a class before and after, two who ask for a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from courses import operations as learning
from courses.models import ModuleVersion
from courses.queries import find_enrolment, lessons_of
from lms.core.access import Actor
from lms.core.clock import ZONE
from lms.core.db import db
from lms.demo import plan
from lms.demo.classes_to_come import SAFETY
from lms.demo.roster import DemoCommune, Member
from lms.demo.samples import make_samples
from lms.org.official import KNOWN_SINCE
from lms.people.models import Person, TeamRole
from lms.training import class_quiz_operations as class_quizzes
from lms.training import operations as training
from lms.training.class_quizzes import quizzes_of
from lms.training.models import Organiser, TrainingClass
from lms.training.moments import Moment
from lms.training.operations import Hall, Part
from lms.training.queries import venues_of
from quizzes import queries as quiz_queries
from quizzes.models import Attempt
from quizzes.operations import calls, sitting
from quizzes.standing_queries import newest_call

TITLE = "Dùng VNeID: buổi học có bài trước và sau lớp"
DAYS_AGO, CAME = 16, 8
KNEW, KNOWS = 0.45, 0.8  # the share somebody answers rightly before and after, more or less
SPREAD = 0.2
PACE = timedelta(seconds=35)
FAILS = 3
CALLED = "Đã gọi: bác nhầm passcode với mã OTP, hẹn tổ trưởng qua nhà tối thứ bảy."


class QuizShow:
    """Shows in one commune what quizzes are for, through the operations."""

    def __init__(
        self,
        main: DemoCommune,
        spared: set[UUID],
        trainer: Actor,
        officer: Actor,
        at: datetime,
    ) -> None:
        self.main, self.spared = main, spared
        self.trainer, self.officer, self.at = trainer, officer, at
        self.chance = Random(plan.SEED + 2)  # of its own: what was there before stays as it was

    def show(self, modules: Sequence[ModuleVersion], today: date) -> None:
        """The samples, the classes, and who does not get through the quiz of a module."""
        make_samples(self.trainer, self.at)
        identity, safety = (
            next(one for one in modules if one.module.code == code) for code in ("M8", "M7")
        )
        self._class_to_come(safety)
        stuck = self._free(identity, today)[:2]
        self._class(identity, today - timedelta(days=DAYS_AGO), {one.person.id for one in stuck})
        for number, member in enumerate(stuck):
            self._fail_and_ask(member, identity, is_called=number == 1)

    def _class_to_come(self, module: ModuleVersion) -> None:
        """The next class of the commune has its quizzes chosen; who has a seat may begin."""
        held = db.session.scalars(
            select(TrainingClass).where(
                TrainingClass.unit_id == self.main.unit.id, TrainingClass.title == SAFETY
            )
        ).one()
        quiz = quiz_queries.get_quiz_version(module.quiz_version_id)
        choices = {Moment.BEFORE: quiz, Moment.AFTER: quiz}
        class_quizzes.choose(held, choices, by=self.trainer, at=self.at)

    def _class(self, module: ModuleVersion, day: date, stuck: set[UUID]) -> None:
        """Most sit both quizzes; one only the first, one only the second."""
        people = [one.person for one in self._there(day) if one.person.id not in stuck][:CAME]
        held = self._plan(day)
        quiz = quiz_queries.get_quiz_version(module.quiz_version_id)
        choices = {Moment.BEFORE: quiz, Moment.AFTER: quiz}
        morning = datetime.combine(day, time(7, 10), ZONE)
        class_quizzes.choose(held, choices, by=self.trainer, at=morning - timedelta(days=3))
        noon = morning + timedelta(hours=4, minutes=30)
        ids = [one.id for one in people]
        entry = training.Entry(venue_id=venues_of(held.id)[0].id)
        training.record_attendances(held, ids, by=self.officer, at=noon, entry=entry)
        self._sit_all(held, Moment.BEFORE, people[:-1], KNEW, morning)
        self._sit_all(held, Moment.AFTER, [*people[:-2], people[-1]], KNOWS, noon)

    def _plan(self, day: date) -> TrainingClass:
        unit, place = self.main.unit, "Nhà văn hóa khu phố"
        held = training.plan_class(
            TITLE, unit.id, held_on=day, hours=4, organiser=Organiser.COMMUNE, place=place,
            begins=time(7, 30),
        )  # fmt: skip
        db.session.flush()
        training.equip_class(
            held, [Hall(unit.id, place, 40)], [Part("Dùng VNeID hằng ngày", "M8", 180)], (),
            by=self.officer, at=self.at,
        )  # fmt: skip
        return held

    def _sit_all(
        self,
        held: TrainingClass,
        moment: Moment,
        people: Sequence[Person],
        right: float,
        at: datetime,
    ) -> None:
        quiz = quizzes_of(held.id)[moment]
        for number, person in enumerate(people):
            by, then = Actor(person.id, person.full_name), at + timedelta(minutes=number)
            attempt = class_quizzes.sit(
                quiz, by=by, at=then, origin="/training/class-quizzes", seed=self._seed()
            )
            self._answer(attempt, right + self.chance.uniform(-SPREAD, SPREAD), by, then)

    def _fail_and_ask(self, member: Member, module: ModuleVersion, *, is_called: bool) -> None:
        """Three tries on three evenings, then “please call me”."""
        person = member.person
        by, at = Actor(person.id, person.full_name), self.at - timedelta(days=FAILS + 2)
        enrolment = learning.enrol(module, by=by, at=at)
        for lesson in lessons_of(module.id):
            learning.read(enrolment, lesson.id, at=at)
        for evening in range(1, FAILS + 1):
            then = at + timedelta(days=evening)
            attempt = learning.sit_quiz(
                enrolment, by=by, at=then, seed=self._seed(),
                origin=f"/courses/modules/{module.module_id}",
            )  # fmt: skip
            self._answer(attempt, 0.0 if evening == 1 else 0.3, by, then)
        quiz_id = attempt.quiz_version.quiz_id
        calls.ask_for_call(attempt, by=by, at=then + timedelta(minutes=10))
        request = newest_call(quiz_id, person.id)
        if is_called and request is not None:
            calls.call_back(request, CALLED, by=self.officer, at=then + timedelta(hours=20))

    def _answer(self, attempt: Attempt, right: float, by: Actor, at: datetime) -> None:
        """Answer everything at an unhurried pace, hand in; never passed when `right` is small."""
        db.session.flush()
        items = quiz_queries.items_of(attempt.id)
        sure = set(self.chance.sample(range(1, len(items) + 1), round(right * len(items))))
        for item in items:
            key, count = item.item_version.key["option"], len(item.item_version.options)
            chosen = key if item.position in sure else self._other(key, count)
            sitting.answer(
                attempt, item.position, {"option": chosen},
                request_id=f"demo-{item.position}", at=at + item.position * PACE,
            )  # fmt: skip
        sitting.submit(attempt, by=by, at=at + (len(items) + 1) * PACE)

    def _other(self, key: int, count: int) -> int:
        return (key + self.chance.randrange(1, count)) % count

    def _seed(self) -> int:
        return self.chance.randrange(sitting.SEEDS)

    def _there(self, day: date) -> list[Member]:
        """Who was in the last teams of the commune on a day; nobody of the team to be shown."""
        teams = self.main.teams[-8:-4] or self.main.teams
        return [
            one
            for team in teams
            for one in team.members
            if one.person.id not in self.spared
            and one.membership.since <= day
            and (one.membership.until or date.max) > day
        ]

    def _free(self, module: ModuleVersion, today: date) -> list[Member]:
        """Plain members of those teams who have not begun the module."""
        return [
            one
            for one in reversed(self._there(today))
            if one.membership.role is TeamRole.MEMBER
            and one.membership.since == KNOWN_SINCE
            and find_enrolment(one.person.id, module.module_id, today.year) is None
        ]
