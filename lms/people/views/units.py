"""Pages of units: finding one by any name, its story, the map of any day, reorganisations."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.core.pages import day_asked
from lms.core.web import takes_file
from lms.org import finding
from lms.org.enacting import enact, undo
from lms.org.models import Level, Reorganisation
from lms.org.permissions import OrgPermission
from lms.org.queries import NamedUnit, above_of, children, is_within, units_of
from lms.org.reorganising import Plan, plan
from lms.people import accounts, queries
from lms.people.forms import ReorganisationFileForm, ReorganisationForm, ReorganisationTextForm
from lms.people.words import FILE_FAULTS, UNIT_FAULTS

pages = Blueprint("units", __name__, url_prefix="/units")
ABOVE_VILLAGES = (Level.NATION, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


@pages.get("/")
@requires(OrgPermission.UNIT_READ)
def find() -> ResponseReturnValue:
    """Find a unit by any name or code it ever had; without words, the units of a day's map."""
    wanted = request.args.get("q", "")[:80]
    map_day = day_asked("map", today())
    provinces = units_of(Level.PROVINCE, map_day)
    is_many = len(provinces) > 1  # of a nation its provinces: each has a page with its communes
    return render_template(
        "units/units.html",
        provinces=sorted(provinces, key=lambda unit: unit.sort_key) if is_many else [],
        wanted=wanted,
        found=finding.find_units(wanted, today(), levels=list(Level)),
        map_day=map_day,
        maps=finding.maps(),
        communes=[]
        if is_many
        else sorted(units_of(Level.COMMUNE, map_day), key=lambda unit: unit.sort_key),
        districts=[] if is_many else units_of(Level.DISTRICT, map_day),
    )


@pages.get("/<uuid:unit_id>")
@requires(OrgPermission.UNIT_READ)
def unit(unit_id: UUID) -> ResponseReturnValue:
    """One unit: what it was called, what it came from and went into, what lies below it."""
    story = finding.story_of(unit_id)
    if not story.names:
        raise Missing
    day = today()
    standing = finding.successors(unit_id, day)
    one = next((unit for unit in standing if unit.id == unit_id), None)
    below = children(unit_id, day)
    return render_template(
        "units/unit.html",
        unit_id=unit_id,
        unit=one,
        story=story,
        standing=standing,
        above=above_of(unit_id, day),
        below=below,
        heads=queries.heads_below([unit.id for unit in below], day),
        teams=queries.teams_in([unit_id], day),
        heads_here=queries.heads_below([unit_id], day),
        form=Form(),
        may_keep=_may_keep(one),
    )


@pages.get("/reorganisations")
@requires(OrgPermission.REORGANISE)
def reorganisations() -> ResponseReturnValue:
    """Every reorganisation, and the form for a new one."""
    return _reorganisations_page(ReorganisationFileForm())


@pages.post("/reorganisations/previews")
@takes_file
@requires(OrgPermission.REORGANISE)
def preview() -> ResponseReturnValue:
    """What a file would do, before anything is done."""
    form = ReorganisationFileForm()
    if not form.validate():
        return _reorganisations_page(form), 422
    try:
        text = form.file.body().decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = _("This is no CSV file in UTF-8. In Excel choose: Save as, CSV UTF-8.")
        return _reorganisations_page(form, problem), 422
    found = plan(text, form.day.data or today())
    carried = ReorganisationTextForm(formdata=None, text=text, **_said(form))
    return _preview_page(found, carried), 200 if found.is_sound else 422


@pages.post("/reorganisations")
@requires(OrgPermission.REORGANISE)
def reorganise() -> ResponseReturnValue:
    """Enact a file whose preview was looked at."""
    form = ReorganisationTextForm()
    if not form.validate():
        raise Refused(_("Please send the file once more."))
    found = plan(form.text.data or "", form.day.data or today())
    if not found.is_sound:
        return _preview_page(found, form), 409
    enact(found, form.title.data or "", form.legal_basis.data or "", by=g.actor, at=now())
    return redirect(url_for("units.reorganisations"), 303)


@pages.post("/reorganisations/<uuid:reorganisation_id>/undoings")
@requires(OrgPermission.REORGANISE)
def undo_reorganisation(reorganisation_id: UUID) -> ResponseReturnValue:
    """Undo a reorganisation by a second entry."""
    done = db.session.get(Reorganisation, reorganisation_id)
    if done is None:
        raise Missing
    undo(done, by=g.actor, at=now())
    return redirect(url_for("units.reorganisations"), 303)


def _may_keep(unit: NamedUnit | None) -> bool:
    reach = g.actor.reach(OrgPermission.VILLAGE_KEEP).unit_ids
    return unit is not None and is_within(unit.id, reach, today())


def _said(form: ReorganisationForm) -> dict[str, object]:
    return {
        "title": form.title.data,
        "legal_basis": form.legal_basis.data,
        "day": form.day.data,
    }


def _reorganisations_page(form: ReorganisationFileForm, problem: str = "") -> str:
    return render_template(
        "units/reorganisations.html",
        form=form,
        problem=problem,
        rows=finding.reorganisations(),
        small=Form(),
    )


def _preview_page(found: Plan, form: ReorganisationTextForm) -> str:
    heads = queries.heads_below([move.unit.id for move in found.moves], today())
    unclear = [(unit, heads.get(unit.id, (0, 0))) for unit in found.unclear]
    return render_template(
        "units/preview.html",
        plan=found,
        form=form,
        roles_ending=accounts.roles_on([unit.id for unit in found.ended], today()),
        people_moved=sum(heads.get(move.unit.id, (0, 0))[1] for move in found.moves if move.target),
        unclear=unclear,
        people_unclear=sum(people for _unit, (_teams, people) in unclear),
        file_fault_words=FILE_FAULTS,
        unit_fault_words=UNIT_FAULTS,
    )
