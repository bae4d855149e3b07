"""What happens around a register: people without a name on it, photographs, classes called off."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class WalkIn(Identified, Entered, Model):
    """Somebody who came and is not on the list of the hall, as their name was written down.

    It counts as an attendance "not matched yet" until a WalkInSettlement says who it was.
    """

    __tablename__ = "walk_in"
    # A form sent twice counts once; sent again after going back, with another name, it is new.
    __table_args__ = (Index("uq_walk_in_request", "venue_id", "request_id", "name", unique=True),)

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), index=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venue.id"))
    name: Mapped[str]
    note: Mapped[str]
    request_id: Mapped[str]


class WalkInSettlement(Entered, Model):
    """Who a walk-in was: somebody on a roster, or (without a person) none of ours, and why."""

    __tablename__ = "walk_in_settlement"

    is_frozen = True

    walk_in_id: Mapped[UUID] = mapped_column(ForeignKey("walk_in.id"), primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]


class HeadCount(Identified, Entered, Model):
    """How many people without a list were counted in a hall. The latest of a hall holds."""

    __tablename__ = "head_count"
    __table_args__ = (
        CheckConstraint("people >= 0", name="counts_people"),
        Index("uq_head_count_request", "venue_id", "request_id", "people", unique=True),
    )

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), index=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venue.id"))
    people: Mapped[int]
    note: Mapped[str]
    request_id: Mapped[str]


class ClassPhoto(Identified, Entered, Model):
    """A photograph of a class or of its signed sheet, kept by its SHA-256."""

    __tablename__ = "class_photo"

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    caption: Mapped[str]


class ClassCancellation(Entered, Model):
    """That a class does not take place, and why."""

    __tablename__ = "class_cancellation"

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    reason: Mapped[str]
