"""The reminders of the last weeks in the commune to show: written, sent, or waiting to be told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor
from lms.core.clock import ZONE
from lms.core.db import db
from lms.core.letters import NotSent, Trouble
from lms.core.outbox import Message, MessageState
from lms.core.posting import claim, settle
from lms.notifications.operations import plan_messages
from lms.notifications.rules import BEFORE_CLASS
from lms.requirements.duties import year_of
from lms.training.models import Organiser
from lms.training.operations import Hall, equip_class, plan_class

WEEKS = 4
MORNING = time(7, 5)
# Of a hundred messages, how many a gateway turns away.
TURNED_AWAY = 3


def remind(commune_id: UUID, by: Actor, at: datetime, today: date, chance: Random) -> None:
    """What would have been written on each day of the last weeks; today's invitations wait."""
    _plan_class(commune_id, by, at, today + timedelta(days=min(BEFORE_CLASS)))
    for back in reversed(range(WEEKS * 7)):
        day = today - timedelta(days=back)
        year = year_of(day)
        if year is None:
            continue
        morning = min(at, datetime.combine(day, MORNING, ZONE))
        plan_messages(year, day, units=[commune_id], by=by, at=morning)
        if back:
            _send(day, morning, chance)


def _plan_class(commune_id: UUID, by: Actor, at: datetime, day: date) -> None:
    held = plan_class(
        "Thanh toán không dùng tiền mặt", commune_id, held_on=day, hours=3, begins=time(8),
        organiser=Organiser.COMMUNE, place="Nhà văn hóa xã Na Sầm",
    )  # fmt: skip
    db.session.flush()
    halls = [Hall(commune_id, "Nhà văn hóa xã Na Sầm", 60)]
    equip_class(held, halls, [], [], by=by, at=at)
    db.session.flush()


def _send(day: date, at: datetime, chance: Random) -> None:
    """As if a gateway had taken them."""
    due = select(Message.id).where(Message.day == day, Message.state == MessageState.WAITING)
    for message_id in db.session.scalars(due.order_by(Message.person_id)).all():
        turned_away = chance.randrange(100) < TURNED_AWAY
        trouble = NotSent(Trouble.REFUSED, permanent=True) if turned_away else None
        if claim(message_id, at=at):
            settle(message_id, trouble, at=at)
