"""The page on how the system is: the quick checks of `flask doctor`, for the administrator."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now
from lms.core.pages import share_words
from lms.doctor.checks import QUICK, examine
from lms.doctor.findings import State, worst
from lms.doctor.words import NAMES, SUMMARIES
from lms.people.permissions import PeoplePermission

pages = Blueprint("condition", __name__, url_prefix="/admin")
share_words(pages, check_words=NAMES, summary_words=SUMMARIES)


@pages.get("/system-condition")
@requires(PeoplePermission.CONDITION_READ)
def condition() -> ResponseReturnValue:
    """What is wrong first, then what is as it should be."""
    findings = examine(QUICK)
    by_state = {state: [one for one in findings if one.state is state] for state in State}
    return render_template(
        "admin/condition.html", by_state=by_state, whole=worst(findings), looked_at=now()
    )
