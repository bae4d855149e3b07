"""Write down who came without a name on the list, count heads, and settle later who it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.core.once import insert_once
from lms.training import operations, queries
from lms.training.hall_models import HeadCount, WalkIn, WalkInSettlement
from lms.training.models import StruckAttendance, TrainingClass, Venue, Way
from lms.training.operations import Entry
from lms.training.planning import refuse_called_off
from lms.training.walk_ins import settlement_of


def note_walk_in(
    held: TrainingClass,
    venue: Venue,
    name: str,
    *,
    note: str,
    request_id: str,
    by: Actor,
    at: datetime,
) -> bool:
    """Write down somebody who is not on the list; whether that is new. Sent twice, it counts once.

    Once the register is signed, the note must say why.
    """
    _refuse_unheld(held, note, at)
    if not _has_letters(name):
        raise Refused(_("Please write down the name."))
    new = insert_once(
        WalkIn,
        id=new_id(),
        class_id=held.id,
        venue_id=venue.id,
        name=tidy(name),
        note=tidy(note),
        request_id=request_id,
        **entered(by, at),
    )
    if new:
        record("walk_in.noted", held, by=by, at=at, label=held.title)
    return new


def count_heads(
    held: TrainingClass,
    venue: Venue,
    people: int,
    *,
    note: str,
    request_id: str,
    by: Actor,
    at: datetime,
) -> bool:
    """Enter how many people without a list were in a hall; a later count of it takes its place."""
    _refuse_unheld(held, note, at)
    if people < 0:
        raise Refused(_("Please type how many people were counted."))
    new = insert_once(
        HeadCount,
        id=new_id(),
        class_id=held.id,
        venue_id=venue.id,
        people=people,
        note=tidy(note),
        request_id=request_id,
        **entered(by, at),
    )
    if new:
        record("heads.counted", held, by=by, at=at, label=held.title, people=people)
    return new


def match_walk_in(
    held: TrainingClass, walk_in: WalkIn, person_id: UUID, *, by: Actor, at: datetime
) -> bool:
    """Say which person of a roster a walk-in was; whether that made a new attendance.

    Somebody who is in the register already is not counted again: the walk-in is closed.
    """
    _refuse_settled(walk_in)
    if db.session.get(StruckAttendance, (held.id, person_id)) is not None:
        raise Refused(
            _("This person's attendance was struck. Let it stand again on the page of the class.")
        )
    known = queries.is_present(held.id, person_id)
    reason = _("was in the register already") if known else ""
    _settle(held, walk_in, person_id, reason, by, at)
    if not known:
        entry = Entry(walk_in.venue_id, Way.LIST, _("matched from “%(name)s”", name=walk_in.name))
        operations.record_attendances(held, [person_id], by=by, at=at, entry=entry)
    return not known


def turn_away(
    held: TrainingClass, walk_in: WalkIn, reason: str, *, by: Actor, at: datetime
) -> None:
    """Say that a walk-in is none of our people, and why."""
    _refuse_settled(walk_in)
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    _settle(held, walk_in, None, reason, by, at)


def _has_letters(name: str) -> bool:
    return any(letter.isalpha() for letter in name)


def _settle(
    held: TrainingClass,
    walk_in: WalkIn,
    person_id: UUID | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    new = insert_once(
        WalkInSettlement,
        walk_in_id=walk_in.id,
        person_id=person_id,
        reason=tidy(reason),
        **entered(by, at),
    )
    if not new:  # somebody else was quicker
        raise Refused(_("It was settled already who this was."))
    record("walk_in.settled", held, by=by, at=at, label=held.title, ours=person_id is not None)


def _refuse_settled(walk_in: WalkIn) -> None:
    if settlement_of(walk_in.id) is not None:
        raise Refused(_("It was settled already who this was."))


def _refuse_unheld(held: TrainingClass, note: str, at: datetime) -> None:
    if held.held_on > local_day(at):
        raise Refused(_("This class is still to come: nobody can have attended it."))
    refuse_called_off(held)
    if queries.signing_of(held.id) is not None and not note.strip():
        raise Refused(_("The register is signed. Say why it is changed."))
