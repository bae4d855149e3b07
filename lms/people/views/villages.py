"""Forms that keep villages: a new one, a new name, another commune, one going into another."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.forms import options
from lms.org import operations
from lms.org.models import Level
from lms.org.permissions import OrgPermission
from lms.org.queries import NamedUnit, above_of, children, communes_below, get_unit, is_within
from lms.people.forms import PlaceForm, TeamForm, VillageForm
from lms.people.operations.keeping import Entry
from lms.people.operations.places import end_team, found_team_in, merge_villages
from lms.people.queries import get_team, unit_of_team

pages = Blueprint("villages", __name__, url_prefix="/units")
WHAT = '<any("name", "village"):what>'
WHERE = '<any("commune", "merger"):where>'


@pages.get(f"/<uuid:unit_id>/{WHAT}-form")
@requires(OrgPermission.VILLAGE_KEEP)
def village_form(unit_id: UUID, what: str) -> ResponseReturnValue:
    """The form for a new village of a commune, or for a village's new name."""
    unit = _unit(unit_id, what)
    title = unit.title if what == "name" else ""
    return _page(unit, what, VillageForm(day=today(), title=title))


@pages.post(f"/<uuid:unit_id>/{WHAT}s")
@requires(OrgPermission.VILLAGE_KEEP)
def keep_village(unit_id: UUID, what: str) -> ResponseReturnValue:
    """Enter a village, or give one a new name."""
    unit = _unit(unit_id, what)
    form = VillageForm()
    if not form.validate():
        return _page(unit, what, form), 422
    title, on = form.title.data or "", form.day.data or today()
    try:
        if what == "name":
            operations.rename_unit(unit, title, on=on, by=g.actor, at=now())
        else:
            operations.found_village(title, unit.id, on=on, by=g.actor, at=now())
    except Refused as refused:
        return _page(unit, what, form, refused.message), 409
    return redirect(url_for("units.unit", unit_id=unit_id), 303)


@pages.get(f"/<uuid:unit_id>/{WHERE}-form")
@requires(OrgPermission.VILLAGE_KEEP)
def place_form(unit_id: UUID, where: str) -> ResponseReturnValue:
    """The form that puts a village under another commune or into another village."""
    unit = _unit(unit_id, "name")
    return _place_page(unit, where, _offered(unit, where, PlaceForm(day=today())))


@pages.post(f"/<uuid:unit_id>/{WHERE}s")
@requires(OrgPermission.VILLAGE_KEEP)
def place_village(unit_id: UUID, where: str) -> ResponseReturnValue:
    """Put a village under another commune, or end it: it goes into another village."""
    unit = _unit(unit_id, "name")
    form = _offered(unit, where, PlaceForm())
    if not form.validate():
        return _place_page(unit, where, form), 422
    other, on = get_unit(UUID(form.unit.data), today()), form.day.data or today()
    try:
        if where == "commune":
            operations.place_village(unit, other, on=on, by=g.actor, at=now())
        else:
            why = form.legal_basis.data or ""
            merge_villages(unit, other, Entry(by=g.actor, at=now(), on=on, why=why))
    except Refused as refused:
        return _place_page(unit, where, form, refused.message), 409
    return redirect(url_for("units.unit", unit_id=other.id), 303)


@pages.get("/<uuid:unit_id>/team-form")
@requires(OrgPermission.VILLAGE_KEEP)
def team_form(unit_id: UUID) -> ResponseReturnValue:
    """The form for a new team of a village."""
    unit = _unit(unit_id, "name")
    title = f"Tổ CNSCĐ {unit.kind.lower()} {unit.name}"
    return _team_page(unit, TeamForm(day=today(), title=title))


@pages.post("/<uuid:unit_id>/teams")
@requires(OrgPermission.VILLAGE_KEEP)
def enter_team(unit_id: UUID) -> ResponseReturnValue:
    """Enter a new team of a village."""
    unit, form = _unit(unit_id, "name"), TeamForm()
    if not form.validate():
        return _team_page(unit, form), 422
    entry = Entry(by=g.actor, at=now(), on=form.day.data or today())
    try:
        team = found_team_in(unit, form.title.data or "", entry)
    except Refused as refused:
        return _team_page(unit, form, refused.message), 409
    return redirect(url_for("keeping.member_form", team_id=team.id), 303)


@pages.post("/teams/<uuid:team_id>/ends")
@requires(OrgPermission.VILLAGE_KEEP)
def end(team_id: UUID) -> ResponseReturnValue:
    """End a team that nobody sits in any more, from today on."""
    team = get_team(g.actor, OrgPermission.VILLAGE_KEEP, team_id, today())
    unit_id = unit_of_team(team_id, today())
    end_team(team, Entry(by=g.actor, at=now(), on=today()))
    return redirect(url_for("units.unit", unit_id=unit_id), 303)


def _unit(unit_id: UUID, what: str) -> NamedUnit:
    """A village for its name, a commune for a new village; within reach or not there."""
    if not is_within(unit_id, g.actor.reach(OrgPermission.VILLAGE_KEEP).unit_ids, today()):
        raise Missing
    unit = get_unit(unit_id, today())
    if unit.level is not (Level.VILLAGE if what == "name" else Level.COMMUNE):
        raise Missing
    return unit


def _offered(unit: NamedUnit, where: str, form: PlaceForm) -> PlaceForm:
    """Communes within reach, or the other villages of the same commune."""
    units: Sequence[NamedUnit]
    if where == "commune":
        reach = g.actor.reach(OrgPermission.VILLAGE_KEEP).unit_ids
        units = sorted(communes_below(reach, today()), key=lambda one: one.sort_key)
    else:
        above = above_of(unit.id, today())
        beside = children(above[0].id, today()) if above else []
        units = [one for one in beside if one.level is Level.VILLAGE and one.id != unit.id]
    form.unit.choices = options({str(one.id): one.title for one in units})
    form.unit.label.text = _("Commune, ward") if where == "commune" else _("Village")
    return form


def _page(unit: NamedUnit, what: str, form: VillageForm, problem: str = "") -> str:
    address = url_for("villages.keep_village", unit_id=unit.id, what=what)
    title = _("New name") if what == "name" else _("New village")
    hint = _("Thôn, bản, khối, tổ dân phố … and the name. The old name keeps finding it.")
    return render_template(
        "units/village.html",
        unit=unit, form=form, problem=problem, address=address, title=title, hint=hint,
    )  # fmt: skip


def _team_page(unit: NamedUnit, form: TeamForm, problem: str = "") -> str:
    return render_template(
        "units/village.html",
        unit=unit,
        form=form,
        problem=problem,
        address=url_for("villages.enter_team", unit_id=unit.id),
        title=_("New team"),
        hint=_("A community digital technology team of this village. Its members come next."),
    )


def _place_page(unit: NamedUnit, where: str, form: PlaceForm, problem: str = "") -> str:
    address = url_for("villages.place_village", unit_id=unit.id, where=where)
    if where == "commune":
        title = _("Put under another commune")
        hint = _("The village with its teams and people belongs there from that day on.")
    else:
        title = _("Goes into another village")
        hint = _("This village ends. Its teams sit in the other one; nothing about them is lost.")
    return render_template(
        "units/village.html",
        unit=unit, form=form, problem=problem, address=address, title=title, hint=hint,
    )  # fmt: skip
