"""The page behind every number of coverage: the formula, the rule that held, and the names."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.pages import PAGE_SIZE, page_number
from lms.org.models import Level
from lms.org.queries import units_of
from lms.requirements import queries, rules
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import State
from lms.requirements.views.scopes import rows_of, scope_asked
from lms.requirements.words import rule_sentence

pages = Blueprint("explaining", __name__, url_prefix="/requirements")


@pages.get("/<int:year>/explanation")
@requires(CoveragePermission.READ)
def explanation(year: int) -> ResponseReturnValue:
    """How a unit's share is counted, and who stands in the state asked for by `?state=`."""
    scope = scope_asked(year)
    if scope is None:
        team_id: UUID = next(iter(g.actor.reach(CoveragePermission.READ).team_ids))
        return redirect(url_for("requirements.team", year=year, team_id=team_id), 303)
    asked = request.args.get("state", State.DUE.value)
    state = State(asked) if asked in set(State) else State.DUE
    ids = queries.people_in(g.actor, scope.duty, scope.day, scope.unit.id, scope.map_day, {state})
    number = page_number()
    start = (number - 1) * PAGE_SIZE
    names = {str(unit.id): unit.title for unit in units_of(Level.COMMUNE, scope.day)}
    return render_template(
        "requirements/explanation.html",
        scope=scope,
        total=rules.total(row.coverage for row in rows_of(scope)),
        sentence=rule_sentence(scope.duty.rule, names),
        elsewhere=queries.attendances_elsewhere(scope.duty, scope.day) if scope.is_province else 0,
        assisted=queries.assisted(
            g.actor, scope.year, scope.duty, scope.day, scope.unit.id, scope.map_day
        ),
        state=state,
        states=list(State),
        found=len(ids),
        people=queries.named(scope.duty, scope.day, ids[start : start + PAGE_SIZE]),
        page=number,
        more=len(ids) > start + PAGE_SIZE,
    )
