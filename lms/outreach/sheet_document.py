"""The paper page of a team and a month: A4, lines to fill in by hand, a code as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template

from lms.core.codes import shown_code
from lms.core.pdf import to_pdf
from lms.org.models import Level
from lms.org.queries import NamedUnit
from lms.outreach.months import Month
from lms.outreach.rules import page_code
from lms.people.models import Team

LINES = 12


def sheet_pdf(team: Team, units: Sequence[NamedUnit], month: Month, *, agency: str) -> bytes:
    """The page; the same team and month give the same bytes."""
    commune = next((unit.title for unit in units if unit.level is Level.COMMUNE), "")
    html = render_template(
        "documents/visits.html",
        team=team,
        commune=commune,
        month=month,
        agency=agency,
        code=shown_code(page_code(team.id, month.since)),
        lines=range(1, LINES + 1),
    )
    return to_pdf(html, render_template("documents/visits.css"))
