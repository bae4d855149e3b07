"""What people choose about reminders. The messages themselves lie in lms/core/outbox.py."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class RemindersOff(Model):
    """That somebody wants no reminders, since when. Their leader's lists still name them."""

    __tablename__ = "reminders_off"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime]
