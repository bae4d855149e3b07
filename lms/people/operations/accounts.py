"""Verbs of accounts: second factor, ending sign-ins, closing, roles, help, notice, questions."""

from __future__ import annotations

import hmac
from datetime import date, datetime, timedelta
from uuid import UUID

import pyotp
from flask_babel import gettext as _
from sqlalchemy import delete, select

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.people.account_models import (
    Assistance,
    NoticeSeen,
    OwnRequest,
    RecoveryCode,
    SecondFactor,
)
from lms.people.models import Account, Person, RoleGrant
from lms.people.operations.way_in import close_sign_ins, code_hash, new_code
from lms.people.queries import is_staff

HALF_MINUTE = 30
LONGEST_HELP = timedelta(hours=4)
RECOVERY_CODES, RECOVERY_LETTERS = 8, 10


def begin_second_factor(person_id: UUID) -> str:
    """A fresh secret for an authenticator app; it counts only once a code of it was typed."""
    row = db.session.get(SecondFactor, person_id)
    if row is not None and row.confirmed_at is not None:
        raise Refused(_("You have a second step already. Remove it first."))
    if row is None:
        row = SecondFactor(person_id=person_id, secret=pyotp.random_base32(), last_step=0)
        db.session.add(row)
    return row.secret


def confirm_second_factor(person: Person, typed: str, *, by: Actor, at: datetime) -> list[str]:
    """Switch the second step on with a first right code; returns the recovery codes, once."""
    row = db.session.get(SecondFactor, person.id)
    if row is None or row.confirmed_at is not None or not _is_right(row, typed, at):
        raise Refused(_("This code is not right. Look at the app once more: codes change quickly."))
    row.confirmed_at = at
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [new_code(RECOVERY_LETTERS) for _number in range(RECOVERY_CODES)]
    for code in codes:
        db.session.add(RecoveryCode(person_id=person.id, code_hash=code_hash(code)))
    record("factor.switched_on", person, by=by, at=at, label=person.full_name)
    return codes


def passes_second_factor(person_id: UUID, typed: str, *, at: datetime) -> bool:
    """Whether a code of the app, or an unused recovery code, is right. Each works once."""
    row = db.session.get(SecondFactor, person_id)
    if row is None or row.confirmed_at is None:
        return False
    if _is_right(row, typed, at):
        return True
    spare = db.session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == code_hash(typed),
            RecoveryCode.used_at.is_(None),
        )
    )
    if spare is not None:
        spare.used_at = at
    return spare is not None


def _is_right(row: SecondFactor, typed: str, at: datetime) -> bool:
    digits = "".join(c for c in typed if c.isdigit())
    step = int(at.timestamp()) // HALF_MINUTE
    for near in (step - 1, step, step + 1):
        right = pyotp.TOTP(row.secret).at(near * HALF_MINUTE)
        if near > row.last_step and hmac.compare_digest(right, digits):
            row.last_step = near
            return True
    return False


def remove_second_factor(person: Person, *, by: Actor, at: datetime) -> None:
    """Switch the second step off; the recovery codes go with it."""
    row = db.session.get(SecondFactor, person.id)
    if row is None:
        raise Refused(_("There is no second step to remove."))
    db.session.delete(row)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    record("factor.switched_off", person, by=by, at=at, label=person.full_name)


def end_sign_ins(person: Person, *, but: UUID | None = None, by: Actor, at: datetime) -> int:
    """Sign a person out everywhere, at once; `but` is the sign-in that stays. Returns how many."""
    number = close_sign_ins(person.id, but=but, at=at)
    record("sign_ins.ended", person, by=by, at=at, label=person.full_name, number=number)
    return number


def close_account(person: Person, *, by: Actor, at: datetime) -> None:
    """Nobody signs in with this account any more; a new code opens it again."""
    account = db.session.get(Account, person.id)
    if account is None or account.closed_at is not None:
        raise Refused(_("This person has no open account."))
    if person.id == by.id:
        raise Refused(_("Nobody closes their own account. Ask another administrator."))
    account.closed_at = at
    end_sign_ins(person, by=by, at=at)
    record("account.closed", person, by=by, at=at, label=person.full_name)


def revoke_role(grant: RoleGrant, *, on: date, by: Actor, at: datetime) -> None:
    """End a role from a day on. The last administrator of the unit stays one."""
    if grant.until is not None and grant.until <= on:
        raise Refused(_("This role has ended already."))
    if grant.role == "administrator" and not _others(grant, on):
        raise Refused(_("This is the last administrator. Give the role to another person first."))
    if grant.since >= on:  # given today: it never held a whole day
        db.session.delete(grant)
    else:
        grant.until = on
    record("role.revoked", grant, by=by, at=at, label=grant.role, person=str(grant.person_id))


def _others(grant: RoleGrant, on: date) -> bool:
    query = select(RoleGrant.id).where(
        RoleGrant.role == grant.role, RoleGrant.id != grant.id, RoleGrant.on(on)
    )
    return db.session.scalar(query) is not None


def start_help(person: Person, *, by: Actor, at: datetime) -> Assistance:
    """Help a member on the helper's phone: what is done is the member's, marked as assisted."""
    if person.id == by.id:
        raise Refused(_("You cannot help yourself."))
    if is_staff(person.id):
        raise Refused(_("Somebody with a role as staff signs in themselves."))
    for earlier in db.session.scalars(
        select(Assistance).where(Assistance.helper_id == by.person_id, Assistance.ended_at > at)
    ):
        earlier.ended_at = at
    row = Assistance(
        person_id=person.id,
        helper_id=by.person_id,
        helper_name=by.name,
        started_at=at,
        ended_at=at + LONGEST_HELP,
    )
    db.session.add(row)
    record("help.started", person, by=by, at=at, label=person.full_name)
    return row


def end_help(row: Assistance, *, at: datetime) -> None:
    """The help is over."""
    row.ended_at = min(row.ended_at, at)


def see_notice(person_id: UUID, version: str, *, at: datetime) -> None:
    """Note that somebody was shown the privacy notice."""
    known = select(NoticeSeen.id).where(
        NoticeSeen.person_id == person_id, NoticeSeen.version == version
    )
    if db.session.scalar(known) is None:
        db.session.add(NoticeSeen(person_id=person_id, version=version, at=at))


def ask(person: Person, words: str, *, by: Actor, at: datetime) -> OwnRequest:
    """Ask about one's own entry; whoever keeps the roster answers."""
    row = OwnRequest(person_id=person.id, words=tidy(words), at=at, answer="", answered_by="")
    db.session.add(row)
    record("request.made", person, by=by, at=at, label=person.full_name)
    return row


def answer(row: OwnRequest, words: str, *, by: Actor, at: datetime) -> None:
    """Answer a question; once."""
    if row.answered_at is not None:
        raise Refused(_("This has been answered already."))
    row.answer, row.answered_at, row.answered_by = tidy(words), at, by.name
    record("request.answered", row, by=by, at=at)
