"""Verbs of the way in: give somebody a code, and let them choose their PIN with it."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import choice
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import fold
from lms.people.models import Account, Invitation, Person, SignIn, Team
from lms.people.operations.entering import HASHER, open_account
from lms.people.permissions import PeoplePermission
from lms.people.queries import is_staff
from lms.people.rules import CODE_LETTERS, read_code, weakness_of
from lms.people.words import WEAKNESSES

INVITATION_LETTERS = 10  # 49 bits: not to be guessed within the days it holds
TEAM_LETTERS = 6


def invite(person: Person, *, days: int, by: Actor, at: datetime) -> str:
    """A fresh code for a person to choose their PIN; codes given before stop working.

    Only its keyed hash is kept, so it can be shown now and never again.
    """
    if is_staff(person.id) and not by.may(PeoplePermission.ROLE_GRANT):
        raise Refused(_("This person holds a role as staff. Only an administrator may do that."))
    for open_one in _open_invitations(person.id):
        open_one.ended_at = at
    code = new_code(INVITATION_LETTERS)
    row = Invitation(
        person_id=person.id,
        code_hash=code_hash(code),
        issued_at=at,
        expires_at=at + timedelta(days=days),
        by_name=by.name,
    )
    db.session.add(row)
    record("invitation.given", person, by=by, at=at, label=person.full_name)
    return code


def accept(invitation: Invitation, person: Person, secret: str, *, at: datetime) -> None:
    """Choose a PIN with a code. It ends the code, an old PIN and every sign-in under it."""
    weak = weakness_of(secret, person.birth_year)
    if weak is not None:
        raise Refused(str(WEAKNESSES[weak]))
    if invitation.ended_at is not None or invitation.expires_at <= at:
        raise Refused(_("This code has been used or is too old. Ask for a new one."))
    invitation.ended_at = at
    account = db.session.get(Account, person.id)
    by = Actor(person.id, person.full_name)
    if account is None:
        open_account(person, free_username(person.full_name), secret, by=by, at=at)
    else:
        account.secret_hash = HASHER.hash(secret)
        account.closed_at = None
    close_sign_ins(person.id, at=at)
    record("invitation.accepted", person, by=by, at=at, label=person.full_name)


def close_sign_ins(person_id: UUID, *, at: datetime, but: UUID | None = None) -> int:
    """End a person's sign-ins, all but one if wanted. Returns how many."""
    rows = db.session.scalars(
        select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    ).all()
    ended = [row for row in rows if row.id != but]
    for row in ended:
        row.ended_at = at
    return len(ended)


def code_of(team: Team) -> str:
    """The code of a team, made when first asked for."""
    if team.code is None:
        team.code = new_code(TEAM_LETTERS)
    return team.code


def free_username(full_name: str) -> str:
    """`Hoàng Thị Lan` → `lan.ht`, or `lan.ht2` when that is taken."""
    *before, given = fold(full_name).split()
    stem = ".".join(part for part in (given, "".join(word[0] for word in before)) if part)
    taken = set(
        db.session.scalars(
            select(Account.username).where(Account.username.startswith(stem, autoescape=True))
        )
    )
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return name


def code_hash(code: str) -> str:
    """The keyed hash under which a code is kept."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, read_code(code).encode(), sha256).hexdigest()


def _open_invitations(person_id: UUID) -> list[Invitation]:
    query = select(Invitation).where(
        Invitation.person_id == person_id, Invitation.ended_at.is_(None)
    )
    return list(db.session.scalars(query))


def new_code(letters: int) -> str:
    """Random letters and digits that are not mistaken for each other."""
    return "".join(choice(CODE_LETTERS) for _ in range(letters))
