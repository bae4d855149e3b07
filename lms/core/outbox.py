"""The outbox: messages to people wait here as rows; packages above write them, a sender sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model, db
from lms.core.letters import Channel, Trouble

AT_ONCE = 200  # rows of one INSERT: below every database's limit of values


class MessageState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # refused for good
    GIVEN_UP = "given_up"  # tried for 24 hours, or broken off
    HELD = "held"  # kept: no channel, or nowhere to send it; somebody tells the person
    TOLD = "told"  # somebody did


# What no sender will send any more: somebody may tell the person instead.
UNTOLD = frozenset({MessageState.HELD, MessageState.FAILED, MessageState.GIVEN_UP})


class Message(Identified, Model):
    """One message to one person on one day. `dedupe_key` is unique: a second run writes no second.

    It is the person and the day, or for what is told at once (a certificate) that thing's id.

    No foreign keys up: who a person is and which unit lists it, the packages above know.
    `template` and `parameters` are for gateways that only take texts approved before (Zalo ZNS).
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_state_next_try", "state", "next_try"),
        Index("ix_message_day_state", "day", "state"),
        Index("ix_message_unit_id_id", "unit_id", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(index=True)
    unit_id: Mapped[UUID | None]
    channel: Mapped[Channel]
    address: Mapped[str]
    kind: Mapped[str]
    day: Mapped[date]
    subject: Mapped[str]
    body: Mapped[str]
    template: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    written_at: Mapped[datetime]
    not_before: Mapped[datetime]
    next_try: Mapped[datetime]
    state: Mapped[MessageState]
    attempts: Mapped[int]
    last_error: Mapped[Trouble | None]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Draft:
    """A message to be. Without an address it is kept on paper, for somebody to tell."""

    person_id: UUID
    unit_id: UUID | None
    channel: Channel
    address: str
    kind: str
    day: date
    subject: str
    body: str
    template: str
    parameters: dict[str, Any]
    about: str = ""

    @property
    def dedupe_key(self) -> str:
        """One message a person and day; besides, one for each thing that is told apart."""
        return self.about or f"{self.person_id}:{self.day.isoformat()}"


def put(drafts: Sequence[Draft], *, not_before: datetime, at: datetime) -> int:
    """Put messages into the outbox, those there already but once; how many were new."""
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert: Any = dialect.insert(Message).on_conflict_do_nothing()
    new = 0
    for start in range(0, len(drafts), AT_ONCE):
        rows = [_row(one, not_before, at) for one in drafts[start : start + AT_ONCE]]
        written = db.session.execute(insert.values(rows).returning(Message.id))
        new += len(written.all())
    return new


def _row(draft: Draft, not_before: datetime, at: datetime) -> dict[str, Any]:
    on_paper = draft.channel is Channel.PAPER
    given = {name: value for name, value in vars(draft).items() if name != "about"}
    row = Message(
        **given,
        dedupe_key=draft.dedupe_key,
        written_at=at,
        not_before=not_before,
        next_try=not_before,
        state=MessageState.HELD if on_paper else MessageState.WAITING,
        attempts=0,
        last_error=Trouble.NO_ADDRESS if on_paper else None,
        claimed_at=None,
        sent_at=None,
    )
    return {column.name: getattr(row, column.name) for column in Message.__table__.columns}
