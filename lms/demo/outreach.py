"""Visits of the demo's teams: the last months of every team, or of some teams of a province."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from courses.models import Topic
from lms.core.access import Actor
from lms.core.db import db, new_id, write_many
from lms.demo.plan import Scale
from lms.demo.roster import DemoCommune, DemoTeam
from lms.outreach import operations, queries
from lms.outreach.models import VisitEntry
from lms.outreach.rules import Line
from lms.people.models import Team

DAYS = 120  # back from today
SHARE = {Scale.COMMUNE: 1.0, Scale.PROVINCE: 0.4, Scale.NATION: 0.4}  # of the teams
OFTEN = (Topic.PUBLIC_SERVICES, Topic.IDENTITY, Topic.E_PAYMENT, Topic.QR, Topic.DIGITAL_SHOP,
         Topic.SAFETY)  # fmt: skip
SELLS = frozenset({Topic.DIGITAL_SHOP, Topic.QR})
NOTES = ("", "", "", "Nhiều hộ chưa có điện thoại thông minh", "Sóng yếu, hẹn làm tiếp buổi sau",
         "Hướng dẫn cài VNeID và quét mã QR")  # fmt: skip


def go_from_house_to_house(
    communes: Sequence[DemoCommune], scale: Scale, at: datetime, today: date, chance: Random
) -> None:
    """Enter the visits in bulk, then correct one of the last commune's as an officer would."""
    teams = [team for commune in communes for team in commune.teams]
    busy = [team for team in teams if chance.random() < SHARE[scale]]
    db.session.flush()
    write_many(VisitEntry.__table__, _rows(busy, at, today, chance))  # type: ignore[arg-type]
    if busy:
        _correct_one(busy[-1].id, at)


def _rows(
    teams: Sequence[DemoTeam], at: datetime, today: date, chance: Random
) -> Iterator[tuple[Any, ...]]:
    columns = VisitEntry.__table__.columns.keys()
    for team in teams:
        for row in visits_of(team.id, team.name, at, today, chance):
            yield tuple(row[name] for name in columns)


def visits_of(
    team_id: UUID, name: str, at: datetime, today: date, chance: Random
) -> Iterator[dict[str, Any]]:
    """The visits of a team in the last months, as plain rows."""
    for _visit in range(chance.randint(5, 10)):
        day = today - timedelta(days=chance.randrange(DAYS))
        yield _visit_of(team_id, name, max(day, date(today.year, 1, 1)), at, chance)


def _visit_of(team_id: UUID, name: str, day: date, at: datetime, chance: Random) -> dict[str, Any]:
    visit_id, topic = new_id(), chance.choice(OFTEN)
    village = name.removeprefix("Tổ CNSCĐ ")
    return {
        "id": visit_id,
        "line_id": visit_id,
        "edition": 1,
        "team_id": team_id,
        "visited_on": day,
        "place": village[0].upper() + village[1:],
        "topic": topic.value,
        "households": chance.randint(3, 18),
        "products": chance.randint(1, 4) if topic in SELLS else 0,
        "accounts": chance.choice((0, 1, 2, 5)),
        "note": chance.choice(NOTES),
        "on_paper": chance.random() < 0.2,
        "paper_code": "",
        "by_id": None,
        "by_name": "Dữ liệu mẫu",
        "at": at,
    }


def _correct_one(team_id: UUID, at: datetime) -> None:
    by, team = Actor(None, "Cán bộ xã (dữ liệu mẫu)"), db.session.get_one(Team, team_id)
    visit = queries.last_of_team(team_id)
    if visit is None:
        return
    told = {**vars(operations.line_of(visit)), "households": visit.households + 2}
    operations.correct_visit(
        visit, team, Line(**told), "Đếm sót hai lượt hộ so với sổ giấy",
        visit_id=new_id(), by=by, at=at,
    )  # fmt: skip
