"""The training year, its duty, and each person's standing in it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class TrainingYear(Model):
    """A year of training and the duty that binds in it.

    Whoever is on a roster and joined before `joined_before` must have attended
    `needed_classes` classes or passed `needed_modules` modules; `legal_basis` says why.
    """

    __tablename__ = "training_year"
    __table_args__ = (
        CheckConstraint("closes > opens", name="closes_after_it_opens"),
        CheckConstraint("needed_classes > 0 AND needed_modules > 0", name="asks_for_something"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[date]
    closes: Mapped[date]
    joined_before: Mapped[date]
    needed_classes: Mapped[int]
    needed_modules: Mapped[int]
    legal_basis: Mapped[str]


class Standing(Model):
    """A projection: what a person has done in a year and on which day they met the duty.

    Changed in the transaction of each fact, thrown away and rebuilt at will, proved equal to a
    recount by `flask coverage recount --check`. Nobody in it has done nothing.
    """

    __tablename__ = "standing"

    year: Mapped[int] = mapped_column(ForeignKey("training_year.year"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    attendances: Mapped[int]
    completions: Mapped[int]
    met_on: Mapped[date | None]
