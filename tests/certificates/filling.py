"""Very many people who attended a class, for tests that kill and for measuring."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.clock import now, today
from lms.core.db import Model, db, new_id, write_many
from lms.core.names import fold, sort_key
from lms.people.models import Membership, Person, TeamRole
from lms.training.models import Attendance, Organiser, TrainingClass, Way
from tests.cast import BEFORE

HOURS = 4
FAMILY = ("Nông Thị", "Hoàng Văn", "Lộc Thị Hồng", "Vi Văn", "Triệu Thị Mỹ", "Nguyễn Đình")
GIVEN = ("Hạnh", "Dũng", "Nguyệt", "Thắng", "Ngọc", "Ẩn", "Đức", "Phượng")


def attended_by(count: int, unit_id: UUID, team_ids: list[UUID]) -> TrainingClass:
    """A class of four hours today with so many people of these teams in its register."""
    held = TrainingClass(
        title="Lớp đông", held_on=today(), hours=HOURS, organiser=Organiser.COMMUNE,
        unit_id=unit_id, place="Hội trường", begins=None,
    )  # fmt: skip
    db.session.add(held)
    db.session.flush()
    people = [new_id() for _ in range(count)]
    words = [f"{FAMILY[n % 6]} {GIVEN[n % 8]}" for n in range(count)]
    named = list(zip(people, words, strict=True))
    _put(Person, [
        {"id": one, "full_name": name, "folded": fold(name), "sort_key": sort_key(name),
         "birth_year": 1960 + n % 45} for n, (one, name) in enumerate(named)
    ])  # fmt: skip
    _put(Membership, [
        {"id": new_id(), "person_id": one, "team_id": team_ids[n % len(team_ids)], "since": BEFORE,
         "role": TeamRole.MEMBER.value, "on_roster_since": BEFORE} for n, one in enumerate(people)
    ])  # fmt: skip
    at: Any = now()
    if db.engine.dialect.name == "postgresql":
        at = at.replace(tzinfo=None)
    _put(Attendance, [
        {"class_id": held.id, "person_id": one, "recorded_at": at, "recorded_by": "x",
         "way": Way.LIST.value, "reason": ""} for one in people
    ])  # fmt: skip
    db.session.flush()
    return held


def _put(kind: type[Model], rows: list[dict[str, Any]]) -> None:
    columns = kind.__table__.columns.keys()
    write_many(kind.__table__, (tuple(row.get(name) for name in columns) for row in rows))  # type: ignore[arg-type]


def everybody(held: TrainingClass) -> list[UUID]:
    """Who stands in the register."""
    query = select(Attendance.person_id).where(Attendance.class_id == held.id)
    return list(db.session.scalars(query))
