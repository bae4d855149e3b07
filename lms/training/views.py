"""Pages of classes: planned, held, who attended, signed, corrected."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms.core import tables
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.forms import Form, options
from lms.core.keyset import turn_asked
from lms.core.pages import page_number, share_words, year_asked
from lms.org.queries import get_unit
from lms.people.queries import holders
from lms.training import (
    bookings,
    documents,
    operations,
    photos,
    planning,
    queries,
    sheet_queries,
    walk_ins,
)
from lms.training.forms import AttendancesForm, ClassForm, CorrectionForm
from lms.training.models import Organiser, TrainingClass, Venue
from lms.training.operations import Entry, Hall
from lms.training.permissions import TrainingPermission
from lms.training.words import ORGANISERS, WAYS

pages = Blueprint("training", __name__, url_prefix="/training")
share_words(pages, organiser_words=ORGANISERS, way_words=WAYS)


@pages.get("/classes")
@requires(TrainingPermission.READ)
def classes() -> ResponseReturnValue:
    """A year's classes: attendances beside distinct people and person-hours."""
    year = year_asked(today().year)
    page = queries.classes(g.actor, year, turn_asked())
    shown = [row.training_class for row in page.rows]
    return render_template(
        "training/classes.html",
        year=year,
        page=page,
        totals=queries.totals(g.actor, year),
        units=queries.unit_titles([one.unit_id for one in shown], today()),
        called_off=planning.cancellations([one.id for one in shown]),
    )


@pages.get("/classes/form")
@requires(TrainingPermission.PLAN)
def class_form() -> ResponseReturnValue:
    """The form for a class to come, or one that was held."""
    return render_template("training/class_form.html", form=_offer(ClassForm(held_on=today())))


@pages.post("/classes")
@requires(TrainingPermission.PLAN)
def plan_class() -> ResponseReturnValue:
    """Plan a class with its halls, programme and trainers."""
    form = _offer(ClassForm())
    if not form.validate():
        return render_template("training/class_form.html", form=form), 422
    try:
        held = _planned(form)
    except Refused as refused:
        page = render_template("training/class_form.html", form=form, problem=refused.message)
        return page, 409
    return redirect(url_for("training.training_class", class_id=held.id), 303)


@pages.get("/classes/<uuid:class_id>")
@requires(TrainingPermission.READ)
def training_class(class_id: UUID) -> ResponseReturnValue:
    """One class: halls, programme, who attended, and what is still to do."""
    return _class_page(queries.get_class(g.actor, class_id))


@pages.get("/classes/<uuid:class_id>/calendar.ics")
@requires(TrainingPermission.READ)
def calendar(class_id: UUID) -> Response:
    """The class for a calendar."""
    held = queries.get_class(g.actor, class_id)
    path = url_for("training.training_class", class_id=class_id)
    address = f"{current_app.config['PUBLIC_URL']}{path}"
    body = documents.calendar(held, address, now())
    return tables.download(body.encode(), "text/calendar", f"lop-{held.held_on:%Y%m%d}.ics")


@pages.get("/classes/<uuid:class_id>/minutes.pdf")
@requires(TrainingPermission.READ)
def minutes(class_id: UUID) -> Response:
    """The minutes of the class."""
    held = queries.get_class(g.actor, class_id)
    units = queries.unit_titles(
        [held.unit_id, *(one.unit_id for one in queries.venues_of(held.id))], held.held_on
    )
    body = documents.minutes_pdf(held, units, current_app.config["ORGANISATION"])
    return tables.download(body, "application/pdf", f"bien-ban-{held.held_on:%Y%m%d}.pdf")


@pages.get("/classes/<uuid:class_id>/venues/<uuid:venue_id>")
@requires(TrainingPermission.RECORD)
def venue(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """The list of a hall on a phone: tick who is there."""
    held, hall = _hall(class_id, venue_id)
    return _hall_page(held, hall, AttendancesForm())


@pages.post("/classes/<uuid:class_id>/venues/<uuid:venue_id>/attendances")
@requires(TrainingPermission.RECORD)
def record_attendances(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """Note who was ticked. Sent twice, it counts once."""
    held, hall = _hall(class_id, venue_id)
    form = AttendancesForm()
    if not form.validate():
        return _hall_page(held, hall, form), 422
    ticked = form.people()
    ids = [one.person.id for one in queries.expected_at(held, hall) if str(one.person.id) in ticked]
    entry = Entry(venue_id=hall.id, reason=form.reason.data or "")
    try:
        new = operations.record_attendances(held, ids, by=g.actor, at=now(), entry=entry)
    except Refused as refused:
        return _hall_page(held, hall, form, refused.message), 409
    target = url_for("training.venue", class_id=class_id, venue_id=venue_id, new=new)
    return redirect(target, 303)


@pages.post("/classes/<uuid:class_id>/signings")
@requires(TrainingPermission.RECORD)
def sign(class_id: UUID) -> ResponseReturnValue:
    """Sign the register of the whole class."""
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD, halls=False)
    try:
        operations.sign_register(held, by=g.actor, at=now())
    except Refused as refused:
        return _class_page(held, refused.message), 409
    return redirect(url_for("training.training_class", class_id=class_id), 303)


@pages.get("/classes/<uuid:class_id>/persons/<uuid:person_id>")
@requires(TrainingPermission.RECORD)
def attendee(class_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """One line of the register, and the form that strikes it or lets it stand again."""
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD, halls=False)
    return _attendee_page(held, person_id, CorrectionForm())


@pages.post("/classes/<uuid:class_id>/persons/<uuid:person_id>/corrections")
@requires(TrainingPermission.RECORD)
def correct(class_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Turn round whether an attendance stands, with the reason."""
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD, halls=False)
    form = CorrectionForm()
    if not form.validate():
        return _attendee_page(held, person_id, form), 422
    _line, stands = queries.attendee(held, person_id)
    operations.correct(
        held, person_id, stands=not stands, reason=form.reason.data or "", by=g.actor, at=now()
    )
    return redirect(url_for("training.training_class", class_id=class_id), 303)


def _offer(form: ClassForm) -> ClassForm:
    """Fill in what may be chosen: the actor's own units, communes below them, the trainers."""
    roots, day = g.actor.reach(TrainingPermission.PLAN).unit_ids, today()
    communes = planning.communes_to_plan(g.actor, day)
    own = {str(one): get_unit(one, day).title for one in sorted(roots)}
    form.unit.choices = options({**own, **communes})
    form.halls.choices = options(communes)
    trainers = {str(person.id): person.full_name for person in holders("trainer", day)}
    form.trainers.choices = options(trainers)
    return form


def _planned(form: ClassForm) -> TrainingClass:
    typed = form.data
    held = operations.plan_class(
        typed["title"],
        UUID(typed["unit"]),
        held_on=typed["held_on"],
        hours=typed["hours"],
        organiser=Organiser(typed["organiser"]),
        place=typed["place"],
        begins=typed["begins"],
    )
    halls = typed["halls"] or [typed["unit"]]
    operations.equip_class(
        held,
        [Hall(UUID(unit), typed["place"], typed["capacity"]) for unit in halls],
        form.parts(),
        [UUID(one) for one in typed["trainers"]],
        by=g.actor,
        at=now(),
    )
    return held


def _hall(class_id: UUID, venue_id: UUID) -> tuple[TrainingClass, Venue]:
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD)
    return held, queries.get_venue(g.actor, TrainingPermission.RECORD, held, venue_id)


def _class_page(held: TrainingClass, problem: str = "") -> str:
    venues = queries.venues_of(held.id)
    units = {held.unit_id, *(venue.unit_id for venue in venues)}
    records = queries.units_reached(g.actor, TrainingPermission.RECORD, units, held.held_on)
    plans = queries.units_reached(g.actor, TrainingPermission.PLAN, units, held.held_on)
    return render_template(
        "training/class.html",
        held=held,
        venues=venues,
        programme=queries.programme_of(held.id),
        trainers=queries.trainers_of(held.id),
        attendees=queries.attendees(held),
        struck=queries.attendees(held, struck=True),
        corrections=queries.corrections_of(held.id),
        signing=queries.signing_of(held.id),
        waiting_pages=sheet_queries.waiting(held.id),
        clashes=queries.clashes(held) if held.held_on >= today() else [],
        units=queries.unit_titles(list(units), held.held_on),
        may_sign=held.unit_id in records,
        may_plan=held.held_on > today() and held.unit_id in plans,
        may_book=held.held_on >= today() and g.actor.may(TrainingPermission.BOOK),
        called_off=planning.cancellations([held.id]).get(held.id),
        left=bookings.seats_left([held.id]),
        walk_ins=walk_ins.walk_ins_of(held.id),
        heads=walk_ins.head_counts_of(held.id),
        photos=photos.photos_of(held.id),
        open_halls={v.id for v in venues if v.unit_id in records},
        page=page_number(),
        problem=problem,
        form=Form(),
    )


def _hall_page(held: TrainingClass, hall: Venue, form: AttendancesForm, problem: str = "") -> str:
    return render_template(
        "training/venue.html",
        held=held,
        hall=hall,
        unit=get_unit(hall.unit_id, held.held_on),
        expected=queries.expected_at(held, hall),
        signing=queries.signing_of(held.id),
        walk_ins=walk_ins.walk_ins_of(held.id, hall.id),
        form=form,
        ticked=form.people(),
        problem=problem,
        new=request.args.get("new", type=int),
    )


def _attendee_page(held: TrainingClass, person_id: UUID, form: CorrectionForm) -> str:
    line, stands = queries.attendee(held, person_id)
    return render_template("training/attendee.html", held=held, line=line, stands=stands, form=form)
