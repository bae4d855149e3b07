"""Seats kept for people in the halls of a class."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from lms.core.db import db
from lms.training.models import Booking


def people_booked(class_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Class → everybody a seat is kept for."""
    rows = db.session.execute(
        select(Booking.class_id, Booking.person_id).where(
            Booking.class_id.in_(class_ids), Booking.cancelled_at.is_(None)
        )
    )
    found: dict[UUID, set[UUID]] = {}
    for class_id, person_id in rows:
        found.setdefault(class_id, set()).add(person_id)
    return found
