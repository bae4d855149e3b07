"""Pages for those who came without a name on the list: written down, counted, matched later."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.org.queries import get_unit
from lms.people.queries import get_person
from lms.training import queries, walk_ins
from lms.training import walk_in_operations as operations
from lms.training.hall_forms import HeadCountForm, NoneOfOursForm, WalkInForm
from lms.training.hall_models import WalkIn
from lms.training.models import TrainingClass, Venue
from lms.training.permissions import TrainingPermission

pages = Blueprint("walk_ins", __name__, url_prefix="/training/classes/<uuid:class_id>")


@pages.get("/venues/<uuid:venue_id>/walk-ins")
@requires(TrainingPermission.RECORD)
def hall(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """Who came to a hall without being on its list, and how many were only counted."""
    held, venue = _hall(class_id, venue_id)
    return _hall_page(held, venue)


@pages.post("/venues/<uuid:venue_id>/walk-ins")
@requires(TrainingPermission.RECORD)
def note(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """Write somebody down. Sent twice, they count once."""
    (held, venue), form = _hall(class_id, venue_id), WalkInForm()
    if not form.validate():
        return _hall_page(held, venue, walk_in=form), 422
    typed = form.data
    try:
        operations.note_walk_in(
            held,
            venue,
            typed["name"],
            note=typed["note"],
            request_id=typed["request_id"],
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        return _hall_page(held, venue, walk_in=form, problem=refused.message), 409
    return redirect(url_for("walk_ins.hall", class_id=class_id, venue_id=venue_id, noted=1), 303)


@pages.post("/venues/<uuid:venue_id>/head-counts")
@requires(TrainingPermission.RECORD)
def count(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """Enter how many people without a list were counted."""
    (held, venue), form = _hall(class_id, venue_id), HeadCountForm()
    if not form.validate():
        return _hall_page(held, venue, heads=form), 422
    typed = form.data
    try:
        operations.count_heads(
            held,
            venue,
            typed["people"],
            note=typed["why"],
            request_id=typed["request_id"],
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        return _hall_page(held, venue, heads=form, problem=refused.message), 409
    return redirect(url_for("walk_ins.hall", class_id=class_id, venue_id=venue_id, counted=1), 303)


@pages.get("/walk-ins/<uuid:walk_in_id>")
@requires(TrainingPermission.RECORD)
def walk_in(class_id: UUID, walk_in_id: UUID) -> ResponseReturnValue:
    """Who may this have been? People whose name is alike, or those searched for."""
    return _match_page(*_walk_in(class_id, walk_in_id), NoneOfOursForm())


@pages.post("/walk-ins/<uuid:walk_in_id>/settlements")
@requires(TrainingPermission.RECORD)
def match(class_id: UUID, walk_in_id: UUID) -> ResponseReturnValue:
    """It was this person: an attendance is recorded unless they are in the register already."""
    held, venue, row = _walk_in(class_id, walk_in_id)
    person_id = request.form.get("person", type=UUID)
    if person_id is None:
        words = _("Please choose who it was.")
        return _match_page(held, venue, row, NoneOfOursForm(formdata=None), words), 422
    person = get_person(g.actor, TrainingPermission.RECORD, person_id, held.held_on)
    try:
        new = operations.match_walk_in(held, row, person.id, by=g.actor, at=now())
    except Refused as refused:
        return _match_page(held, venue, row, NoneOfOursForm(formdata=None), refused.message), 409
    return redirect(
        url_for("walk_ins.walk_in", class_id=class_id, walk_in_id=row.id, new=int(new)), 303
    )


@pages.post("/walk-ins/<uuid:walk_in_id>/refusals")
@requires(TrainingPermission.RECORD)
def turn_away(class_id: UUID, walk_in_id: UUID) -> ResponseReturnValue:
    """It was none of our people."""
    (held, venue, row), form = _walk_in(class_id, walk_in_id), NoneOfOursForm()
    if not form.validate():
        return _match_page(held, venue, row, form), 422
    try:
        operations.turn_away(held, row, form.reason.data or "", by=g.actor, at=now())
    except Refused as refused:
        return _match_page(held, venue, row, form, refused.message), 409
    return redirect(url_for("walk_ins.walk_in", class_id=class_id, walk_in_id=row.id), 303)


def _hall(class_id: UUID, venue_id: UUID) -> tuple[TrainingClass, Venue]:
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD)
    return held, queries.get_venue(g.actor, TrainingPermission.RECORD, held, venue_id)


def _walk_in(class_id: UUID, walk_in_id: UUID) -> tuple[TrainingClass, Venue, WalkIn]:
    row = walk_ins.get_walk_in(walk_in_id)
    if row.class_id != class_id:
        raise Missing
    return (*_hall(class_id, row.venue_id), row)


def _hall_page(
    held: TrainingClass,
    venue: Venue,
    *,
    walk_in: WalkInForm | None = None,
    heads: HeadCountForm | None = None,
    problem: str = "",
) -> str:
    counts = [one for one in walk_ins.head_counts_of(held.id) if one.venue_id == venue.id]
    return render_template(
        "training/walk_ins.html",
        held=held,
        hall=venue,
        unit=get_unit(venue.unit_id, held.held_on),
        lines=walk_ins.walk_ins_of(held.id, venue.id),
        count=counts[0] if counts else None,
        signing=queries.signing_of(held.id),
        walk_in=walk_in or WalkInForm(formdata=None),
        heads=heads or HeadCountForm(formdata=None),
        problem=problem,
        noted="noted" in request.args,
        counted="counted" in request.args,
    )


def _match_page(
    held: TrainingClass, venue: Venue, row: WalkIn, form: NoneOfOursForm, problem: str = ""
) -> str:
    wanted = request.args.get("q", "")[:80]
    settlement = walk_ins.settlement_of(row.id)
    found = [] if settlement else walk_ins.suggestions(g.actor, held, row, venue.unit_id, wanted)
    present = {one.person.id for one in queries.attendees(held)}
    line = next(one for one in walk_ins.walk_ins_of(held.id, venue.id) if one.walk_in.id == row.id)
    return render_template(
        "training/walk_in.html",
        held=held,
        hall=venue,
        unit=get_unit(venue.unit_id, held.held_on),
        line=line,
        found=found,
        present=present,
        wanted=wanted,
        token=Form(),
        form=form,
        problem=problem,
        new=request.args.get("new", type=int),
    )
