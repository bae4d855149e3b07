"""Everybody who comes on the last day: accounts, team codes and the right answers, as a file.

The members of the roster get accounts in bulk (one Argon2 hash with the product's own parameters,
shared, so that signing in costs what it costs); officers and leaders get theirs by their roles.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import insert, or_, select, update

from certificates.models import Certificate
from lms.core.clock import now, today
from lms.core.db import db, new_id, transaction
from lms.org.models import Level, Placement, Unit
from lms.people.account_models import NoticeSeen
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Account, Membership, RoleGrant, Team, TeamPlacement, TeamRole
from lms.people.operations.entering import HASHER, add_to_roster, enter_person
from lms.people.operations.way_in import TEAM_LETTERS, new_code
from quizzes.models import ItemVersion

SECRET = "864209"  # noqa: S105 - of made-up people
AT_ONCE = 5_000
COMMUNE_OFFICERS, DEPARTMENT_OFFICERS, STRANGERS = 65, 6, 500


def gather(app: Flask, file: Path, members: int = 20_000, more: int = 0) -> dict[str, int]:
    """Open the accounts and write the file the scenario reads; how many of each.

    `more` people are entered first, for a small demo that has too few.
    """
    with app.app_context():
        with transaction():
            _enter(more)
            found = _everybody(members)
        file.write_text(json.dumps(found))
        db.session.remove()
        db.engine.dispose()
    return {name: len(some) for name, some in found.items()}


def _enter(more: int) -> None:
    teams = list(db.session.scalars(select(TeamPlacement.team_id).where(TeamPlacement.on(today()))))
    for number in range(more):
        person = enter_person(f"Hoàng Văn {number}", since=today())
        db.session.flush()
        add_to_roster(person.id, teams[number % len(teams)], TeamRole.MEMBER, since=today())


def _everybody(count: int) -> dict[str, Any]:
    hashed, day = HASHER.hash(SECRET), today()
    seats = db.session.execute(
        select(Membership.person_id, Membership.role, Membership.team_id, Account.person_id)
        .outerjoin(Account, Account.person_id == Membership.person_id)
        .where(Membership.on(day), or_(Account.person_id.is_(None), Account.closed_at.is_(None)))
    ).all()
    Random(8).shuffle(seats)
    seats = [seat for seat in seats if seat[3] is None][:count]
    codes = _team_codes({team for _, _, team, _ in seats})
    _open([person for person, *_ in seats], hashed)
    _seen([person for person, role, *_ in seats if role is not TeamRole.MEMBER])
    people = [(f"den{person.hex}", str(person), codes[team], str(team), role)
              for person, role, team, _ in seats]  # fmt: skip
    return {
        "members": [p[:3] for p in people if p[4] is TeamRole.MEMBER],
        "leaders": [p[:4] for p in people if p[4] is TeamRole.LEADER],
        "commune": _officers(Level.COMMUNE, "commune", COMMUNE_OFFICERS, hashed),
        "department": _officers(Level.PROVINCE, "department", DEPARTMENT_OFFICERS, hashed),
        "tokens": list(db.session.scalars(select(Certificate.token).limit(STRANGERS))),
        "keys": _keys(),
        "secret": SECRET,
    }


def _open(people: list[UUID], hashed: str) -> None:
    rows = [{"person_id": one, "username": f"den{one.hex}", "secret_hash": hashed,
             "opened_at": now()} for one in people]  # fmt: skip
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(Account), rows[start : start + AT_ONCE])


def _seen(people: list[UUID]) -> None:
    """Who leads was shown the notice long ago; members see it today."""
    db.session.add_all(
        NoticeSeen(person_id=one, version=NOTICE_VERSION, at=now()) for one in people
    )


def _team_codes(teams: set[UUID]) -> dict[UUID, str]:
    fresh: dict[str, UUID] = {}
    known = dict(db.session.execute(select(Team.id, Team.code)).all())
    for team in teams:
        if not known[team]:
            while (code := new_code(TEAM_LETTERS)) in fresh:
                pass
            fresh[code] = team
            known[team] = code
    if fresh:
        db.session.execute(
            update(Team), [{"id": team, "code": code} for code, team in fresh.items()]
        )
    return known


def _officers(level: Level, role: str, count: int, hashed: str) -> list[tuple[str, str]]:
    """Officers of so many units, each with the right and the account; the unit beside the name."""
    below = select(Placement.unit_id).where(Placement.on(today()))
    units = select(Unit.id).where(Unit.level == level)
    if level is Level.COMMUNE:
        units = units.where(Unit.id.in_(below))
    found = list(db.session.scalars(units.order_by(Unit.id).limit(count)))
    made = []
    for number in range(count if level is Level.PROVINCE else len(found)):
        unit = found[number % len(found)]
        person = enter_person(f"Cán bộ {role} {number}", since=today())
        db.session.flush()
        name = f"can-bo-{role}-{number}"
        db.session.add(RoleGrant(id=new_id(), person_id=person.id, role=role, unit_id=unit,
                                 since=today()))  # fmt: skip
        db.session.add(Account(person_id=person.id, username=name, secret_hash=hashed,
                               opened_at=now()))  # fmt: skip
        db.session.add(NoticeSeen(person_id=person.id, version=NOTICE_VERSION, at=now()))
        made.append((name, str(unit)))
    return made


def _keys() -> dict[str, int]:
    """Question → the option that is right, for questions with one right option."""
    rows = db.session.execute(select(ItemVersion.stem, ItemVersion.key))
    return {stem: key["option"] for stem, key in rows if "option" in key}
