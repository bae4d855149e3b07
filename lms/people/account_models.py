"""What belongs to accounts: second factor, help given, privacy notice seen, questions asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model


class SecondFactor(Model):
    """The secret an authenticator app shares with us; it counts once confirmed."""

    __tablename__ = "second_factor"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    # The number of the half minute last used: a code seen over a shoulder works no second time.
    last_step: Mapped[int]


class RecoveryCode(Identified, Model):
    """A code on paper that replaces the app once."""

    __tablename__ = "recovery_code"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Assistance(Identified, Model):
    """That somebody helped a person on their own phone for a while: what was done is marked so.

    The end is set at the start, so that a phone switched off leaves no help without an end.
    """

    __tablename__ = "assistance"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    helper_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    helper_name: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class NoticeSeen(Identified, Model):
    """That somebody was shown a version of the privacy notice."""

    __tablename__ = "notice_seen"

    is_frozen = True

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[str]
    at: Mapped[datetime]


class OwnRequest(Identified, Model):
    """What somebody asks about their own entry: see, correct, take away; and the answer."""

    __tablename__ = "own_request"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str]
