"""Pages that change a class before its day: title and time, halls, calling it off."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.forms import Form, options
from lms.training import planning, queries
from lms.training.hall_forms import CallingOffForm, ChangeForm, HallForm, HallsForm
from lms.training.models import TrainingClass, Venue
from lms.training.permissions import TrainingPermission
from lms.training.planning import HallPlan, Plan

pages = Blueprint("planning", __name__, url_prefix="/training/classes/<uuid:class_id>")


@pages.get("/form")
@requires(TrainingPermission.PLAN)
def class_form(class_id: UUID) -> ResponseReturnValue:
    """The form for title, day and time."""
    held = _class(class_id)
    return _change_page(held, ChangeForm(obj=held))


@pages.post("/changes")
@requires(TrainingPermission.PLAN)
def change(class_id: UUID) -> ResponseReturnValue:
    """Change title, day or time."""
    held, form = _class(class_id), ChangeForm()
    if not form.validate():
        return _change_page(held, form), 422
    typed = form.data
    plan = Plan(typed["title"], typed["held_on"], typed["begins"], typed["hours"])
    try:
        planning.change_class(held, plan, by=g.actor, at=now())
    except Refused as refused:
        return _change_page(held, form, refused.message), 409
    return _back(held)


@pages.get("/venues/form")
@requires(TrainingPermission.PLAN)
def halls_form(class_id: UUID) -> ResponseReturnValue:
    """The form for more halls."""
    held = _class(class_id)
    return _halls_page(held, _offer(HallsForm(place=held.place)))


@pages.post("/venues")
@requires(TrainingPermission.PLAN)
def add_halls(class_id: UUID) -> ResponseReturnValue:
    """Give the class more halls."""
    held, form = _class(class_id), _offer(HallsForm())
    if not form.validate():
        return _halls_page(held, form), 422
    units, plan = map(UUID, form.halls.data or ()), _hall_plan(form)
    try:
        planning.add_halls(held, list(units), plan, by=g.actor, at=now())
    except Refused as refused:
        return _halls_page(held, form, refused.message), 409
    return _back(held)


@pages.get("/venues/<uuid:venue_id>/form")
@requires(TrainingPermission.PLAN)
def hall_form(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """The form for one hall."""
    held, hall = _hall(class_id, venue_id)
    return _hall_page(held, hall, HallForm(obj=hall))


@pages.post("/venues/<uuid:venue_id>/changes")
@requires(TrainingPermission.PLAN)
def change_hall(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """Change where a hall is, or its seats."""
    (held, hall), form = _hall(class_id, venue_id), HallForm()
    if not form.validate():
        return _hall_page(held, hall, form), 422
    try:
        planning.change_hall(held, hall, _hall_plan(form), by=g.actor, at=now())
    except Refused as refused:
        return _hall_page(held, hall, form, refused.message), 409
    return _back(held)


@pages.get("/cancellation-form")
@requires(TrainingPermission.PLAN)
def cancellation_form(class_id: UUID) -> ResponseReturnValue:
    """Why is the class called off?"""
    return _cancellation_page(_class(class_id), CallingOffForm())


@pages.post("/cancellations")
@requires(TrainingPermission.PLAN)
def cancel(class_id: UUID) -> ResponseReturnValue:
    """Call the class off."""
    held, form = _class(class_id), CallingOffForm()
    if not form.validate():
        return _cancellation_page(held, form), 422
    try:
        planning.cancel_class(held, form.reason.data or "", by=g.actor, at=now())
    except Refused as refused:
        return _cancellation_page(held, form, refused.message), 409
    return _back(held)


def _class(class_id: UUID) -> TrainingClass:
    return queries.get_class(g.actor, class_id, TrainingPermission.PLAN, halls=False)


def _hall(class_id: UUID, venue_id: UUID) -> tuple[TrainingClass, Venue]:
    held = queries.get_class(g.actor, class_id, TrainingPermission.PLAN)
    return held, queries.get_venue(g.actor, TrainingPermission.PLAN, held, venue_id)


def _hall_plan(form: HallForm | HallsForm) -> HallPlan:
    return HallPlan(form.data["place"], form.data["capacity"])


def _offer(form: HallsForm) -> HallsForm:
    form.halls.choices = options(planning.communes_to_plan(g.actor, today()))
    return form


def _back(held: TrainingClass) -> Response:
    return redirect(url_for("training.training_class", class_id=held.id), 303)


def _change_page(held: TrainingClass, form: ChangeForm, problem: str = "") -> str:
    action = url_for("planning.change", class_id=held.id)
    return _page(held, form, _("Change the class"), action, problem)


def _halls_page(held: TrainingClass, form: HallsForm, problem: str = "") -> str:
    action = url_for("planning.add_halls", class_id=held.id)
    return _page(held, form, _("More halls"), action, problem)


def _hall_page(held: TrainingClass, hall: Venue, form: HallForm, problem: str = "") -> str:
    action = url_for("planning.change_hall", class_id=held.id, venue_id=hall.id)
    unit = queries.unit_titles([hall.unit_id], held.held_on).get(hall.unit_id, "–")
    return _page(held, form, _("Change the hall: %(unit)s", unit=unit), action, problem)


def _cancellation_page(held: TrainingClass, form: CallingOffForm, problem: str = "") -> str:
    action = url_for("planning.cancel", class_id=held.id)
    return _page(held, form, _("Call the class off"), action, problem)


def _page(held: TrainingClass, form: Form, heading: str, action: str, problem: str) -> str:
    return render_template(
        "training/class_change.html",
        held=held,
        form=form,
        heading=heading,
        action=action,
        calls_off=isinstance(form, CallingOffForm),
        problem=problem,
    )
