"""Classes to come with seats kept, and one that people came to without being on its list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from lms.core.access import Actor
from lms.core.clock import ZONE
from lms.core.db import db
from lms.demo import plan
from lms.demo.roster import DemoCommune, DemoTeam, Member
from lms.org.models import Unit
from lms.training import operations as training
from lms.training.booking_operations import keep_seats
from lms.training.models import Organiser, TrainingClass
from lms.training.operations import Hall, Part
from lms.training.queries import venues_of
from lms.training.walk_in_operations import count_heads, note_walk_in

SAFETY = "An toàn trên mạng: nhận biết cuộc gọi, tin nhắn lừa đảo"
SERVICES = "Nộp hồ sơ dịch vụ công trực tuyến và dùng VNeID"
PAYMENT = "Thanh toán không tiền mặt cho chợ phiên và hộ kinh doanh"
PAST = "Hỗ trợ bà con cài VNeID tại chợ phiên"
STRANGER = "Lường Văn Tài"


class ClassPlanner:
    """Plans the classes of the next three weeks and keeps seats in them, through the operations."""

    def __init__(self, province: Unit, communes: Sequence[DemoCommune], main: DemoCommune) -> None:
        self.province, self.main = province, main
        self.others = [one for one in communes if one is not main]
        self.chance = Random(plan.SEED + 1)  # of its own: what was there before stays as it was

    def plan(self, by: Actor, trainer: Actor, at: datetime, today: date) -> None:
        """Three classes: of the commune, and two of the department in several communes."""
        own = self.main.unit
        halls = [Hall(own.id, "Hội trường UBND xã", 40), Hall(own.id, "Nhà văn hóa khu phố", 6)]
        held = _plan(SAFETY, Organiser.COMMUNE, own, today + timedelta(days=4), halls)
        _equip(held, halls, "M7", by, trainer, at)
        self._keep(held, self.main.teams[1:5], by, at)
        self._keep(held, self.main.teams[5:6], by, at, hall=1)
        for days, title, some in (
            (11, SERVICES, [self.main, *self.others[:4]]),
            (18, PAYMENT, [self.main, *self.others[4:8]]),
        ):
            halls = [Hall(one.unit.id, f"Hội trường UBND {_lower(one.title)}", 50) for one in some]
            day = today + timedelta(days=days)
            held = _plan(title, Organiser.DEPARTMENT, self.province, day, halls)
            _equip(held, halls, "", by, trainer, at)
            for number, commune in enumerate(some):
                teams = commune.teams[: self.chance.randint(1, 4)]
                self._keep(held, teams, by, at, hall=number)

    def look_back(self, by: Actor, at: datetime, today: date) -> None:
        """A class of nine days ago, not signed yet: some ticked, two written down, some counted."""
        day, own = today - timedelta(days=9), self.main.unit
        halls = [Hall(own.id, "Chợ trung tâm", 40), Hall(own.id, "Sân nhà văn hóa", 40)]
        held = _plan(PAST, Organiser.COMMUNE, own, day, halls)
        then = datetime.combine(day, time(11, 30), ZONE)
        _equip(held, halls, "", by, None, then)
        first, second = venues_of(held.id)
        people = [who for team in self.main.teams[-4:-1] for who in _here(team, day)]
        ids = [who.person.id for who in people]
        entry = training.Entry(venue_id=first.id)
        training.record_attendances(held, ids, by=by, at=then, entry=entry)
        somebody = _here(self.main.teams[-1], day)[-1].person.full_name.split()
        for name, note in (
            (f"{somebody[0]} {somebody[-1]}", "quên mang phiếu, ở cùng thôn với tổ trưởng"),
            (STRANGER, "nói là tổ viên xã bên"),
        ):
            note_walk_in(held, first, name, note=note, request_id=name, by=by, at=then)
        count_heads(
            held, second, 12, note="trưởng thôn đếm, chưa lập danh sách", request_id="demo",
            by=by, at=then,
        )  # fmt: skip

    def _keep(
        self,
        held: TrainingClass,
        teams: Sequence[DemoTeam],
        by: Actor,
        at: datetime,
        *,
        hall: int = 0,
    ) -> None:
        venue = venues_of(held.id)[hall]
        people = [who.person.id for team in teams for who in _here(team, held.held_on)]
        some = [one for one in people if self.chance.random() < 0.7]
        keep_seats(held, venue, some[: venue.capacity], by=by, at=at)


def _lower(title: str) -> str:
    """`Xã Na Sầm` within a sentence: `xã Na Sầm`."""
    return title[:1].lower() + title[1:]


def _plan(
    title: str, organiser: Organiser, unit: Unit, day: date, halls: Sequence[Hall]
) -> TrainingClass:
    held = training.plan_class(
        title,
        unit.id,
        held_on=day,
        hours=4,
        organiser=organiser,
        place=halls[0].place,
        begins=time(8),
    )
    db.session.flush()
    return held


def _equip(
    held: TrainingClass,
    halls: Sequence[Hall],
    topic: str,
    by: Actor,
    trainer: Actor | None,
    at: datetime,
) -> None:
    parts = [Part(held.title, topic, 120), Part("Thực hành trên điện thoại", "", 100)]
    trainers = [trainer.person_id] if trainer else []
    training.equip_class(held, halls, parts, trainers, by=by, at=at)
    db.session.flush()


def _here(team: DemoTeam, day: date) -> list[Member]:
    return [
        one
        for one in team.members
        if one.membership.since <= day
        and (one.membership.until is None or one.membership.until > day)
    ]
