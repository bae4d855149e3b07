"""Pages of classes to come: one's own seat, the seats of a team, the teams around a hall."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.keyset import turn_asked
from lms.people.models import Team
from lms.people.queries import get_person, get_team, seat_of
from lms.training import booking_operations as operations
from lms.training import booking_teams, bookings, class_quizzes
from lms.training.bookings import ClassToCome
from lms.training.hall_forms import BookingForm
from lms.training.permissions import TrainingPermission

pages = Blueprint("bookings", __name__, url_prefix="/training")


@pages.get("/classes-to-come")
@requires(TrainingPermission.OWN_SEAT)
def own() -> ResponseReturnValue:
    """Classes to come near me, and my seat in them."""
    return _to_come_page()


@pages.get("/bookings")
@requires(TrainingPermission.BOOK)
def overview() -> ResponseReturnValue:
    """Classes to come that I keep seats in for others."""
    return _to_come_page()


@pages.post("/classes/<uuid:class_id>/own-seats")
@requires(TrainingPermission.OWN_SEAT)
def keep_own(class_id: UUID) -> ResponseReturnValue:
    """Keep a seat for me in a hall; another hall of the class is given back."""
    found = bookings.class_to_come(g.actor, class_id, today())
    venue = found.hall(request.form.get("venue", type=UUID)).venue
    me = [g.actor.person_id]
    try:
        operations.keep_seats(found.training_class, venue, me, by=g.actor, at=now())
    except Refused as refused:
        return _to_come_page(refused.message), 409
    return redirect(url_for("bookings.own", _anchor=f"c-{class_id}"), 303)


@pages.post("/classes/<uuid:class_id>/own-seat-cancellations")
@requires(TrainingPermission.OWN_SEAT)
def cancel_own(class_id: UUID) -> ResponseReturnValue:
    """Give my seat back."""
    held = bookings.class_to_come(g.actor, class_id, today()).training_class
    try:
        operations.cancel_seats(held, [g.actor.person_id], by=g.actor, at=now())
    except Refused as refused:
        return _to_come_page(refused.message), 409
    return redirect(url_for("bookings.own", _anchor=f"c-{class_id}"), 303)


@pages.get("/classes/<uuid:class_id>/bookings")
@requires(TrainingPermission.BOOK)
def training_class(class_id: UUID) -> ResponseReturnValue:
    """The teams around a hall of a class to come, and how many of each have a seat."""
    found = bookings.class_to_come(g.actor, class_id, today())
    asked = request.args.get("hall", type=UUID) or found.halls[0].venue.id
    hall, wanted = found.hall(asked), request.args.get("q", "")[:80]
    page = booking_teams.teams_around(
        g.actor, found.training_class, hall.venue, today(), wanted=wanted, turn=turn_asked()
    )
    return render_template(
        "training/booking_teams.html",
        found=found,
        hall=hall,
        wanted=wanted,
        page=page,
    )


@pages.get("/teams/<uuid:team_id>/bookings")
@requires(TrainingPermission.BOOK)
def team_classes(team_id: UUID) -> ResponseReturnValue:
    """The classes around a team; pages above name with `?person=` whom a seat is to be kept for."""
    one = get_team(g.actor, TrainingPermission.BOOK, team_id, today())
    rows = bookings.classes_to_come(g.actor, today())
    return render_template(
        "training/to_come.html",
        rows=booking_teams.classes_around(rows, team_id, today()),
        team=one,
        teams=[one],
        people=request.args.getlist("person"),
        mine={},
        clashes={},
    )


@pages.get("/classes/<uuid:class_id>/teams/<uuid:team_id>/bookings")
@requires(TrainingPermission.BOOK)
def team(class_id: UUID, team_id: UUID) -> ResponseReturnValue:
    """The people of a team to keep seats for; `?person=` ticks those without one beforehand."""
    found, one = _class_and_team(class_id, team_id)
    seated = {str(who) for who in bookings.halls_booked(class_id)}
    asked = [who for who in request.args.getlist("person") if who not in seated]
    form = BookingForm(person=asked, venue=request.args.get("hall"))
    return _team_page(found, one, form)


@pages.post("/classes/<uuid:class_id>/teams/<uuid:team_id>/bookings")
@requires(TrainingPermission.BOOK)
def keep(class_id: UUID, team_id: UUID) -> ResponseReturnValue:
    """Keep seats for who is ticked, in the hall chosen."""
    found, one = _class_and_team(class_id, team_id)
    form = _offer(BookingForm(), found, one)
    if not form.validate():
        return _team_page(found, one, form), 422
    venue, people = found.hall(UUID(form.venue.data)).venue, map(UUID, form.person.data or ())
    try:
        kept = operations.keep_seats(
            found.training_class, venue, list(people), by=g.actor, at=now()
        )
    except Refused as refused:
        return _team_page(found, one, form, refused.message), 409
    target = url_for("bookings.team", class_id=class_id, team_id=team_id, hall=venue.id)
    return redirect(f"{target}&kept={kept.new + kept.moved}", 303)


@pages.post("/classes/<uuid:class_id>/persons/<uuid:person_id>/booking-cancellations")
@requires(TrainingPermission.BOOK)
def cancel(class_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Give somebody's seat back."""
    person = get_person(g.actor, TrainingPermission.BOOK, person_id, today())
    found = bookings.class_to_come(g.actor, class_id, today())
    seat = seat_of(person.id, today())
    if seat is None:
        raise Missing
    try:
        operations.cancel_seats(found.training_class, [person.id], by=g.actor, at=now())
    except Refused as refused:
        return _team_page(found, seat.team, BookingForm(formdata=None), refused.message), 409
    target = url_for("bookings.team", class_id=class_id, team_id=seat.team.id, given_back=1)
    return redirect(target, 303)


def _class_and_team(class_id: UUID, team_id: UUID) -> tuple[ClassToCome, Team]:
    one = get_team(g.actor, TrainingPermission.BOOK, team_id, today())
    return bookings.class_to_come(g.actor, class_id, today()), one


def _offer(form: BookingForm, found: ClassToCome, one: Team) -> BookingForm:
    """The halls and the people one may choose."""
    people = booking_teams.candidates(found.training_class, one.id, today())
    form.person.choices = [(str(who.person.id), who.person.full_name) for who in people]
    form.venue.choices = [(str(hall.venue.id), hall.unit) for hall in found.halls]
    return form


def _team_page(found: ClassToCome, one: Team, form: BookingForm, problem: str = "") -> str:
    own, others = booking_teams.halls_for(found, one.id, today())
    chosen = form.venue.data or str((own or others)[0].venue.id)
    return render_template(
        "training/booking_team.html",
        found=found,
        own_halls=own,
        other_halls=others,
        chosen=chosen,
        team=one,
        form=_offer(form, found, one),
        people=booking_teams.candidates(found.training_class, one.id, today()),
        ticked=set(form.person.data or ()),
        problem=problem,
        kept=request.args.get("kept", type=int),
        given_back="given_back" in request.args,
    )


def _to_come_page(problem: str = "") -> str:
    day, rows = today(), bookings.classes_to_come(g.actor, today())
    reach = g.actor.reach(TrainingPermission.BOOK)
    mine = bookings.own_seats(g.actor.person_id, day)
    return render_template(
        "training/to_come.html",
        rows=rows,
        own=g.actor.may(TrainingPermission.OWN_SEAT),
        mine={one.training_class.id: one for one in mine if one.called_off is None},
        called_off=[one for one in mine if one.called_off is not None],
        clashes=bookings.clashes_of_own(rows, mine),
        teams=[
            get_team(g.actor, TrainingPermission.BOOK, team_id, day) for team_id in reach.team_ids
        ],
        keeps_units=bool(reach.unit_ids),
        class_quizzes=class_quizzes.number_waiting(g.actor, day),
        problem=problem,
    )
