"""Every question about accounts: sign-ins, roles held, help given, what a person asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, func, or_, select

from lms.core.access import Actor, Grant
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.keyset import FIRST, Page, Turn, sifted
from lms.core.names import fold
from lms.core.outbox import Message
from lms.org.finding import successors
from lms.org.models import UnitName
from lms.org.queries import stands, subtree, those_within
from lms.people.account_models import Assistance, NoticeSeen, OwnRequest, RecoveryCode, SecondFactor
from lms.people.models import (
    Account,
    Contact,
    MailAddress,
    Membership,
    Person,
    PostHeld,
    RoleGrant,
    SignIn,
    Team,
    TeamPlacement,
)
from lms.people.permissions import PeoplePermission
from lms.people.queries import get_person, same_people, within_reach

NOTICE_VERSION = "2026-11"
MOST_FOUND = 30


@dataclass(frozen=True)
class Held:
    """A role somebody holds or held, and where."""

    grant: RoleGrant
    person: Person
    unit: str


def sign_ins_of(person_id: UUID, at: datetime) -> Sequence[SignIn]:
    """Where a person is signed in now, the newest first."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.ends_at > at)
        .order_by(SignIn.started_at.desc())
    ).all()


def account_of(person_id: UUID) -> Account | None:
    """How a person signs in."""
    return db.session.get(Account, person_id)


def has_second_factor(person_id: UUID) -> bool:
    """Whether a second step is switched on."""
    row = db.session.get(SecondFactor, person_id)
    return row is not None and row.confirmed_at is not None


def recovery_codes_left(person_id: UUID) -> int:
    """How many recovery codes are unused."""
    query = select(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return len(db.session.scalars(query).all())


def roles_held(actor: Actor, day: date, turn: Turn = FIRST, wanted: str = "") -> Page[Held]:
    """Roles given within the actor's reach, those that hold first; by name when asked."""
    ended = case((RoleGrant.until.is_(None), 0), else_=1)
    query = _given(actor, day)
    for word in fold(wanted).split():
        query = query.where(Person.folded.contains(word, autoescape=True))
    keys = [ended, Person.sort_key, RoleGrant.since, RoleGrant.id]
    places = select(RoleGrant).join(Person, Person.id == RoleGrant.person_id)
    page = sifted(query, keys, turn, lambda rows: _within(actor, rows, day), places=places)
    return page.of(_named(page.rows))


def roles_given_to(actor: Actor, person_id: UUID, day: date) -> list[Held]:
    """The roles of one person that were given within the actor's reach, as in that list."""
    ended = case((RoleGrant.until.is_(None), 0), else_=1)
    query = _given(actor, day).where(Person.id == person_id).add_columns(RoleGrant.id)
    rows = db.session.execute(query.order_by(ended, RoleGrant.since)).all()
    return _named([row for _id, row in _within(actor, rows, day)])


def _given(actor: Actor, day: date) -> Any:
    """Roles for units the actor reaches, and for units that stand no more: see `_within`."""
    query = select(RoleGrant, Person).join(Person, Person.id == RoleGrant.person_id)
    reach = actor.reach(PeoplePermission.ROLE_GRANT)
    if reach.everywhere:
        return query
    standing = exists().where(UnitName.unit_id == RoleGrant.unit_id, UnitName.on(day))
    return query.where(or_(RoleGrant.unit_id.in_(subtree(reach.unit_ids, day)), ~standing))


def _within(actor: Actor, rows: Sequence[Any], day: date) -> list[tuple[UUID, Any]]:
    """Those for a unit, or for what became of it, where the actor gives roles."""
    if actor.reach(PeoplePermission.ROLE_GRANT).everywhere:
        return [(row[-1], row) for row in rows]
    units = {row[0].unit_id for row in rows}
    inside = grantable(actor, units, day)
    inside |= {one for one in units - inside if may_grant(actor, one, day)}
    return [(row[-1], row) for row in rows if row[0].unit_id in inside]


def _named(rows: Sequence[Any]) -> list[Held]:
    titles = _titles({row[0].unit_id for row in rows})
    return [Held(row[0], row[1], titles.get(row[0].unit_id, "?")) for row in rows]


def may_grant(actor: Actor, unit_id: UUID, day: date) -> bool:
    """Whether the actor gives and takes roles for a unit, or for what became of it."""
    standing = [unit_id] if stands(unit_id, day) else [u.id for u in successors(unit_id, day)]
    return bool(grantable(actor, standing, day))


def grantable(actor: Actor, unit_ids: Collection[UUID], day: date) -> set[UUID]:
    """For which of some units, standing on a day, the actor gives and takes roles."""
    return those_within(unit_ids, actor.reach(PeoplePermission.ROLE_GRANT).unit_ids, day)


def _titles(unit_ids: set[UUID]) -> dict[UUID, str]:
    """What units were called last, whether they still stand or not."""
    rows = db.session.scalars(
        select(UnitName).where(UnitName.unit_id.in_(unit_ids)).order_by(UnitName.since)
    )
    return {row.unit_id: f"{row.kind} {row.name}" for row in rows}


def roles_on(unit_ids: Collection[UUID], day: date) -> int:
    """How many roles are held for units on a day: they end with the units."""
    held = select(func.count(RoleGrant.id)).where(
        RoleGrant.unit_id.in_(unit_ids), RoleGrant.on(day)
    )
    return db.session.scalar(held) or 0


def find_people(wanted: str, day: date) -> list[tuple[Person, str]]:
    """People by name for giving a role, with their team or username to tell them apart."""
    words = fold(wanted).split()
    if not words:
        return []
    rows: Any = db.session.execute(
        select(Person, Team.name, Account.username)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .outerjoin(Team, Team.id == Membership.team_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Person.same_as_id.is_(None),
            *(Person.folded.contains(word, autoescape=True) for word in words),
        )
        .order_by(Person.sort_key)
        .limit(MOST_FOUND)
    )
    return [(person, team or username or "") for person, team, username in rows]


def get_grant(actor: Actor, grant_id: UUID, day: date) -> RoleGrant:
    """A role within the actor's reach. Raises Missing."""
    found = db.session.get(RoleGrant, grant_id)
    if found is None or not may_grant(actor, found.unit_id, day):
        raise Missing
    return found


def get_anybody(person_id: UUID) -> Person:
    """A person, on a roster or not: for who gives roles. Raises Missing."""
    found = db.session.get(Person, person_id)
    if found is None or found.same_as_id is not None:
        raise Missing
    return found


def roles_of(person_id: UUID) -> Sequence[RoleGrant]:
    """Every role somebody holds or held, the newest first."""
    return db.session.scalars(
        select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(RoleGrant.since.desc())
    ).all()


def helped_actor(
    helper: Actor, assistance_id: UUID, at: datetime, member: frozenset[str]
) -> Actor | None:
    """Who the helper acts as: the member, allowed to learn and nothing else; None when over."""
    row = db.session.get(Assistance, assistance_id)
    if row is None or row.ended_at <= at or row.helper_id != helper.id:
        return None
    try:
        person = get_person(helper, PeoplePermission.HELP, row.person_id, local_day(at))
    except Missing:
        return None
    allowed = member - {PeoplePermission.OWN_ACCOUNT}
    return Actor(person.id, person.full_name, (Grant("member", allowed),))


def help_given_to(person_id: UUID) -> Sequence[Assistance]:
    """When somebody was helped, and by whom."""
    return db.session.scalars(
        select(Assistance)
        .where(Assistance.person_id.in_(same_people(person_id)))
        .order_by(Assistance.started_at)
    ).all()


def helper_at(person_id: UUID, at: datetime) -> str:
    """Who was helping a person at a moment; empty when nobody."""
    return next(
        (
            row.helper_name
            for row in help_given_to(person_id)
            if row.started_at <= at <= row.ended_at
        ),
        "",
    )


def has_seen_notice(person_id: UUID) -> bool:
    """Whether somebody was shown the present privacy notice."""
    query = select(NoticeSeen.id).where(
        NoticeSeen.person_id == person_id, NoticeSeen.version == NOTICE_VERSION
    )
    return db.session.scalar(query) is not None


def requests_of(person_id: UUID) -> Sequence[OwnRequest]:
    """What a person asked, the newest first."""
    return db.session.scalars(
        select(OwnRequest).where(OwnRequest.person_id == person_id).order_by(OwnRequest.at.desc())
    ).all()


def open_requests(actor: Actor, day: date) -> list[tuple[OwnRequest, Person]]:
    """What people within reach asked and nobody has answered yet, the oldest first."""
    rows: Any = db.session.execute(
        select(OwnRequest, Person)
        .join(Person, Person.id == OwnRequest.person_id)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .outerjoin(
            TeamPlacement, (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(day)
        )
        .where(
            OwnRequest.answered_at.is_(None),
            within_reach(actor, PeoplePermission.ROSTER_KEEP, day),
        )
        .order_by(OwnRequest.at)
    )
    return [(row[0], row[1]) for row in rows]


def get_request(actor: Actor, request_id: UUID, day: date) -> OwnRequest:
    """A question of somebody within reach. Raises Missing."""
    for row, _person in open_requests(actor, day):
        if row.id == request_id:
            return row
    raise Missing


def everything_about(person: Person) -> dict[str, Any]:
    """All that is kept about a person here, for their own eyes and as a file."""
    ids = {person.id, *db.session.scalars(same_people(person.id))}

    def rows(model: Any, *names: str) -> list[dict[str, Any]]:
        query = select(model).where(model.person_id.in_(ids))
        found = db.session.scalars(query)
        return [{name: _plain(getattr(row, name)) for name in names} for row in found]

    return {
        "person": {
            name: _plain(getattr(person, name)) for name in ("full_name", "birth_year", "sex")
        },
        "mail": rows(MailAddress, "address", "since"),
        "messages": rows(Message, "day", "channel", "subject", "body", "state"),
        "phones": rows(Contact, "phone", "since", "until"),
        "posts": rows(PostHeld, "post", "since", "until"),
        "seats": rows(Membership, "role", "since", "until"),
        "roles": rows(RoleGrant, "role", "since", "until"),
        "sign_ins": rows(SignIn, "started_at", "ended_at", "device"),
        "helped": rows(Assistance, "helper_name", "started_at", "ended_at"),
        "questions": rows(OwnRequest, "words", "at", "answer", "answered_at"),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
