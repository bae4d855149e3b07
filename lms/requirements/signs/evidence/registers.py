"""Registers of classes: entered when, kept by whom, and who stands in two at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from lms.core.clock import local_day
from lms.core.db import chunks, db
from lms.core.names import fold
from lms.people.models import Person
from lms.requirements.evidence import PERSON
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.rules.dates import Held, Register, apart
from lms.requirements.signs.rules.sign import LIMITS
from lms.training.models import Attendance, RegisterSigning, TrainingClass
from lms.training.queries import STANDING
from lms.training.rules import Slot


def registers(field: Field) -> list[Register]:
    """The classes with an attendance entered before their day or long after it, and who is in."""
    spans = db.session.execute(
        select(
            TrainingClass.id,
            TrainingClass.held_on,
            func.min(Attendance.recorded_at),
            func.max(Attendance.recorded_at),
        )
        .join(Attendance, Attendance.class_id == TrainingClass.id)
        .where(field.classes(), STANDING)
        .group_by(TrainingClass.id, TrainingClass.held_on)
    )
    days = {
        row[0]: row[1]
        for row in spans
        if local_day(row[2]) < row[1] or local_day(row[3]) - row[1] > LIMITS.late
    }
    entries: dict[UUID, list[tuple[UUID, datetime]]] = {class_id: [] for class_id in days}
    for some in chunks(list(days)):
        rows = db.session.execute(
            select(Attendance.class_id, PERSON, Attendance.recorded_at)
            .join(Person, Person.id == Attendance.person_id)
            .where(Attendance.class_id.in_(some), STANDING)
        )
        for class_id, person_id, at in rows:
            entries[class_id].append((person_id, at))
    return [Register(class_id, days[class_id], found) for class_id, found in entries.items()]


def own_registers(field: Field) -> list[tuple[UUID, date, UUID, datetime]]:
    """(class, its day, who, when signed) of registers one person alone kept, signed and is in."""
    kept_by_another = exists().where(
        Attendance.class_id == TrainingClass.id, Attendance.recorded_by != RegisterSigning.by_name
    )
    alone = ~kept_by_another.correlate(TrainingClass, RegisterSigning)
    rows = db.session.execute(
        select(TrainingClass.id, TrainingClass.held_on, PERSON, RegisterSigning.at)
        .join(RegisterSigning, RegisterSigning.class_id == TrainingClass.id)
        .join(
            Attendance,
            (Attendance.class_id == TrainingClass.id)
            & (Attendance.person_id == RegisterSigning.by_id),
        )
        .join(Person, Person.id == Attendance.person_id)
        .where(field.classes(), STANDING, alone)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def two_places(field: Field) -> list[tuple[tuple[Held, Held], set[UUID]]]:
    """Pairs of classes held apart at one time, with the people who stand in both registers."""
    rows = db.session.execute(
        select(
            TrainingClass.id,
            TrainingClass.held_on,
            TrainingClass.begins,
            TrainingClass.hours,
            TrainingClass.unit_id,
            TrainingClass.place,
        ).where(field.classes(narrowed=False), TrainingClass.begins.is_not(None))
    )
    pairs = apart(
        Held(row[0], Slot(row[1], row[2], row[3]), f"{row[4]} {fold(row[5])}") for row in rows
    )
    present = _present(field, {held.class_id for pair in pairs for held in pair})
    found = []
    for pair in pairs:
        both = present.get(pair[0].class_id, set()) & present.get(pair[1].class_id, set())
        if both:
            found.append((pair, both))
    return found


def _present(field: Field, class_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for some in chunks(list(class_ids)):
        rows = db.session.execute(
            select(Attendance.class_id, PERSON)
            .join(Person, Person.id == Attendance.person_id)
            .where(Attendance.class_id.in_(some), STANDING, Attendance.person_id.in_(field.people))
        )
        for class_id, person_id in rows:
            found.setdefault(class_id, set()).add(person_id)
    return found
