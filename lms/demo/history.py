"""Two years of training in the demo: classes held, modules passed, through the operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from courses import operations as learning
from courses.models import ModuleVersion
from courses.queries import lessons_of
from lms.core.access import Actor
from lms.core.clock import ZONE
from lms.core.db import db
from lms.demo.roster import DemoCommune, Member
from lms.training import operations as training
from lms.training.models import Organiser, TrainingClass
from lms.training.operations import Hall, Part
from quizzes import queries as quiz_queries
from quizzes.models import Attempt, AttemptItem
from quizzes.operations import sitting as quizzes

CLASS_TITLES = (
    "An toàn thông tin cơ bản và phòng tránh lừa đảo",
    "Hướng dẫn dịch vụ công trực tuyến và VNeID",
    "Thanh toán không dùng tiền mặt, quét mã QR an toàn",
    "Kỹ năng “cầm tay chỉ việc” cho thành viên tổ",
)
DEPARTMENT_TITLE = "Bồi dưỡng Tổ công nghệ số cộng đồng, đợt {number} năm {year}"
NATIONAL_TITLE = "Tập huấn trực tuyến kỹ năng số (Cục Chuyển đổi số quốc gia), đợt {number}"
RIGHT = 0.86  # how often a learner of the demo answers right


@dataclass(frozen=True)
class Effort:
    """How eager a commune is: what share of its people comes to a class."""

    commune: DemoCommune
    share: float


class HistoryMaker:
    """Holds classes and lets people learn; nothing lies in the future."""

    def __init__(self, chance: Random, today: date, by: Actor) -> None:
        self.chance = chance
        self.today = today
        self.by = by

    def efforts(self, communes: Sequence[DemoCommune]) -> list[Effort]:
        """Some communes do nearly everything, some are far behind."""
        return [Effort(commune, self.chance.betavariate(4, 2.6)) for commune in communes]

    def hold_classes(self, efforts: Sequence[Effort], province_id: UUID, year: int) -> None:
        """The classes of a year: communes' own, eight of the department, two national ones."""
        for effort in efforts:
            self._commune_classes(effort, year)
        for number in range(1, 9):
            day = date(year, 2, 20) + timedelta(days=36 * (number - 1))
            some = [effort for effort in efforts if self.chance.random() < 0.16]
            title = DEPARTMENT_TITLE.format(number=number, year=year)
            self._great_class(title, Organiser.DEPARTMENT, province_id, day, some, 0.75)
        for number in (1, 2):
            day = date(year, 4, 15) + timedelta(days=150 * (number - 1))
            title = NATIONAL_TITLE.format(number=number)
            self._great_class(title, Organiser.NATIONAL, province_id, day, efforts, 0.09)

    def _commune_classes(self, effort: Effort, year: int) -> None:
        for _ in range(1 + (self.chance.random() < 0.5)):
            day = date(year, 3, 1) + timedelta(days=self.chance.randrange(285))
            title = self.chance.choice(CLASS_TITLES)
            place = f"Nhà văn hóa {effort.commune.title}"
            people = self._who_comes([effort], effort.share, day)
            self._hold(title, Organiser.COMMUNE, effort.commune.unit.id, day, place, people)

    def _great_class(
        self,
        title: str,
        organiser: Organiser,
        province_id: UUID,
        day: date,
        efforts: Sequence[Effort],
        share: float,
    ) -> None:
        people = self._who_comes(efforts, share, day)
        self._hold(title, organiser, province_id, day, "Trực tuyến tại các điểm cầu xã", people)

    def _who_comes(self, efforts: Sequence[Effort], share: float, day: date) -> list[Member]:
        return [
            member
            for effort in efforts
            for member in effort.commune.members
            if self.chance.random() < share * (0.5 + effort.share / 2) and _is_on(member, day)
        ]

    def _hold(
        self,
        title: str,
        organiser: Organiser,
        unit_id: UUID,
        day: date,
        place: str,
        people: Sequence[Member],
    ) -> None:
        if day >= self.today or not people:
            return
        held = training.plan_class(
            title,
            unit_id,
            held_on=day,
            hours=4,
            organiser=organiser,
            place=place,
        )
        db.session.flush()
        self._equip(held, day)
        ids = [member.person.id for member in people]
        training.record_attendances(held, ids, by=self.by, at=_at(day, 17))
        training.sign_register(held, by=self.by, at=_at(day, 18))

    def _equip(self, held: TrainingClass, day: date) -> None:
        """A commune's class has its hall and a programme; a title on safety teaches M7."""
        topic = "M7" if held.title.startswith("An toàn") else ""
        parts = [Part(held.title, topic, 120), Part("Thực hành theo nhóm", "", 90)]
        halls = [Hall(held.unit_id, held.place, 200)]
        training.equip_class(
            held,
            halls if held.organiser is Organiser.COMMUNE else [],
            parts,
            (),
            by=self.by,
            at=_at(day, 7),
        )

    def learn_online(
        self, communes: Sequence[DemoCommune], modules: Sequence[ModuleVersion], share: float
    ) -> Iterator[None]:
        """Some people pass a module this year, in the order of time; one step for each."""
        first = date(self.today.year, 1, 8)
        days = (self.today - first).days
        people = [m for c in communes for m in c.members if _is_on(m, self.today)]
        some = self.chance.sample(people, int(len(people) * share)) if days > 1 else []
        weights = range(len(modules), 0, -1)
        starts = sorted((self.chance.randrange(days), m.person.id, m) for m in some)
        for day, _, member in starts:
            if _is_on(member, first + timedelta(days=day)):
                module = self.chance.choices(modules, list(weights))[0]
                self.pass_module(member, module, first + timedelta(days=day))
            yield

    def pass_module(self, member: Member, module: ModuleVersion, day: date) -> None:
        """Read the lessons and sit the quiz until it is passed."""
        at = _at(day, self.chance.randint(6, 21), self.chance.randrange(60))
        actor = Actor(member.person.id, member.person.full_name)
        enrolment = learning.enrol(module, by=actor, at=at)
        for number, lesson in enumerate(lessons_of(module.id), 1):
            learning.read(enrolment, lesson.id, at=at + timedelta(minutes=4 * number))
        at += timedelta(minutes=45)
        while True:
            attempt = learning.sit_quiz(
                enrolment,
                by=actor,
                at=at,
                origin=f"/courses/modules/{module.module_id}",
                seed=self.chance.randrange(quizzes.SEEDS),
            )
            self._answer_all(attempt, at)
            if quizzes.submit(attempt, by=actor, at=at + timedelta(minutes=8)).passed:
                return
            at += timedelta(minutes=20)

    def _answer_all(self, attempt: Attempt, at: datetime) -> None:
        db.session.flush()
        for item in quiz_queries.items_of(attempt.id):
            quizzes.answer(
                attempt,
                item.position,
                {"option": self._choice(item)},
                request_id=f"demo-{item.position}",
                at=at + timedelta(seconds=40 * item.position),
            )

    def _choice(self, item: AttemptItem) -> int:
        if self.chance.random() < RIGHT:
            return int(item.item_version.key["option"])
        return self.chance.randrange(len(item.item_version.options))


def _is_on(member: Member, day: date) -> bool:
    row = member.membership
    return row.since <= day and (row.until is None or row.until > day)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)
