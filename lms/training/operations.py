"""Verbs of classes: plan, record attendances."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.facts import announce
from lms.core.names import tidy
from lms.training.facts import AttendancesRecorded
from lms.training.models import Attendance, Organiser, TrainingClass


def plan_class(
    title: str, unit_id: UUID, *, held_on: date, hours: int, organiser: Organiser, place: str
) -> TrainingClass:
    """Enter a class."""
    row = TrainingClass(
        title=tidy(title),
        unit_id=unit_id,
        held_on=held_on,
        hours=hours,
        organiser=organiser,
        place=tidy(place),
    )
    db.session.add(row)
    return row


def record_attendances(
    training_class: TrainingClass, person_ids: Collection[UUID], *, by: Actor, at: datetime
) -> int:
    """Note who attended; whoever is on the list already is not counted again. How many are new."""
    known = set(
        db.session.scalars(
            select(Attendance.person_id).where(Attendance.class_id == training_class.id)
        )
    )
    new = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in known]
    db.session.add_all(
        Attendance(
            class_id=training_class.id, person_id=person_id, recorded_at=at, recorded_by=by.name
        )
        for person_id in new
    )
    db.session.flush()
    record(
        "attendance.recorded",
        training_class,
        by=by,
        at=at,
        label=training_class.title,
        new=len(new),
    )
    announce(AttendancesRecorded(training_class.id, tuple(new), training_class.held_on))
    return len(new)
