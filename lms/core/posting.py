"""Sending what waits in the outbox, at most once.

A message is claimed (`sending`) in a transaction of its own before the sender is called, and
settled in another one after. A process that dies in between leaves a row in `sending`: nobody
knows whether it went out, so it is closed and shown, never sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update

from lms.core.db import db, transaction
from lms.core.letters import Letter, NotSent, Sender, Trouble
from lms.core.outbox import Message, MessageState
from lms.core.sending_times import TRIED_FOR, Quiet, next_try

log = structlog.get_logger("hocso.outbox")

AN_HOUR = timedelta(hours=1)  # longer than any sender waits
ENOUGH_TROUBLE = 3  # one after another: then the other side is down, and the run ends


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
