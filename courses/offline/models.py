"""What phones sent after they were without network, each thing once, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from courses.offline.rules import Fate, Kind
from lms.core.db import Model


class PhoneEvent(Model):
    """Something done on a phone without network. Its id was made there, so a retry is no second.

    `happened_at` is the phone's time set right by the server's; `sent` is what the phone said,
    kept also when it does not count.
    """

    __tablename__ = "phone_event"

    is_frozen = True

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[Kind]
    subject_id: Mapped[UUID]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    fate: Mapped[Fate]
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"))
    sent: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[str]


class EnrolmentKit(Model):
    """The enrolment a kit of questions was taken along for."""

    __tablename__ = "enrolment_kit"

    is_frozen = True

    kit_id: Mapped[UUID] = mapped_column(ForeignKey("offline_kit.id"), primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
