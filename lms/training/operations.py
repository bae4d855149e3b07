"""Verbs of classes: plan, record who attended, sign the register, correct it afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import chunks, db
from lms.core.errors import Missing, Refused
from lms.core.facts import announce
from lms.core.names import tidy
from lms.training import photos, queries, walk_ins
from lms.training.facts import AttendancesRecorded
from lms.training.models import (
    Attendance,
    ClassTrainer,
    Correction,
    Organiser,
    ProgrammeItem,
    RegisterSigning,
    StruckAttendance,
    TrainingClass,
    Venue,
    Way,
)
from lms.training.planning import refuse_called_off
from lms.training.rules import annex_digest, register_digest


@dataclass(frozen=True)
class Hall:
    """A hall to be: the unit it lies in, where, for how many."""

    unit_id: UUID
    place: str
    capacity: int


@dataclass(frozen=True)
class Part:
    """A part of the programme to be."""

    title: str
    topic: str
    minutes: int


@dataclass(frozen=True)
class Entry:
    """How attendances come in: the hall, the way, and why when the register is signed already."""

    venue_id: UUID | None = None
    way: Way = Way.LIST
    reason: str = ""


def plan_class(
    title: str,
    unit_id: UUID,
    *,
    held_on: date,
    hours: int,
    organiser: Organiser,
    place: str,
    begins: time | None = None,
) -> TrainingClass:
    """Enter a class."""
    row = TrainingClass(
        title=tidy(title),
        unit_id=unit_id,
        held_on=held_on,
        hours=hours,
        organiser=organiser,
        place=tidy(place),
        begins=begins,
    )
    db.session.add(row)
    return row


def equip_class(
    held: TrainingClass,
    halls: Sequence[Hall],
    parts: Sequence[Part],
    trainer_ids: Collection[UUID],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Give a new class its halls, programme and trainers."""
    if sum(part.minutes for part in parts) > held.hours * 60:
        raise Refused(_("The parts of the programme take longer than the class."))
    db.session.flush()
    db.session.add_all(
        Venue(class_id=held.id, unit_id=one.unit_id, place=tidy(one.place), capacity=one.capacity)
        for one in halls
    )
    db.session.add_all(
        ProgrammeItem(
            class_id=held.id,
            position=number,
            title=tidy(part.title),
            topic=part.topic,
            minutes=part.minutes,
        )
        for number, part in enumerate(parts)
    )
    db.session.add_all(ClassTrainer(class_id=held.id, person_id=one) for one in trainer_ids)
    record("class.planned", held, by=by, at=at, label=held.title, halls=len(halls))


def record_attendances(
    held: TrainingClass,
    person_ids: Collection[UUID],
    *,
    by: Actor,
    at: datetime,
    entry: Entry | None = None,
) -> int:
    """Note who attended; whoever is in the register already is not counted again. How many are new.

    Refused before the day of the class, and without a reason once the register is signed.
    """
    entry = entry or Entry()
    if held.held_on > local_day(at):
        raise Refused(_("This class is still to come: nobody can have attended it."))
    refuse_called_off(held)
    _refuse_unexplained(held, entry.reason)
    db.session.flush()
    new = [
        person_id
        for some in chunks(list(dict.fromkeys(person_ids)))
        for person_id in _insert(held, some, entry, by, at)
    ]
    record("attendance.recorded", held, by=by, at=at, label=held.title, new=len(new))
    announce(AttendancesRecorded(held.id, tuple(new), held.held_on, at))
    return len(new)


def _refuse_unexplained(held: TrainingClass, reason: str) -> None:
    if queries.signing_of(held.id) is not None and not reason.strip():
        raise Refused(_("The register is signed. Say why it is changed."))


def _insert(
    held: TrainingClass, person_ids: Sequence[UUID], entry: Entry, by: Actor, at: datetime
) -> list[UUID]:
    """Insert who is not there yet. Two phones that send the same person at once count once."""
    if not person_ids:
        return []
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    insert: Any = dialect.insert(Attendance).on_conflict_do_nothing()
    rows = [
        {
            "class_id": held.id,
            "person_id": person_id,
            "recorded_at": at,
            "recorded_by": by.name,
            "venue_id": entry.venue_id,
            "way": entry.way,
            "reason": tidy(entry.reason),
        }
        for person_id in person_ids
    ]
    return list(db.session.scalars(insert.values(rows).returning(Attendance.person_id)))


def sign_register(held: TrainingClass, *, by: Actor, at: datetime) -> RegisterSigning:
    """Sign the register: from now on it is only corrected, each time with a reason."""
    if queries.signing_of(held.id) is not None:
        raise Refused(_("This register is signed already."))
    lines = [(one.person.id, one.person.full_name, one.way) for one in queries.attendees(held)]
    pictures, others = photos.lines_of(held.id), walk_ins.lines_of(held.id)
    if not lines and not others:
        raise Refused(_("Nobody is in the register yet."))
    row = RegisterSigning(
        class_id=held.id,
        attendances=len(lines),
        sha256=register_digest(lines),
        photos=len(pictures),
        annex_sha256=annex_digest([*pictures, *others]),
        **entered(by, at),
    )
    db.session.add(row)
    record("register.signed", held, by=by, at=at, label=held.title, attendances=len(lines))
    return row


def correct(
    held: TrainingClass,
    person_id: UUID,
    *,
    stands: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> Correction:
    """Strike an attendance, or let a struck one stand again. Nothing is deleted."""
    key = (held.id, person_id)
    if db.session.get(Attendance, key) is None:
        raise Missing
    if (db.session.get(StruckAttendance, key) is None) is stands:
        raise Refused(_("Nothing was changed."))
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    row = Correction(
        class_id=held.id,
        person_id=person_id,
        stands=stands,
        reason=tidy(reason),
        **entered(by, at),
    )
    db.session.add(row)
    if stands:
        db.session.execute(
            delete(StruckAttendance).where(
                StruckAttendance.class_id == held.id, StruckAttendance.person_id == person_id
            )
        )
    else:
        db.session.add(StruckAttendance(class_id=held.id, person_id=person_id))
    db.session.flush()
    record("attendance.corrected", held, by=by, at=at, label=held.title, stands=stands)
    announce(AttendancesRecorded(held.id, (person_id,), held.held_on, at))
    return row
