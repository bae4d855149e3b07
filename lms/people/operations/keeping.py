"""Verbs that keep the roster true. Each leaves a dated fact that says who entered it and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import fold, sort_key, tidy
from lms.people.facts import RostersChanged
from lms.people.models import (
    Absence,
    AbsenceReason,
    ChangeKind,
    CompositionRule,
    Contact,
    Membership,
    Person,
    Post,
    PostHeld,
    RosterChange,
    Sex,
    TeamRole,
)
from lms.people.operations.entering import enter_person, join_team, leave_team


@dataclass(frozen=True)
class Entry:
    """Who enters a change, when, from which day it holds, and why."""

    by: Actor
    at: datetime
    on: date
    why: str = ""


@dataclass(frozen=True)
class Particulars:
    """What is known of a person besides phone and posts."""

    full_name: str
    birth_year: int | None = None
    sex: Sex | None = None


def enter_member(
    who: Particulars,
    team_id: UUID,
    role: TeamRole,
    entry: Entry,
    *,
    phone: str | None = None,
    posts: Collection[Post] = (),
) -> Person:
    """Put somebody new on a team's roster."""
    person = enter_person(
        who.full_name,
        since=entry.on,
        sex=who.sex,
        birth_year=who.birth_year,
        phone=phone,
        posts=tuple(posts),
    )
    db.session.flush()
    join_team(person.id, team_id, role, since=entry.on)
    note(person, ChangeKind.ENTERED, entry, team_id=team_id)
    return person


def move(person: Person, team_id: UUID, role: TeamRole, entry: Entry) -> None:
    """Put a person into another team; their time on the roster goes on unbroken."""
    seat = _seat(person, entry.on)
    if seat.team_id == team_id:
        raise Refused(_("This person is already in that team."))
    leave_team(seat, on=entry.on)
    db.session.flush()
    join_team(person.id, team_id, role, since=entry.on)
    note(person, ChangeKind.MOVED, entry, team_id=team_id)


def leave(person: Person, entry: Entry, *, died: bool = False) -> None:
    """Take a person off the roster from a day on. Nothing they did is lost."""
    seat = _seat(person, entry.on)
    leave_team(seat, on=entry.on)
    kind = ChangeKind.DIED if died else ChangeKind.LEFT
    note(person, kind, entry, team_id=seat.team_id)


def come_back(person: Person, team_id: UUID, role: TeamRole, entry: Entry) -> None:
    """Put a person who had left on a roster again."""
    join_team(person.id, team_id, role, since=entry.on)
    note(person, ChangeKind.RETURNED, entry, team_id=team_id)


def change_role(person: Person, role: TeamRole, entry: Entry) -> None:
    """Give a person another role in their team; their time on the roster goes on unbroken."""
    seat = _seat(person, entry.on)
    if seat.role is role:
        raise Refused(_("This person already has that role."))
    leave_team(seat, on=entry.on)
    db.session.flush()
    join_team(person.id, seat.team_id, role, since=entry.on)
    note(person, ChangeKind.ROLE, entry, team_id=seat.team_id, facts=f"{seat.role} → {role}")


def correct(person: Person, right: Particulars, entry: Entry) -> None:
    """Correct a name, birth year or sex. What was issued keeps what was printed."""
    name = tidy(right.full_name)
    old = (person.full_name, person.birth_year, person.sex)
    if old == (name, right.birth_year, right.sex):
        raise Refused(_("Nothing was changed."))
    changed = [
        f"{before or '–'} → {after or '–'}"
        for before, after in zip(old, (name, right.birth_year, right.sex), strict=True)
        if before != after
    ]
    person.full_name, person.folded, person.sort_key = name, fold(name), sort_key(name)
    person.birth_year, person.sex = right.birth_year, right.sex
    note(person, ChangeKind.CORRECTED, entry, facts="; ".join(changed))


def change_phone(person: Person, phone: str | None, entry: Entry) -> None:
    """Give a person another phone from a day on, or none."""
    current = db.session.scalar(
        select(Contact).where(Contact.person_id == person.id, Contact.on(entry.on))
    )
    if (current.phone if current else None) == phone:
        raise Refused(_("Nothing was changed."))
    if current is not None:
        current.end(entry.on)
    if phone:
        db.session.add(Contact(person_id=person.id, phone=phone, since=entry.on))
    note(person, ChangeKind.PHONE, entry)


def set_posts(person: Person, posts: Collection[Post], entry: Entry) -> None:
    """Say which posts a person holds from a day on."""
    held = db.session.scalars(
        select(PostHeld).where(PostHeld.person_id == person.id, PostHeld.on(entry.on))
    ).all()
    before = {row.post for row in held}
    if before == set(posts):
        raise Refused(_("Nothing was changed."))
    for row in held:
        if row.post not in posts:
            row.end(entry.on)
    for post in sorted(set(posts) - before):
        db.session.add(PostHeld(person_id=person.id, post=post, since=entry.on))
    announce(RostersChanged(entry.on, person_ids=(person.id,)))
    note(person, ChangeKind.POSTS, entry)


def mark_absent(
    person: Person, reason: AbsenceReason, entry: Entry, *, until: date | None, evidence: str
) -> None:
    """Note that a person cannot be reached for a while. They stay on the roster and counted."""
    _seat(person, entry.on)
    if until is not None and until <= entry.on:
        raise Refused(_("The last day must be later than the first day."))
    if _absence(person, entry.on) is not None:
        raise Refused(_("This person is already marked as out of reach."))
    db.session.add(
        Absence(
            person_id=person.id,
            reason=reason,
            since=entry.on,
            until=until,
            evidence=tidy(evidence),
        )
    )
    announce(RostersChanged(entry.on, person_ids=(person.id,)))
    note(person, ChangeKind.ABSENT, entry, facts=str(reason))


def mark_present(person: Person, entry: Entry) -> None:
    """Note that a person can be reached again."""
    absence = _absence(person, entry.on)
    if absence is None:
        raise Refused(_("This person is not marked as out of reach on that day."))
    absence.end(entry.on)
    announce(RostersChanged(entry.on, person_ids=(person.id,)))
    note(person, ChangeKind.PRESENT, entry)


def set_composition_rule(
    least_members: int,
    leader_posts: Collection[Post],
    deputy_posts: Collection[Post],
    legal_basis: str,
    entry: Entry,
) -> CompositionRule:
    """Say how teams must be made up from a day on; the rule before holds until then."""
    current = db.session.scalar(select(CompositionRule).where(CompositionRule.on(entry.on)))
    later = db.session.scalar(select(CompositionRule).where(CompositionRule.since >= entry.on))
    if later is not None:
        raise Refused(_("A rule from that day on is already there. Choose a later day."))
    if current is not None:
        current.end(entry.on)
    row = CompositionRule(
        since=entry.on,
        least_members=least_members,
        leader_posts=sorted(leader_posts),
        deputy_posts=sorted(deputy_posts),
        legal_basis=tidy(legal_basis),
    )
    db.session.add(row)
    record("rule.set", row, by=entry.by, at=entry.at, label=row.legal_basis)
    return row


def _seat(person: Person, on: date) -> Membership:
    """The open seat a change starts from; nothing may already be entered after the day."""
    seat = open_seat(person.id)
    if seat is None:
        raise Refused(_("This person is on no roster now."))
    if seat.since > on:
        raise Refused(_("That day is before this time in the team began. Choose a later day."))
    return seat


def open_seat(person_id: UUID) -> Membership | None:
    """The seat somebody holds with no end in sight."""
    return db.session.scalar(
        select(Membership).where(Membership.person_id == person_id, Membership.until.is_(None))
    )


def _absence(person: Person, on: date) -> Absence | None:
    return db.session.scalar(select(Absence).where(Absence.person_id == person.id, Absence.on(on)))


def note(
    person: Person,
    kind: ChangeKind,
    entry: Entry,
    *,
    team_id: UUID | None = None,
    facts: str = "",
) -> None:
    """Write one line of a person's story."""
    row = RosterChange(
        person_id=person.id,
        team_id=team_id,
        kind=kind,
        day=entry.on,
        facts=facts,
        why=tidy(entry.why),
        **entered(entry.by, entry.at),
    )
    db.session.add(row)
    record(
        "roster.changed",
        person,
        by=entry.by,
        at=entry.at,
        label=person.full_name,
        kind=str(kind),
        day=entry.on.isoformat(),
    )
