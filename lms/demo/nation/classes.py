"""Classes of a province in three years with their signed registers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lms.core.audit import AuditEvent
from lms.core.db import new_id
from lms.demo.history import CLASS_TITLES, DEPARTMENT_TITLE, NATIONAL_TITLE
from lms.demo.nation.rosters import Rosters, Seat, Years
from lms.demo.nation.rows import BY_NAME, id_of, moment, put
from lms.demo.nation.units import Placed
from lms.training.models import (
    Attendance,
    Organiser,
    ProgrammeItem,
    RegisterSigning,
    TrainingClass,
    Venue,
    Way,
)
from lms.training.rules import annex_digest, register_digest

FIRST, LAST = (2, 20), (12, 10)  # days of a year between which communes hold classes
GREAT, NATIONAL = 4, 2  # classes of the department and of the agency in a year
COMES_TO_GREAT, COMES_TO_NATIONAL = 0.16, 0.05  # of the people of a commune that takes part
TAKES_PART = 0.25  # of the communes, in a class of the department
GROWING = (0.72, 0.95, 1.0)  # how many come in the first, second and third year


@dataclass
class Held:
    """A class with those who came."""

    id: UUID
    title: str
    day: date
    organiser: Organiser
    unit: Placed
    people: list[Seat]

    @property
    def topic(self) -> str:
        """The module a class teaches, by its title."""
        return "M7" if self.title.startswith("An toàn") else ""


class ClassMaker:
    """Holds the classes of a province; nothing lies in the future."""

    def __init__(self, top: Placed, found: Sequence[Rosters], years: Years, chance: Random) -> None:
        self.top, self.found, self.chance = top, found, chance
        self.years, self.today = years.years, years.today
        eager = chance.uniform(0.7, 1.15)  # provinces differ, too
        self.efforts = [eager * chance.betavariate(4, 2.6) for _ in found]

    def hold(self) -> Iterator[Held]:
        """The classes of all years."""
        for year in self.years:
            growing = GROWING[year - self.today.year - 1]
            yield from self._of_communes(year, growing)
            for number in range(1, GREAT + 1):
                title = DEPARTMENT_TITLE.format(number=number, year=year)
                day = date(year, 3, 5) + timedelta(days=72 * (number - 1))
                yield from self._great(title, Organiser.DEPARTMENT, day, TAKES_PART,
                                       COMES_TO_GREAT * growing)  # fmt: skip
            for number in range(1, NATIONAL + 1):
                title = NATIONAL_TITLE.format(number=number)
                day = date(year, 4, 15) + timedelta(days=150 * (number - 1))
                yield from self._great(title, Organiser.NATIONAL, day, 1,
                                       COMES_TO_NATIONAL * growing)  # fmt: skip

    def _of_communes(self, year: int, growing: float) -> Iterator[Held]:
        first, last = date(year, *FIRST), min(date(year, *LAST), self.today)
        days = (last - first).days
        for rosters, effort in zip(self.found, self.efforts, strict=True):
            for _ in range(1 + (self.chance.random() < 0.35) if days > 0 else 0):
                day = first + timedelta(days=self.chance.randrange(days))
                people = self._who_comes(rosters, min(0.97, effort * growing), day)
                if people:
                    title = self.chance.choice(CLASS_TITLES)
                    yield Held(new_id(), title, day, Organiser.COMMUNE, rosters.unit, people)

    def _great(
        self, title: str, organiser: Organiser, day: date, part: float, share: float
    ) -> Iterator[Held]:
        if day >= self.today:
            return
        people = [
            seat
            for rosters in self.found
            if self.chance.random() < part
            for seat in self._who_comes(rosters, share, day)
        ]
        if people:
            yield Held(new_id(), title, day, organiser, self.top, people)

    def _who_comes(self, rosters: Rosters, share: float, day: date) -> list[Seat]:
        here = [seat for seat in rosters.seats if seat.on(day)]
        return self.chance.sample(here, round(len(here) * share))


def write(found: Sequence[Held], chance: Random) -> int:
    """The rows of all classes; how many attendances there are."""
    put(TrainingClass, (
        {"id": one.id, "title": one.title, "held_on": one.day, "hours": 4,
         "organiser": one.organiser.value, "unit_id": one.unit.id, "place": _place(one)}
        for one in found
    ))  # fmt: skip
    own = [one for one in found if one.organiser is Organiser.COMMUNE]
    put(Venue, (
        {"id": new_id(), "class_id": one.id, "unit_id": one.unit.id, "place": _place(one),
         "capacity": 200} for one in own
    ))  # fmt: skip
    put(ProgrammeItem, (row for one in found for row in _programme(one)))
    put(Attendance, (
        {"class_id": one.id, "person_id": seat.person, "recorded_at": at, "recorded_by": BY_NAME,
         "way": Way.LIST.value, "reason": ""}
        for one in found for at in (moment(one.day, 17 * 60),) for seat in one.people
    ))  # fmt: skip
    put(RegisterSigning, map(_signing, found))
    put(AuditEvent, (_event(one, chance) for one in found))
    return sum(len(one.people) for one in found)


def _place(one: Held) -> str:
    if one.organiser is Organiser.COMMUNE:
        return f"Nhà văn hóa {one.unit.title}"
    return "Trực tuyến tại các điểm cầu xã"


def _programme(one: Held) -> Iterator[dict[str, Any]]:
    parts = ((one.title, one.topic, 120), ("Thực hành theo nhóm", "", 90))
    for position, (title, topic, minutes) in enumerate(parts):
        yield {"id": new_id(), "class_id": one.id, "position": position, "title": title,
               "topic": topic, "minutes": minutes}  # fmt: skip


def _signing(one: Held) -> dict[str, Any]:
    lines = [(seat.person, seat.name.text, Way.LIST.value) for seat in one.people]
    return {"class_id": one.id, "attendances": len(lines), "sha256": register_digest(lines),
            "photos": 0, "annex_sha256": annex_digest([]), "by_id": None, "by_name": BY_NAME,
            "at": moment(one.day, 18 * 60)}  # fmt: skip


def _event(one: Held, chance: Random) -> dict[str, Any]:
    at = moment(one.day, 18 * 60)
    return {"id": id_of(at, chance), "at": at, "actor_name": BY_NAME, "action": "register.signed",
            "subject_kind": "TrainingClass", "subject_id": one.id, "label": one.title,
            "details": {"attendances": len(one.people)}}  # fmt: skip
