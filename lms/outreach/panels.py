"""What the log shows on pages of packages below: on home, on coverage and on a team's page."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template

from lms.core.clock import today
from lms.outreach import queries
from lms.outreach.permissions import OutreachPermission


def on_home(person_id: UUID) -> str:
    """A leader's visits of this month, and the way to enter one."""
    team_id = next(iter(g.actor.reach(OutreachPermission.WRITE).team_ids), None)
    if team_id is None:
        return ""
    day = today()
    figures = queries.figures_of_team(team_id, day.replace(day=1), day)
    return render_template("outreach/_home.html", team_id=team_id, month=day.month, one=figures)


def on_coverage(unit_id: UUID, year: str) -> str:
    """The way to the visits of the same unit and year."""
    if not g.actor.reach(OutreachPermission.READ).unit_ids or int(year) > today().year:
        return ""
    return render_template("outreach/_coverage.html", unit_id=unit_id, year=int(year))


def on_team(team_id: UUID, year: str) -> str:
    """The way to the visits of the same team and year."""
    if not g.actor.may(OutreachPermission.READ) or int(year) > today().year:
        return ""
    return render_template("outreach/_team.html", team_id=team_id, year=int(year))
