"""What eases the way of one person: extra time or tries, and “please call me”."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Accommodation(Identified, Entered, Model):
    """Extra time or tries for one person at one quiz; several add up."""

    __tablename__ = "accommodation"
    __table_args__ = (
        CheckConstraint("extra_minutes > 0 OR extra_tries > 0", name="gives_something"),
    )

    is_frozen = True

    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quiz.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    extra_minutes: Mapped[int]
    extra_tries: Mapped[int]
    reason: Mapped[str]


class CallRequest(Identified, Model):
    """That somebody who does not get through a quiz asks to be called."""

    __tablename__ = "call_request"

    is_frozen = True

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quiz.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    asked_at: Mapped[datetime]
    call_back: Mapped[CallBack | None] = relationship(lazy="joined", back_populates="request")


class CallBack(Entered, Model):
    """That somebody called, and what came of it."""

    __tablename__ = "call_back"

    is_frozen = True

    request_id: Mapped[UUID] = mapped_column(ForeignKey("call_request.id"), primary_key=True)
    note: Mapped[str]
    request: Mapped[CallRequest] = relationship(back_populates="call_back")
