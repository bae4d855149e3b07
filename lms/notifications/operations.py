"""Verbs of messages: write those of a day, note that somebody was told, choose for oneself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete

from lms.core import outbox
from lms.core.access import Actor
from lms.core.audit import record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.outbox import UNTOLD, Draft, Message, MessageState
from lms.notifications import messages, queries
from lms.notifications.messages import Envelope
from lms.notifications.models import RemindersOff
from lms.notifications.occasions import Occasions
from lms.notifications.queries import Units
from lms.people.models import MailAddress
from lms.people.queries import same_people
from lms.requirements.models import TrainingYear

LANGUAGE = "vi"  # of every message: whoever presses the button may read English


def envelopes(year: TrainingYear, day: date, units: Units = None) -> list[Envelope]:
    """Everybody below the units who is written to on a day, the way and the reasons."""
    with force_locale(LANGUAGE):
        found = Occasions(year, day, units).find()
    addresses = queries.addresses(list(found), day)
    return [
        messages.envelope(person_id, one.unit_id, addresses[person_id], one.occasions)
        for person_id, one in found.items()
        if not addresses[person_id].wants_none
    ]


def drafts(chosen: Iterable[Envelope], day: date) -> list[Draft]:
    """The texts of some of them; nothing is written."""
    with force_locale(LANGUAGE):
        return [messages.draft(one, day) for one in chosen]


def plan_messages(
    year: TrainingYear, day: date, *, units: Units = None, by: Actor, at: datetime
) -> int:
    """Write the messages of a day into the outbox; how many were new.

    One a person and day: a second run, a double click or two officers at once write none twice.
    """
    had = queries.written_to(day)
    chosen = [one for one in envelopes(year, day, units) if one.person_id not in had]
    not_before = current_app.extensions["quiet"].first_moment(at)
    new = outbox.put(drafts(chosen, day), not_before=not_before, at=at)
    if new:
        record("reminders.written", year, by=by, at=at, label=day.isoformat(), messages=new)
    return new


def tell(message: Message, *, by: Actor, at: datetime) -> None:
    """Note that somebody told the person what stands in a message that could not be sent."""
    if message.state is MessageState.TOLD:
        return
    if message.state not in UNTOLD:
        raise Refused(_("This message goes out by itself; nobody needs to be told."))
    message.state, message.sent_at = MessageState.TOLD, at
    record("message.told", message, by=by, at=at)


def choose(person_id: UUID, *, mail: str, reminders: bool, at: datetime) -> None:
    """Keep somebody's own mail address (empty: none) and whether they want reminders."""
    address = db.session.get(MailAddress, person_id)
    if address is not None and address.address != mail:
        db.session.delete(address)
        db.session.flush()
        address = None
    if mail and address is None:
        db.session.add(MailAddress(person_id=person_id, address=mail, since=local_day(at)))
    is_off = bool(queries.wanting_none([person_id]))
    if reminders and is_off:
        db.session.execute(
            delete(RemindersOff).where(RemindersOff.person_id.in_(same_people(person_id)))
        )
    if not reminders and not is_off:
        db.session.add(RemindersOff(person_id=person_id, since=at))
