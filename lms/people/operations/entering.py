"""Verbs of the first entry: a person, a team, a seat, a role, an account."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from argon2 import PasswordHasher
from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import fold, sort_key, tidy
from lms.people.facts import RostersChanged
from lms.people.models import (
    Account,
    Contact,
    Membership,
    Person,
    Post,
    PostHeld,
    RoleGrant,
    Sex,
    Team,
    TeamPlacement,
    TeamRole,
)

# 19 MiB, two passes: OWASP's minimum, so that a morning of sign-ins fits a small machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def enter_person(
    full_name: str,
    *,
    since: date,
    sex: Sex | None = None,
    birth_year: int | None = None,
    phone: str | None = None,
    posts: tuple[Post, ...] = (),
) -> Person:
    """Enter a person with their phone and posts, known from `since` on."""
    name = tidy(full_name)
    person = Person(
        full_name=name, folded=fold(name), sort_key=sort_key(name), sex=sex, birth_year=birth_year
    )
    db.session.add(person)
    if phone:
        db.session.add(Contact(person_id=person.id, phone=phone, since=since))
    db.session.add_all(PostHeld(person_id=person.id, post=post, since=since) for post in posts)
    return person


def found_team(name: str, unit_id: UUID, *, since: date) -> Team:
    """Enter a team that sits in a unit from a day on."""
    team = Team(name=tidy(name), folded=fold(name), sort_key=sort_key(name))
    db.session.add(team)
    db.session.add(TeamPlacement(team_id=team.id, unit_id=unit_id, since=since))
    return team


def join_team(person_id: UUID, team_id: UUID, role: TeamRole, *, since: date) -> Membership:
    """Put a person on a team's roster. Refused while they are on another one."""
    last = db.session.scalar(
        select(Membership)
        .where(Membership.person_id == person_id)
        .order_by(Membership.since.desc())
        .limit(1)
    )
    if last is not None and (last.until is None or last.until > since):
        raise Refused(_("This person is already on a roster on that day."))
    unbroken = last is not None and last.until == since
    first_day = last.on_roster_since if last is not None and unbroken else since
    return add_to_roster(person_id, team_id, role, since=since, on_roster_since=first_day)


def add_to_roster(
    person_id: UUID,
    team_id: UUID,
    role: TeamRole,
    *,
    since: date,
    on_roster_since: date | None = None,
) -> Membership:
    """The bulk path of `join_team` for people just entered: the database keeps the rule."""
    row = Membership(
        person_id=person_id,
        team_id=team_id,
        role=role,
        since=since,
        on_roster_since=on_roster_since or since,
    )
    db.session.add(row)
    announce(RostersChanged(since, (team_id,)))
    return row


def leave_team(membership: Membership, *, on: date) -> None:
    """End a membership; the person stays known, and so does their time in the team."""
    if membership.until is not None or on <= membership.since:
        raise Refused(_("That day is before this time in the team began. Choose a later day."))
    membership.until = on
    announce(RostersChanged(on, (membership.team_id,)))


def grant_role(
    person_id: UUID,
    role: str,
    unit_id: UUID,
    *,
    since: date,
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Give a person a role for everything below a unit."""
    if until is not None and until <= since:
        raise Refused(_("The last day must be later than the first day."))
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.unit_id == unit_id,
        RoleGrant.on(since),
    )
    if db.session.scalar(held) is not None:
        raise Refused(_("This person holds that role there already."))
    row = RoleGrant(person_id=person_id, role=role, unit_id=unit_id, since=since, until=until)
    db.session.add(row)
    record("role.granted", row, by=by, at=at, label=role, person=str(person_id))


def open_account(person: Person, username: str, secret: str, *, by: Actor, at: datetime) -> Account:
    """Let a person sign in with a username (or their phone) and a password or PIN."""
    account = Account(
        person_id=person.id,
        username=tidy(username).lower(),
        secret_hash=HASHER.hash(secret),
        opened_at=at,
    )
    db.session.add(account)
    record("account.opened", person, by=by, at=at, label=account.username)
    return account
