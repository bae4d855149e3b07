"""The list of people to call this week: of a commune or a team, on screen and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.i18n import long_day
from lms.core.pages import page_number
from lms.core.pdf import to_pdf
from lms.core.tables import PDF, PLACE, SUPERIOR, download
from lms.people.queries import get_team
from lms.people.reports import national
from lms.requirements import calling, duties
from lms.requirements.calling import TeamCalls
from lms.requirements.duties import Duty
from lms.requirements.models import TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.views.scopes import Scope, scope_asked

pages = Blueprint("calling", __name__, url_prefix="/requirements/<int:year>")
pages.add_app_template_filter(national, "national_phone")


@dataclass(frozen=True)
class CallList:
    """What a list is about: a duty of a year on a day, the unit or team, the people."""

    year: TrainingYear
    duty: Duty
    day: date
    title: str
    asked: Mapping[str, object]
    teams: Sequence[TeamCalls]

    @property
    def people(self) -> int:
        """How many people are on it."""
        return sum(len(one.calls) for one in self.teams)


@pages.get("/call-list")
@requires(CoveragePermission.READ)
def call_list(year: int) -> ResponseReturnValue:
    """Whom to call, the most urgent first; phones are masked. A province picks a commune first."""
    found = _asked(year)
    if found is None:
        return redirect(url_for("progress.progress", year=year), 303)
    number = page_number()
    teams, more = calling.page_of(found.teams, number)
    return render_template(
        "requirements/call_list.html",
        found=found,
        teams=teams,
        page=number,
        more=more,
        duties=duties.duties(found.year, found.day),
    )


@pages.get("/call-list.pdf")
@requires(CoveragePermission.READ)
def call_list_file(year: int) -> Response:
    """The list on paper, with full phones where the actor may look at them. It is logged."""
    found = _asked(year)
    if found is None:
        raise Missing
    open_teams = calling.teams_with_phones(g.actor, found.teams, found.day)
    record(
        "call_list.exported",
        found.year,
        by=g.actor,
        at=now(),
        label=found.title,
        rows=found.people,
        phones=bool(open_teams),
    )
    html = render_template(
        "documents/call_list.html",
        found=found,
        open_teams=open_teams,
        superior=SUPERIOR,
        agency=current_app.config["ORGANISATION"],
        place_and_day=f"{PLACE}, {long_day(found.day)}",
    )
    body = to_pdf(html, render_template("documents/call_list.css"))
    return download(body, PDF, f"danh-sach-lien-he-{found.day:%Y%m%d}.pdf")


def _asked(year: int) -> CallList | None:
    """The list of `?team=`, of the own team, or of the commune of `?unit=`; None for a province."""
    team_id = request.args.get("team", type=UUID)
    if team_id is None:
        scope = scope_asked(year)
        if scope is not None:
            return None if scope.is_province else _of_unit(scope)
        team_id = next(iter(g.actor.reach(CoveragePermission.READ).team_ids))
    return _of_team(duties.get_year(year), team_id)


def _of_unit(scope: Scope) -> CallList:
    """A commune as it stands today: past days and other maps are for looking back."""
    teams = calling.call_list(scope.year, scope.duty, scope.day, scope.ground().condition)
    asked = {"unit": scope.unit.id, "duty": scope.asked_duty}
    return CallList(scope.year, scope.duty, scope.day, scope.unit.title, asked, teams)


def _of_team(year: TrainingYear, team_id: UUID) -> CallList:
    day = duties.counted_on(year, today())
    duty = duties.get_duty(year, day, request.args.get("duty", ""))
    team = get_team(g.actor, CoveragePermission.READ, team_id, day)
    teams = calling.call_list(year, duty, day, calling.of_team(team_id))
    asked = {"team": team_id, "duty": request.args.get("duty") or None}
    return CallList(year, duty, day, team.name, asked, teams)
