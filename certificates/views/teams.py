"""The page of a team's certificates: for its leader, and for officers above it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from certificates.permissions import CertificatePermission
from certificates.team_certificates import sheet_of
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.pages import year_asked
from lms.people.queries import get_team

pages = Blueprint("team_certificates", __name__, url_prefix="/certificates/teams")


@pages.get("/<uuid:team_id>")
@requires(CertificatePermission.READ)
def team(team_id: UUID) -> ResponseReturnValue:
    """Members and programmes of a year: who has the certificate, and what is missing."""
    day = today()
    found = get_team(g.actor, CertificatePermission.READ, team_id, day)
    year = min(year_asked(day.year), day.year)
    return render_template(
        "certificates/issued/team.html",
        team=found,
        year=year,
        this_year=day.year,
        sheet=sheet_of(found.id, year, day, at=now()),
    )
