"""What the pages about messages ask: counts by day and state, lists, what is to be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from lms.core import keyset
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.keyset import Page, Turn
from lms.core.names import masked_phone
from lms.core.outbox import UNTOLD, Message, MessageState
from lms.notifications.permissions import NotificationPermission
from lms.notifications.queries import wanting_none
from lms.org.queries import ids_below, subtree
from lms.people.models import MailAddress, Membership, Person, RoleGrant, Team
from lms.people.queries import get_person, roster, same_people, within_reach

SHOWN_DAYS = 14
MOST_FOUND = 20
TOLD_WITHIN = 14  # days: what is older is no news


@dataclass(frozen=True)
class DayCounts:
    """The messages of a day by state."""

    day: date
    states: dict[MessageState, int]

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.states.values())


def _readable(actor: Actor, today: date) -> ColumnElement[bool]:
    reach = actor.reach(NotificationPermission.READ)
    if reach.everywhere:
        return Message.unit_id.is_not(None)
    return Message.unit_id.in_(ids_below(reach.unit_ids, today))


def by_day(actor: Actor, today: date) -> list[DayCounts]:
    """The last two weeks, the newest day first."""
    found: dict[date, dict[MessageState, int]] = {}
    rows = db.session.execute(
        select(Message.day, Message.state, func.count())
        .where(_readable(actor, today), Message.day > today - timedelta(days=SHOWN_DAYS))
        .group_by(Message.day, Message.state)
        .order_by(Message.day.desc())
    )
    for day, state, people in rows:
        found.setdefault(day, {})[state] = people
    return [DayCounts(day, states) for day, states in found.items()]


def page_of(
    actor: Actor, today: date, turn: Turn, state: MessageState | None, day: date | None
) -> Page[tuple[Message, Person]]:
    """One page of messages, the newest first."""
    query = (
        select(Message, Person)
        .join(Person, Person.id == Message.person_id)
        .where(_readable(actor, today))
    )
    if state is not None:
        query = query.where(Message.state == state)
    if day is not None:
        query = query.where(Message.day == day)
    page = keyset.page_of(query, [Message.id], turn, descending=True)
    return page.of([(row[0], row[1]) for row in page.rows])


def get_message(actor: Actor, message_id: UUID, today: date) -> tuple[Message, Person]:
    """One of them. Raises Missing."""
    row = db.session.execute(
        select(Message, Person)
        .join(Person, Person.id == Message.person_id)
        .where(Message.id == message_id, _readable(actor, today))
    ).first()
    if row is None:
        raise Missing
    return row[0], row[1]


def own(person_id: UUID, turn: Turn) -> Page[Message]:
    """One page of somebody's own messages, the newest first."""
    query = select(Message).where(Message.person_id.in_(same_people(person_id)))
    page = keyset.page_of(query, [Message.day, Message.id], turn, descending=True)
    return page.of([row[0] for row in page.rows])


def newest(person_id: UUID) -> Message | None:
    """The newest of somebody's own messages."""
    query = select(Message).where(Message.person_id.in_(same_people(person_id)))
    return db.session.scalar(query.order_by(Message.day.desc(), Message.id.desc()).limit(1))


def to_tell(team_id: UUID, teller_id: UUID, today: date) -> list[tuple[Message, Person]]:
    """What could not be sent to people of a team of late, but for who is to tell them."""
    rows = db.session.execute(
        select(Message, Person)
        .join(Person, Person.id == Message.person_id)
        .join(Membership, (Membership.person_id == Person.id) & Membership.on(today))
        .where(Membership.team_id == team_id, *_untold(teller_id, today))
        .order_by(Person.sort_key, Message.day.desc())
    )
    return [(row[0], row[1]) for row in rows]


def number_to_tell(team_ids: Collection[UUID], teller_id: UUID, today: date) -> int:
    """How many messages wait to be told in some teams."""
    if not team_ids:
        return 0
    query = (
        select(func.count())
        .select_from(Message)
        .join(Membership, (Membership.person_id == Message.person_id) & Membership.on(today))
        .where(Membership.team_id.in_(team_ids), *_untold(teller_id, today))
    )
    return db.session.scalar(query) or 0


def _untold(teller_id: UUID, today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.state.in_(UNTOLD),
        Message.day > today - timedelta(days=TOLD_WITHIN),
        Message.person_id != teller_id,
    )


def get_to_tell(team_id: UUID, message_id: UUID, today: date) -> Message:
    """A message to somebody of a team, of late. Raises Missing."""
    row = db.session.scalar(
        select(Message)
        .join(Membership, (Membership.person_id == Message.person_id) & Membership.on(today))
        .where(Message.id == message_id, Membership.team_id == team_id)
    )
    if row is None:
        raise Missing
    return row


def find_people(
    actor: Actor, words: Sequence[str], today: date, most: int = MOST_FOUND
) -> list[tuple[Person, Team]]:
    """People within reach whose folded name has all the words; nobody when there are none."""
    if not words:
        return []
    rows = db.session.execute(
        roster(today)
        .where(
            within_reach(actor, NotificationPermission.READ, today),
            *(Person.folded.contains(word, autoescape=True) for word in words),
        )
        .order_by(Person.sort_key)
        .limit(most)
    )
    return [(row[0], row[2]) for row in rows]


def get_addressee(actor: Actor, person_id: UUID, today: date) -> Person:
    """Somebody on a roster within reach, or who keeps a commune within reach. Raises Missing."""
    units = actor.reach(NotificationPermission.READ).unit_ids
    officer = db.session.scalar(
        select(Person)
        .join(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.on(today))
        .where(
            Person.id == person_id,
            RoleGrant.role == "commune",
            RoleGrant.unit_id.in_(subtree(units, today)),
        )
    )
    if officer is not None:
        return officer
    return get_person(actor, NotificationPermission.READ, person_id, today)


def masked_address(address: str) -> str:
    """A phone or mail address for lists: `•••• 678`, `l••••@gmail.com`."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}••••@{domain}" if at else masked_phone(address)


def choice_of(person_id: UUID) -> tuple[str, bool]:
    """Somebody's own mail address (empty: none), and whether they want reminders."""
    address = db.session.get(MailAddress, person_id)
    return address.address if address else "", not wanting_none([person_id])
