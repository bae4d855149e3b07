"""Pages of the yearly review: how far every commune is, one commune's teams, the decision."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.org.narrowing import narrowed
from lms.org.queries import NamedUnit
from lms.people import queries, reviews
from lms.people.forms import DecisionForm, NoteForm
from lms.people.models import ReviewStage
from lms.people.operations import reviewing
from lms.people.permissions import PeoplePermission

pages = Blueprint("reviews", __name__, url_prefix="/people/reviews")


@pages.get("/<int:year>")
@requires(PeoplePermission.ROSTER_READ)
def overview(year: int) -> ResponseReturnValue:
    """Every commune the actor may look at; whoever has one commune goes straight to it."""
    part = narrowed(g.actor, PeoplePermission.ROSTER_READ, today())
    rows = [] if part.choices else reviews.communes(part.actor, year, today())
    if len(rows) == 1 and g.actor.reach(PeoplePermission.ROSTER_READ).unit_ids:
        return redirect(url_for("reviews.commune", year=year, unit_id=rows[0].unit.id), 303)
    return render_template(
        "people/reviews.html",
        year=year,
        rows=rows,
        part=part,
        reachable=g.actor.reach(PeoplePermission.ROSTER_READ).unit_ids,
        done=sum(row.stage is ReviewStage.ACCEPTED for row in rows),
        teams=sum(row.teams for row in rows),
        confirmed=sum(row.confirmed for row in rows),
    )


@pages.get("/<int:year>/communes/<uuid:unit_id>")
@requires(PeoplePermission.ROSTER_READ)
def commune(year: int, unit_id: UUID) -> ResponseReturnValue:
    """The teams of a commune, what changed in each this year, and what is still to do."""
    unit = reviews.get_commune(g.actor, PeoplePermission.ROSTER_READ, unit_id, today())
    return _commune_page(unit, year)


@pages.post("/<int:year>/teams/<uuid:team_id>/confirmations")
@requires(PeoplePermission.ROSTER_KEEP)
def confirm(year: int, team_id: UUID) -> ResponseReturnValue:
    """State that a team's roster is right."""
    team = queries.get_team(g.actor, PeoplePermission.ROSTER_KEEP, team_id, today())
    unit_id = reviews.commune_of(team_id, today())
    unit = reviews.get_commune(g.actor, PeoplePermission.ROSTER_KEEP, unit_id, today())
    form = NoteForm()
    if not form.validate():
        return _commune_page(unit, year), 422
    try:
        reviewing.confirm_team(
            team, unit_id, _current(year), form.note.data or "", by=g.actor, at=now()
        )
    except Refused as refused:
        return _commune_page(unit, year, problem=refused.message), 409
    target = url_for("reviews.commune", year=year, unit_id=unit_id, _anchor=f"team-{team_id}")
    return redirect(target, 303)


@pages.post("/<int:year>/communes/<uuid:unit_id>/hand-ins")
@requires(PeoplePermission.ROSTER_KEEP)
def hand_in(year: int, unit_id: UUID) -> ResponseReturnValue:
    """Hand the review of a commune in."""
    unit = reviews.get_commune(g.actor, PeoplePermission.ROSTER_KEEP, unit_id, today())
    try:
        reviewing.hand_in(unit_id, unit.title, _current(year), by=g.actor, at=now())
    except Refused as refused:
        return _commune_page(unit, year, problem=refused.message), 409
    return redirect(url_for("reviews.commune", year=year, unit_id=unit_id), 303)


@pages.post("/<int:year>/communes/<uuid:unit_id>/decisions")
@requires(PeoplePermission.REVIEW_DECIDE)
def decide(year: int, unit_id: UUID) -> ResponseReturnValue:
    """Accept the review of a commune, or return it with a reason."""
    unit = reviews.get_commune(g.actor, PeoplePermission.REVIEW_DECIDE, unit_id, today())
    form = DecisionForm()
    if not form.validate():
        return _commune_page(unit, year, form), 422
    try:
        reviewing.decide(
            unit_id,
            unit.title,
            year,
            accept=form.decision.data == "accepted",
            reason=form.reason.data or "",
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        return _commune_page(unit, year, form, refused.message), 409
    return redirect(url_for("reviews.commune", year=year, unit_id=unit_id), 303)


def _current(year: int) -> int:
    """Rosters are looked through for the year that is running, never for another."""
    if year != today().year:
        raise Missing
    return year


def _commune_page(
    unit: NamedUnit, year: int, form: DecisionForm | None = None, problem: str = ""
) -> str:
    teams = reviews.teams(unit.id, year, today())
    stage = reviews.stage_of(unit.id, year)
    return render_template(
        "people/review.html",
        unit=unit,
        year=year,
        teams=teams,
        waiting=sum(one.review is None for one in teams),
        stage=stage,
        is_open=stage in {ReviewStage.UNDER_WAY, ReviewStage.RETURNED} and year == today().year,
        steps=reviews.steps_of(unit.id, year),
        form=Form(),
        decision=form or DecisionForm(formdata=None),
        problem=problem,
    )
