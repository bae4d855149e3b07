"""Every question about the way in: whose code is this, who is in the team with that code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag

from lms.core.db import db
from lms.core.forms import options
from lms.people.models import Account, Invitation, Membership, Person, Team
from lms.people.operations.way_in import code_hash
from lms.people.rules import read_code


def open_invitation(code: str, at: datetime) -> tuple[Invitation, Person] | None:
    """The invitation a code belongs to while it may be used, and whose it is."""
    row = db.session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(
            Invitation.code_hash == code_hash(code),
            Invitation.ended_at.is_(None),
            Invitation.expires_at > at,
        )
    ).first()
    return (row[0], row[1]) if row else None


def find_team(code: str) -> Team | None:
    """The team with a code, however it was typed."""
    wanted = read_code(code)
    return db.session.scalar(select(Team).where(Team.code == wanted)) if wanted else None


def names(team_id: UUID, day: date) -> list[SelectChoice]:
    """Everybody of a team who can sign in, as choices."""
    query = _of_team(team_id, day).join(Account, Account.person_id == Person.id)
    people = db.session.scalars(query.where(Account.closed_at.is_(None))).all()
    return options({str(person.id): person.full_name for person in people})


def without_account(team_id: UUID, day: date) -> Sequence[Person]:
    """Everybody of a team who cannot sign in yet."""
    query = _of_team(team_id, day).outerjoin(Account, Account.person_id == Person.id)
    return db.session.scalars(query.where(Account.person_id.is_(None))).all()


def _of_team(team_id: UUID, day: date) -> Select[Person]:
    return (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == team_id, Membership.on(day))
        .order_by(Person.sort_key)
    )
