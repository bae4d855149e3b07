"""Verbs of keying: who signed a page, read by one person and confirmed by another.

Attendances are recorded at the moment of confirmation, never by one person alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.codes import shown_code
from lms.core.db import db
from lms.core.errors import Refused
from lms.people.queries import canonical
from lms.training import paper
from lms.training import sheet_queries as questions
from lms.training.models import TrainingClass, Way
from lms.training.operations import Entry, record_attendances
from lms.training.sheet_models import SheetConfirmation, SheetKeying, SheetPage
from lms.training.sheet_queries import PageState


@dataclass(frozen=True)
class Keyed:
    """What somebody read from a page: signed rows, their count as a check, names added by hand."""

    rows: frozenset[int]
    signatures: int
    written: int = 0


def key(
    page: SheetPage, held: TrainingClass, keyed: Keyed, *, by: Actor, at: datetime
) -> SheetKeying:
    """The first keying of a page; its keyer may mend it until a second person has confirmed."""
    state = _open_state(page, held, at)
    if state.first is not None and state.first.by_id != by.id:
        raise Refused(_("%(who)s has keyed this page already.", who=state.first.by_name))
    _check(page, keyed)
    same = state.first is not None and set(state.first.rows) == keyed.rows
    if state.first is not None and same and state.first.written == keyed.written:
        return state.first
    return _add_keying(page, keyed, blind=False, by=by, at=at)


def key_again(
    page: SheetPage,
    held: TrainingClass,
    keyed: Keyed,
    *,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> list[int]:
    """A second person keys without seeing the first keying: the rows found differently.

    When there are none, the page is confirmed and its attendances are recorded.
    """
    if _done_before(page, by) is not None:
        return []
    first, _state = _second_person(page, held, by, at)
    _check(page, keyed)
    differences = paper.differing(first.rows, keyed.rows)
    if not differences:
        _confirm(page, held, first, keyed.rows, [], reason=reason, by=by, at=at)
    _add_keying(page, keyed, blind=True, by=by, at=at)
    return differences


def confirm_as_keyed(
    page: SheetPage,
    held: TrainingClass,
    keying_id: UUID,
    *,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> SheetConfirmation:
    """A second person has compared the keying they saw with the photograph and agrees."""
    done = _done_before(page, by)
    if done is not None:
        return done
    first, state = _second_person(page, held, by, at)
    if first.id != keying_id:
        raise Refused(_("This page was keyed anew meanwhile. Please compare it again."))
    if not state.photos:
        raise Refused(
            _("There is no photograph to compare with. Send one, or key the page yourself.")
        )
    return _confirm(page, held, first, first.rows, [], reason=reason, by=by, at=at)


def settle(
    page: SheetPage,
    held: TrainingClass,
    signed: Mapping[int, bool],
    *,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> SheetConfirmation:
    """Decide each row that the two keyings do not agree on, and confirm the page."""
    done = _done_before(page, by)
    if done is not None:
        return done
    first, state = _second_person(page, held, by, at)
    open_rows = state.differences
    if not open_rows:
        raise Refused(_("There is nothing to settle on this page."))
    if set(signed) != set(open_rows):
        raise Refused(_("Please decide every row on which the two do not agree."))
    rows = set(first.rows) - set(open_rows) | {row for row, said in signed.items() if said}
    return _confirm(page, held, first, rows, open_rows, reason=reason, by=by, at=at)


def _open_state(page: SheetPage, held: TrainingClass, at: datetime) -> PageState:
    """How far a page is, locked against a second hand; refused once confirmed or too early."""
    db.session.refresh(page, with_for_update=True)
    if held.held_on > local_day(at):
        raise Refused(_("This class is still to come: nobody can have attended it."))
    state = questions.state_of(page)
    if state.confirmation is not None:
        raise Refused(_("%(who)s has confirmed this page already.", who=state.confirmation.by_name))
    return state


def _second_person(
    page: SheetPage, held: TrainingClass, by: Actor, at: datetime
) -> tuple[SheetKeying, PageState]:
    state = _open_state(page, held, at)
    if state.first is None:
        raise Refused(_("Nobody has keyed this page yet."))
    if state.first.by_id == by.id:
        raise Refused(_("You keyed this page yourself. Somebody else must confirm it."))
    return state.first, state


def _done_before(page: SheetPage, by: Actor) -> SheetConfirmation | None:
    """The confirmation the same person has given a moment ago: pressed twice, it counts once."""
    done = questions.state_of(page).confirmation
    return done if done is not None and done.by_id == by.id else None


def _check(page: SheetPage, keyed: Keyed) -> None:
    """Refused for numbers that are no printed name, and for a count that differs from the ticks."""
    people = len(page.person_ids)
    wrong = paper.outside(keyed.rows, page.first, people)
    if wrong and not people:
        raise Refused(_("This page has empty rows only: there is nothing to tick."))
    if wrong:
        raise Refused(
            _(
                "Not on this page: %(rows)s. Its printed names have the numbers %(first)s to "
                "%(last)s.",
                rows=", ".join(map(str, wrong)),
                first=page.first,
                last=page.first + people - 1,
            )
        )
    if len(keyed.rows) != keyed.signatures:
        raise Refused(
            _(
                "You counted %(counted)s signatures but ticked %(ticked)s rows. Please compare "
                "them with the paper once more.",
                counted=keyed.signatures,
                ticked=len(keyed.rows),
            )
        )


def _add_keying(
    page: SheetPage, keyed: Keyed, *, blind: bool, by: Actor, at: datetime
) -> SheetKeying:
    row = SheetKeying(
        page_id=page.id,
        blind=blind,
        rows=sorted(keyed.rows),
        written=keyed.written,
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    label = shown_code(page.code)
    record("sheet.keyed", page, by=by, at=at, label=label, rows=len(row.rows), blind=blind)
    return row


def _confirm(
    page: SheetPage,
    held: TrainingClass,
    first: SheetKeying,
    rows: Collection[int],
    settled: Collection[int],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> SheetConfirmation:
    """Record the attendances of a page; all or nothing, for a request is one transaction."""
    ids = [UUID(page.person_ids[row - page.first]) for row in sorted(rows)]
    same = canonical(ids)
    entry = Entry(venue_id=page.venue_id, way=Way.SHEET, reason=reason)
    new = record_attendances(held, [same[one] for one in ids], by=by, at=at, entry=entry)
    row = SheetConfirmation(
        page_id=page.id,
        keying_id=first.id,
        rows=sorted(rows),
        settled=sorted(settled),
        recorded=new,
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    label = shown_code(page.code)
    record("sheet.confirmed", page, by=by, at=at, label=label, rows=len(row.rows), new=new)
    return row
