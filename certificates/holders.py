"""Holders as the roster has them at a moment: what is printed of them, for many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from certificates.queries import name_checks
from lms.core.clock import local_day
from lms.core.db import chunks, db
from lms.org.queries import communes_of
from lms.people.models import Person
from lms.people.queries import seats_of


def holders_of(person_ids: Collection[UUID], at: datetime) -> dict[UUID, dict[str, Any]]:
    """Person → the columns of a certificate that say who holds it.

    Nothing of a team for somebody on no roster. Four questions for each five hundred people.
    """
    found: dict[UUID, dict[str, Any]] = {}
    for part in chunks(list(person_ids)):
        found.update(_some(part, at))
    return found


def _some(person_ids: Collection[UUID], at: datetime) -> dict[UUID, dict[str, Any]]:
    day = local_day(at)
    checks, seats = name_checks(person_ids), seats_of(person_ids, day)
    communes = communes_of({seat.unit_id for seat in seats.values()}, day)
    found = {}
    for person in db.session.scalars(select(Person).where(Person.id.in_(person_ids))):
        check, seat = checks.get(person.id), seats.get(person.id)
        commune = communes.get(seat.unit_id) if seat else None
        found[person.id] = {
            "person_id": person.id,
            "holder_name": person.full_name,
            "name_confirmed": check is not None and check.is_right,
            "birth_year": person.birth_year,
            "team_id": seat.team.id if seat else None,
            "team_name": seat.team.name if seat else "",
            "commune_id": commune.id if commune else None,
            "unit_name": commune.title if commune else "",
        }
    return found
