"""Outside courses, exemptions and more time, asked for all over the country."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.db import db, new_id
from lms.demo.duties import COURSES, ONE_IN
from lms.demo.nation.rows import moment, put
from lms.people.models import Membership
from lms.requirements.duties import get_duty, get_year
from lms.requirements.models import CaseDecision, Claim, Dispensation, DispensationKind

ASKED_BY, DECIDED_BY = "Cán bộ xã (dữ liệu mẫu cả nước)", "Cán bộ Sở (dữ liệu mẫu cả nước)"
REASONS = ("Điều trị dài ngày", "Nghỉ thai sản", "Đi nghĩa vụ quân sự", "Chăm người ốm nặng")


def is_there() -> bool:
    """Whether these were entered."""
    return db.session.scalar(select(Claim.id).where(Claim.by_name == ASKED_BY).limit(1)) is not None


def ask_and_decide(today: date, chance: Random) -> None:
    """One of ninety learnt elsewhere; one of four hundred is freed or has longer."""
    people = db.session.scalars(
        select(Membership.person_id).where(Membership.until.is_(None)).order_by(Membership.id)
    ).all()
    claims = [_claim(n, who, today, chance) for n, who in enumerate(people[5::ONE_IN])]
    freed = list(_dispensations(people[13 :: 4 * ONE_IN], today, chance))
    put(Claim, claims)
    put(Dispensation, freed)
    put(CaseDecision, (_decision(row) for row in (*claims, *freed) if row["granted"] is not None))


def _claim(number: int, who: UUID, today: date, chance: Random) -> dict[str, Any]:
    source, title, note = COURSES[number % len(COURSES)]
    day = max(date(today.year, 1, 1), today - timedelta(days=7 + chance.randrange(240)))
    return {"id": new_id(), "person_id": who, "source": source.value, "title": title, "topic": "",
            "done_on": day, "minutes": 240, "note": note, "granted": _granted(number),
            "by_name": ASKED_BY, "at": moment(day + timedelta(days=2), 600)}  # fmt: skip


def _dispensations(people: Any, today: date, chance: Random) -> Iterator[dict[str, Any]]:
    year = get_year(today.year)
    duty = get_duty(year, today)
    for number, who in enumerate(people):
        longer = number % 3 == 2
        kind = DispensationKind.EXTENSION if longer else DispensationKind.EXEMPTION
        day = date(today.year, 2, 1) + timedelta(days=chance.randrange(200))
        yield {"id": new_id(), "requirement_id": duty.requirement.id, "person_id": who,
               "kind": kind.value, "since": year.opens,
               "until": year.closes + timedelta(days=30) if longer else None,
               "reason": chance.choice(REASONS), "granted": _granted(number),
               "by_name": ASKED_BY, "at": moment(min(day, today), 600)}  # fmt: skip


def _granted(number: int) -> bool | None:
    """Most are granted, some refused, some wait."""
    return None if number % 4 == 0 else number % 7 != 1


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    reason = "" if row["granted"] else "Không có giấy xác nhận"
    return {"id": new_id(), "case_id": row["id"], "granted": row["granted"], "reason": reason,
            "by_name": DECIDED_BY, "at": row["at"] + timedelta(days=3)}  # fmt: skip
