"""The outbox: messages to people wait here as rows; what knows a domain writes them, a sender sends.

A message is sent at most once. It is claimed (`sending`) in a transaction of its own before the
sender is called, and settled in another one after. A process that dies in between leaves a row in
`sending`: nobody knows whether it went out, so it is closed and shown, never sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import JSON, Index, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model, db, transaction
from lms.core.senders import Channel, Letter, NotSent, Sender, Trouble
from lms.core.sending_times import TRIED_FOR, Quiet, next_try

log = structlog.get_logger("hocso.outbox")

AN_HOUR = timedelta(hours=1)  # longer than any sender waits
ENOUGH_TROUBLE = 3  # one after another: then the other side is down, and the run ends
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

    No foreign keys up: who a person is and which unit lists it, the packages above know.
    `template` and `parameters` are for gateways that only take texts approved before (Zalo ZNS).
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_state_next_try", "state", "next_try"),
        Index("ix_message_day_state", "day", "state"),
    )

    person_id: Mapped[UUID] = mapped_column(index=True)
    unit_id: Mapped[UUID | None] = mapped_column(index=True)
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

    @property
    def dedupe_key(self) -> str:
        """One message a person and day."""
        return f"{self.person_id}:{self.day.isoformat()}"


def put(drafts: Sequence[Draft], *, not_before: datetime, at: datetime) -> int:
    """Put messages into the outbox. Who has one for the day already gets none; how many were new."""
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
    row = Message(
        **vars(draft),
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


def send_waiting(
    sender: Sender, quiet: Quiet, *, clock: Callable[[], datetime], limit: int
) -> dict[MessageState, int]:
    """Send what is due, one by one, each in its own transactions; how many ended in which state.

    Stops at the limit, when the quiet hours begin, or when the other side is down.
    """
    done: dict[MessageState, int] = {}
    with transaction():
        close_the_lost(at=clock())
    troubles = 0
    for _ in range(limit):
        at = clock()
        if quiet.holds(at) or troubles == ENOUGH_TROUBLE:
            break
        with transaction():
            letter = claim_next(at=at)
        if letter is None:
            break
        trouble = _try(sender, letter)
        with transaction():
            state = settle(letter.id, trouble, at=clock())
        log.info("message", id=str(letter.id), state=state, trouble=trouble and trouble.trouble)
        done[state] = done.get(state, 0) + 1
        troubles = troubles + 1 if state is MessageState.WAITING else 0
    return done


def _try(sender: Sender, letter: Letter) -> NotSent | None:
    try:
        sender.send(letter)
    except NotSent as trouble:
        return trouble
    return None


def claim_next(*, at: datetime) -> Letter | None:
    """Take the next message that is due; None when there is none. Two processes never take one."""
    due = (
        select(Message.id)
        .where(Message.state == MessageState.WAITING, Message.next_try <= at)
        .order_by(Message.next_try, Message.id)
    )
    while (found := db.session.scalar(due.limit(1))) is not None:
        if claim(found, at=at):
            return _letter(db.session.get_one(Message, found, populate_existing=True))
    return None


def claim(message_id: UUID, *, at: datetime) -> bool:
    """Mark a waiting message as being sent; False when another process was faster."""
    result: Any = db.session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state == MessageState.WAITING)
        .values(state=MessageState.SENDING, claimed_at=at, attempts=Message.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def _letter(row: Message) -> Letter:
    """A plain copy, so that nothing of the database is held while the sender waits."""
    return Letter(
        row.id, row.channel, row.address, row.day, row.subject, row.body, row.template,
        dict(row.parameters),
    )  # fmt: skip


def settle(message_id: UUID, trouble: NotSent | None, *, at: datetime) -> MessageState:
    """Write down what came of a try."""
    row = db.session.get_one(Message, message_id, populate_existing=True)
    row.last_error = trouble.trouble if trouble else None
    if trouble is None:
        row.state, row.sent_at = MessageState.SENT, at
    elif trouble.trouble is Trouble.NO_CHANNEL:
        row.state = MessageState.HELD
    elif trouble.permanent:
        row.state = MessageState.FAILED
    else:
        again = next_try(row.attempts, at, row.not_before)
        row.state = MessageState.GIVEN_UP if again is None else MessageState.WAITING
        row.next_try = again or row.next_try
    return row.state


def close_the_lost(*, at: datetime) -> None:
    """Close what no sender will come back to: broken off while sending, or too late for its day."""
    _close(
        Trouble.BROKEN_OFF, Message.state == MessageState.SENDING, Message.claimed_at < at - AN_HOUR
    )
    _close(
        Trouble.TOO_LATE, Message.state == MessageState.WAITING, Message.not_before < at - TRIED_FOR
    )


def _close(trouble: Trouble, *which: Any) -> None:
    db.session.execute(
        update(Message)
        .where(*which)
        .values(state=MessageState.GIVEN_UP, last_error=trouble)
        .execution_options(synchronize_session=False)
    )
