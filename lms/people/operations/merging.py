"""Verbs for two entries of one person: merge them by reference, part them again.

Nothing is moved or rewritten: evidence stays under the entry it was made for, and every question
about the person looks at both (`queries.same_people`).
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import or_, select

from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import tidy
from lms.people.alike import merges_into
from lms.people.facts import PeopleMerged, RostersChanged
from lms.people.models import (
    ChangeKind,
    Membership,
    Person,
    PersonMerge,
    TwoPeople,
)
from lms.people.operations.entering import add_to_roster
from lms.people.operations.keeping import Entry, note, open_seat
from lms.people.queries import is_staff


def merge(merged: Person, kept: Person, entry: Entry) -> PersonMerge:
    """Say that `merged` is the person `kept`. Earlier days of both rosters stay as they were."""
    _check_merge(merged, kept)
    row = _row(merged.id, kept.id, entry, facts=_join_seats(merged, kept, entry.on))
    for one in db.session.scalars(
        select(Person).where(or_(Person.id == merged.id, Person.same_as_id == merged.id))
    ).all():
        one.same_as_id = kept.id
    db.session.flush()
    note(merged, ChangeKind.MERGED, entry, facts=kept.full_name)
    note(kept, ChangeKind.MERGED, entry, facts=merged.full_name)
    record("person.merged", row, by=entry.by, at=entry.at, label=kept.full_name)
    announce(PeopleMerged(kept.id, merged.id))
    return row


def _check_merge(merged: Person, kept: Person) -> None:
    if merged.id == kept.id or merged.same_as_id or kept.same_as_id:
        raise Refused(_("These two entries are one person already."))
    if is_staff(merged.id, kept.id):
        raise Refused(
            _("One of them holds a role as staff. Have an administrator take the role back first.")
        )


def _join_seats(merged: Person, kept: Person, on: date) -> dict[str, Any]:
    """End the merged entry's seat; the person keeps the longer unbroken time on rosters."""
    seat, own = open_seat(merged.id), open_seat(kept.id)
    _announce_seats(seat, own)
    facts: dict[str, Any] = {}
    if seat is None:
        return facts
    if seat.since >= on:  # entered this very day: it goes as if it had never been
        facts["seat"] = _as_facts(seat)
        db.session.delete(seat)
    else:
        facts["ended"] = str(seat.id)
        seat.until = on
    db.session.flush()
    if own is None:
        added = add_to_roster(
            kept.id, seat.team_id, seat.role, since=on, on_roster_since=seat.on_roster_since
        )
        facts["added"] = str(added.id)
    elif seat.on_roster_since < own.on_roster_since:
        facts["on_roster_since"] = own.on_roster_since.isoformat()
        own.on_roster_since = seat.on_roster_since
    return facts


def _announce_seats(*seats: Membership | None) -> None:
    """A longer time on rosters is a longer time in every year."""
    announce(RostersChanged(date.min, tuple(seat.team_id for seat in seats if seat)))


def part(done: PersonMerge, entry: Entry) -> PersonMerge:
    """Undo a merge by a second entry: both are on the roster again as they were."""
    undone = select(PersonMerge.id).where(PersonMerge.undoes_id == done.id)
    if done.undoes_id or db.session.scalar(undone) is not None:
        raise Refused(_("This has been undone already."))
    merged = db.session.get_one(Person, done.merged_id)
    kept = db.session.get_one(Person, done.kept_id)
    if merged.same_as_id != kept.id:
        raise Refused(_("A later merge stands on this one. Undo that one first."))
    row = _row(merged.id, kept.id, entry, facts={}, undoes_id=done.id)
    merged.same_as_id = None
    for earlier in _merged_before(merged.id):
        earlier.same_as_id = merged.id
    _part_seats(done, merged, entry.on)
    db.session.flush()
    note(merged, ChangeKind.PARTED, entry, facts=kept.full_name)
    note(kept, ChangeKind.PARTED, entry, facts=merged.full_name)
    record("person.parted", row, by=entry.by, at=entry.at, label=kept.full_name)
    announce(PeopleMerged(kept.id, merged.id))
    return row


def _merged_before(person_id: UUID) -> list[Person]:
    """Entries that had been merged into this one and follow it back."""
    ids = merges_into(person_id).with_only_columns(PersonMerge.merged_id)
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids))))


def _part_seats(done: PersonMerge, merged: Person, on: date) -> None:
    facts = done.facts
    if "added" in facts:
        added = db.session.get(Membership, UUID(facts["added"]))
        if added is not None and added.until is None:
            _close(added, on)
    own = open_seat(done.kept_id)
    _announce_seats(own)
    if "on_roster_since" in facts and own is not None:
        own.on_roster_since = date.fromisoformat(facts["on_roster_since"])
    if "seat" in facts:
        seat = facts["seat"]
        add_to_roster(
            merged.id,
            UUID(seat["team_id"]),
            seat["role"],
            since=date.fromisoformat(seat["since"]),
            on_roster_since=date.fromisoformat(seat["on_roster_since"]),
        )
    elif "ended" in facts:
        _open_again(db.session.get_one(Membership, UUID(facts["ended"])), on)


def _close(seat: Membership, on: date) -> None:
    _announce_seats(seat)
    if seat.since < on:
        seat.until = on
    else:
        db.session.delete(seat)
    db.session.flush()


def _open_again(seat: Membership, on: date) -> None:
    """Undone the same day the seat just goes on; later, a new one begins and the gap stays."""
    _announce_seats(seat)
    if seat.until == on:
        seat.until = None
    else:
        add_to_roster(
            seat.person_id, seat.team_id, seat.role, since=on, on_roster_since=seat.on_roster_since
        )


def tell_apart(one: Person, other: Person, entry: Entry) -> None:
    """Say that two entries which look alike are two people."""
    first, second = sorted((one, other), key=lambda person: person.id)
    known = select(TwoPeople.id).where(
        TwoPeople.one_id == first.id, TwoPeople.other_id == second.id
    )
    if db.session.scalar(known) is None:
        row = TwoPeople(one_id=first.id, other_id=second.id, by_name=entry.by.name, at=entry.at)
        db.session.add(row)
        record("person.told_apart", row, by=entry.by, at=entry.at, label=one.full_name)


def _as_facts(seat: Membership) -> dict[str, str]:
    return {
        "team_id": str(seat.team_id),
        "role": seat.role,
        "since": seat.since.isoformat(),
        "on_roster_since": seat.on_roster_since.isoformat(),
    }


def _row(
    merged_id: UUID,
    kept_id: UUID,
    entry: Entry,
    *,
    facts: dict[str, Any],
    undoes_id: UUID | None = None,
) -> PersonMerge:
    row = PersonMerge(
        merged_id=merged_id,
        kept_id=kept_id,
        undoes_id=undoes_id,
        day=entry.on,
        facts=facts,
        why=tidy(entry.why),
        **entered(entry.by, entry.at),
    )
    db.session.add(row)
    return row
