"""Pages of classes."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import today
from lms.core.pages import page_number, share_words, year_asked
from lms.training import queries
from lms.training.permissions import TrainingPermission
from lms.training.words import ORGANISERS

pages = Blueprint("training", __name__, url_prefix="/training")
share_words(pages, organiser_words=ORGANISERS)


@pages.get("/classes")
@requires(TrainingPermission.READ)
def classes() -> ResponseReturnValue:
    """A year's classes: attendances beside distinct people."""
    year = year_asked(today().year)
    number = page_number()
    rows, more = queries.classes(g.actor, year, number)
    return render_template(
        "training/classes.html",
        year=year,
        rows=rows,
        more=more,
        page=number,
        totals=queries.totals(g.actor, year),
        units=queries.unit_titles([r.training_class.unit_id for r in rows], today()),
    )


@pages.get("/classes/<uuid:class_id>")
@requires(TrainingPermission.READ)
def training_class(class_id: UUID) -> ResponseReturnValue:
    """One class and who attended."""
    found = queries.get_class(g.actor, class_id)
    return render_template(
        "training/class.html",
        training_class=found,
        attendees=queries.attendees(found),
        units=queries.unit_titles([found.unit_id], found.held_on),
    )
