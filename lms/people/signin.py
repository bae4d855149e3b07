"""Signing in and out. Flask-Login lives only here; its session token can be ended on the server."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import String, cast, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased

from lms.core.access import Actor, Grant
from lms.core.clock import local_day, now
from lms.core.db import db
from lms.core.names import tidy
from lms.core.observe import series
from lms.core.observe.asking import count_kept
from lms.org.models import Level, Unit
from lms.people import accounts
from lms.people.account_models import Assistance
from lms.people.devices import mark_device
from lms.people.models import (
    Account,
    Contact,
    FailedSignIn,
    Membership,
    Person,
    RoleGrant,
    SignIn,
    TeamRole,
)
from lms.people.operations.accounts import end_help, passes_second_factor
from lms.people.operations.entering import HASHER
from lms.people.rules import WINDOW, phone_of, wait_before_next_try

# Verified when nobody has the name typed, so that both answers take as long.
NOBODY = HASHER.hash("nobody has this")
DEVICE_LETTERS = 120
A_MINUTE = 60


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the token of a sign-in and the person behind it."""

    def __init__(self, token: str, sign_in: SignIn, person: Person) -> None:
        self.token = token
        self.sign_in = sign_in
        self.person = person

    def get_id(self) -> str:
        """The token goes into the cookie; the table holds only its hash."""
        return self.token


@dataclass(frozen=True)
class Outcome:
    """What came of a try: the person, or how long to wait before the next."""

    person: Person | None
    wait: timedelta = timedelta()


def set_up_sign_in(app: Flask) -> None:
    """Resolve the cookie of each request to an actor."""
    # No template looks at it: pages that say what went wrong must not ask the database again.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # phones change their address all day
    manager.user_loader(_load)
    app.before_request(_set_actor)


def try_sign_in(name: str, secret: str, *, at: datetime) -> Outcome:
    """Check a name (username or phone) and secret. Wrong tries are counted and slowed."""
    return _slowed(name, lambda: _person_with(name, secret), at)


def try_team_sign_in(person_id: UUID, secret: str, *, at: datetime) -> Outcome:
    """Check the secret of somebody who picked their name from a team's list."""
    account = db.session.get(Account, person_id)
    if account is None or account.closed_at is not None:
        return Outcome(None)
    return try_sign_in(account.username, secret, at=at)


def try_code(person_id: UUID, typed: str, *, at: datetime) -> Outcome:
    """Check the code of the second step. Wrong ones are counted and slowed like secrets."""
    person = db.session.get_one(Person, person_id)
    factor_of = person.same_as_id or person.id
    return _slowed(
        f"second step of {person_id}",
        lambda: person if passes_second_factor(factor_of, typed, at=at) else None,
        at,
    )


def _slowed(name: str, check: Callable[[], Person | None], at: datetime) -> Outcome:
    """Check a secret unless its name must wait; a wrong try is counted under the name's key."""
    key = _key(name)
    failures = db.session.scalars(
        select(FailedSignIn.at).where(FailedSignIn.key == key, FailedSignIn.at > at - WINDOW)
    ).all()
    wait = wait_before_next_try(failures, at)
    if wait:
        count_kept(db.session, series.sign_ins.labels("made_to_wait"))
        return Outcome(None, wait)
    person = check()
    count_kept(db.session, series.sign_ins.labels("right" if person else "wrong"))
    if person is None:
        db.session.add(FailedSignIn(key=key, at=at))
        return Outcome(None, wait_before_next_try([*failures, at], at))
    return Outcome(person)


def start(person: Person, *, at: datetime, own_phone: bool = False) -> None:
    """Sign a person in on this device with a fresh token; nobody else's traces stay."""
    _forget_session()
    session["own_phone"] = own_phone
    session["seen"] = int(at.timestamp())
    token = token_urlsafe(24)
    row = SignIn(
        person_id=person.id,
        token_hash=_hash(token),
        started_at=at,
        ends_at=at + timedelta(hours=current_app.config["SESSION_HOURS"]),
        device=request.headers.get("User-Agent", "")[:DEVICE_LETTERS],
        device_key=mark_device(),
    )
    db.session.add(row)
    login_user(SignedIn(token, row, person))


def end(*, at: datetime) -> None:
    """Sign out: the token is dead on the server, not only forgotten by the phone."""
    if current_user.is_authenticated:
        sign_in = db.session.get(SignIn, current_user.sign_in.id)
        if sign_in is not None:
            sign_in.ended_at = at
    if help_id := session.get("helps"):
        end_help(db.session.get_one(Assistance, UUID(help_id)), at=at)
    logout_user()
    _forget_session()


def person_of(username: str) -> Person | None:
    """Whose username it is, while the account is open."""
    return db.session.scalar(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(Account.username == tidy(username).lower(), Account.closed_at.is_(None))
    )


def _forget_session() -> None:
    """Everything the last person left in the cookie goes, their form token too."""
    session.clear()
    g.pop("csrf_token", None)


def actor_of(person: Person, day: date, roles: Mapping[str, frozenset[str]]) -> Actor:
    """Who a person is to the rest of the code: granted roles, and those a team seat brings."""
    # One question for both, as every request asks it: (is a seat, role, unit or team, level).
    granted = (
        select(false(), RoleGrant.role, RoleGrant.unit_id, cast(Unit.level, String))
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id == person.id, RoleGrant.on(day))
    )
    seats = select(true(), cast(Membership.role, String), Membership.team_id, literal("")).where(
        Membership.person_id == person.id, Membership.on(day)
    )
    rows = db.session.execute(union_all(granted, seats)).all()
    grants = [
        Grant(role, roles.get(role, frozenset()), at, everywhere=level == Level.NATION)
        for is_seat, role, at, level in rows
        if not is_seat
    ]
    for role, team_id in [(role, at) for is_seat, role, at, _level in rows if is_seat][:1]:
        grants.append(Grant("member", roles["member"]))
        if role != TeamRole.MEMBER:
            grants.append(Grant("leader", roles["leader"], team_id=team_id))
    return Actor(person.id, person.full_name, tuple(grants))


def actor_again(by: Actor, at: datetime) -> Actor:
    """Whoever asked for a job, with the rights they have on that day."""
    person = db.session.get_one(Person, by.person_id)
    return actor_of(person, local_day(at), current_app.extensions["roles"])


Entry = aliased(Person)  # an account may belong to an entry that was merged into a person


def _has_rested_too_long(at: datetime) -> bool:
    """On a phone that others use, rest ends the sign-in; the cookie says when it was last used."""
    seen, this = int(session.get("seen", 0)), int(at.timestamp())
    idle = 60 * int(current_app.config["IDLE_MINUTES"])
    if not session.get("own_phone") and seen and this - seen > idle:
        return True
    if this - seen > A_MINUTE:
        session["seen"] = this
    return False


def _load(token: str) -> SignedIn | None:
    if _has_rested_too_long(now()):
        return None
    row = db.session.execute(
        select(SignIn, Person)
        .join(Account, Account.person_id == SignIn.person_id)
        .join(Entry, Entry.id == SignIn.person_id)
        .join(Person, Person.id == func.coalesce(Entry.same_as_id, Entry.id))
        .where(
            SignIn.token_hash == _hash(token),
            SignIn.ended_at.is_(None),
            SignIn.ends_at > now(),
            Account.closed_at.is_(None),
        )
    ).first()
    return SignedIn(token, *row) if row else None


def _set_actor() -> None:
    """Only pages look at who is asking; static files and health checks cost no query."""
    if request.blueprint in {"assets", "health", "metrics"} or not current_user.is_authenticated:
        return
    day, roles = local_day(now()), current_app.extensions["roles"]
    g.actor = actor_of(current_user.person, day, roles)
    if "helps" in session:
        helped = accounts.helped_actor(g.actor, UUID(session["helps"]), now(), roles["member"])
        if helped is None:
            session.pop("helps")
        else:
            g.helper, g.actor = g.actor, helped


def _person_with(name: str, secret: str) -> Person | None:
    """The one person with this name and secret; spouses may share a phone but not a secret."""
    phone = phone_of(name)
    accounts = db.session.execute(
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Contact, (Contact.person_id == Person.id) & Contact.until.is_(None))
        .where(
            Account.closed_at.is_(None),
            or_(
                Account.username == tidy(name).lower(),
                Contact.phone == phone if phone else false(),
            ),
        )
        .limit(5)
    ).all()
    matching = {person.id: person for account, person in accounts if _fits(account, secret)}
    if not accounts:
        _verify(NOBODY, secret)
    return next(iter(matching.values())) if len(matching) == 1 else None


def _fits(account: Account, secret: str) -> bool:
    if not _verify(account.secret_hash, secret):
        return False
    if HASHER.check_needs_rehash(account.secret_hash):
        account.secret_hash = HASHER.hash(secret)
    return True


def _verify(secret_hash: str, secret: str) -> bool:
    try:
        return HASHER.verify(secret_hash, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _key(name: str) -> str:
    """A keyed hash of the name tried; one key for all spellings of a phone."""
    typed = (phone_of(name) or tidy(name).lower()).encode()
    return hmac.new(str(current_app.secret_key).encode(), typed, sha256).hexdigest()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
