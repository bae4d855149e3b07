"""Classes and attendances."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Identified, Model


class Organiser(StrEnum):
    """Who held a class; reports count them apart."""

    DEPARTMENT = "department"
    COMMUNE = "commune"
    NATIONAL = "national"


class TrainingClass(Identified, Model):
    """One class on one day, held for the people of a unit (or of everything below it)."""

    __tablename__ = "training_class"
    __table_args__ = (CheckConstraint("hours > 0", name="takes_time"),)

    title: Mapped[str]
    held_on: Mapped[date] = mapped_column(index=True)
    hours: Mapped[int]
    organiser: Mapped[Organiser]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    place: Mapped[str]


class Attendance(Model):
    """That a person attended a class (one lượt). Unique, so that nothing counts twice."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_person_id", "person_id"),)

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    training_class: Mapped[TrainingClass] = relationship(lazy="joined")
