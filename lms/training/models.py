"""Classes with their halls, programme and trainers; who attended; the signed register."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Organiser(StrEnum):
    """Who held a class; reports count them apart."""

    DEPARTMENT = "department"
    COMMUNE = "commune"
    NATIONAL = "national"


class TrainingClass(Identified, Model):
    """One class on one day, held for the people of a unit (or of everything below it)."""

    __tablename__ = "training_class"
    __table_args__ = (
        CheckConstraint("hours > 0", name="takes_time"),
        Index("ix_training_class_held_on_id", "held_on", "id"),
    )

    title: Mapped[str]
    held_on: Mapped[date]
    hours: Mapped[int]
    organiser: Mapped[Organiser]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    place: Mapped[str]
    begins: Mapped[time | None]


class Venue(Identified, Model):
    """One hall of a class: in which unit, where, for how many."""

    __tablename__ = "venue"
    __table_args__ = (CheckConstraint("capacity > 0", name="has_seats"),)

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    place: Mapped[str]
    capacity: Mapped[int]


class ProgrammeItem(Identified, Model):
    """One part of a class: what it is about (the code of a module, if it is one), how long."""

    __tablename__ = "programme_item"
    __table_args__ = (CheckConstraint("minutes > 0", name="takes_time"),)

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    topic: Mapped[str]
    minutes: Mapped[int]


class ClassTrainer(Model):
    """That somebody teaches a class."""

    __tablename__ = "class_trainer"

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Booking(Identified, Entered, Model):
    """That a seat in a hall of a class is kept for somebody; one seat a class and person."""

    __tablename__ = "booking"
    __table_args__ = (
        Index("uq_booking_class_person", "class_id", "person_id", unique=True),
        Index("ix_booking_person_id", "person_id"),
    )

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venue.id"), index=True)
    cancelled_at: Mapped[datetime | None]


class Way(StrEnum):
    """How an attendance came into the register."""

    LIST = "list"
    SELF = "self"
    SHEET = "sheet"
    IMPORT = "import"


class Attendance(Model):
    """That a person attended a class (one lượt). Unique, so that nothing counts twice.

    `reason` is given for what was added after the register was signed. Whether it stands, is
    said by StruckAttendance.
    """

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_person_id", "person_id"),)

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    # No foreign key: a column added to a table that may hold a million rows.
    venue_id: Mapped[UUID | None]
    way: Mapped[Way] = mapped_column(server_default=Way.LIST.value)
    reason: Mapped[str] = mapped_column(server_default="")
    training_class: Mapped[TrainingClass] = relationship(lazy="joined")


class Correction(Identified, Entered, Model):
    """That an attendance does not stand, or stands again, and why. The latest holds."""

    __tablename__ = "attendance_correction"
    __table_args__ = (Index("ix_attendance_correction_class_person", "class_id", "person_id"),)

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    stands: Mapped[bool]
    reason: Mapped[str]


class StruckAttendance(Model):
    """The attendances whose latest correction says that they do not stand."""

    __tablename__ = "struck_attendance"

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)


class RegisterSigning(Entered, Model):
    """That a register was signed: how many stood in it, and the SHA-256 of its lines.

    `annex_sha256` covers the photographs (so many) and who came without a name on the list.
    """

    __tablename__ = "register_signing"

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    attendances: Mapped[int]
    sha256: Mapped[str]
    photos: Mapped[int] = mapped_column(server_default="0")
    annex_sha256: Mapped[str] = mapped_column(server_default="")
