"""Pages of registers on paper: what is still to do, printing, finding a page by its code."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import codes, tables
from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.core.pages import share_words
from lms.training import queries, sheets
from lms.training import sheet_queries as questions
from lms.training.models import TrainingClass, Venue
from lms.training.permissions import TrainingPermission
from lms.training.sheet_document import sheets_pdf
from lms.training.words import STAGES

pages = Blueprint("sheets", __name__, url_prefix="/training")
share_words(pages, sheet_stage_words=STAGES)
HALLS_AT_ONCE = 5  # with more, one is chosen from a list
pages.add_app_template_filter(codes.shown_code, "sheet_code")


@pages.get("/classes/<uuid:class_id>/sheets")
@requires(TrainingPermission.RECORD)
def overview(class_id: UUID) -> ResponseReturnValue:
    """The paper of a class: what was printed, and what is still to do."""
    return _overview_page(queries.get_class(g.actor, class_id, TrainingPermission.RECORD))


@pages.post("/classes/<uuid:class_id>/venues/<uuid:venue_id>/sheets")
@requires(TrainingPermission.RECORD)
def print_sheets(class_id: UUID, venue_id: UUID) -> ResponseReturnValue:
    """Make the pages of a hall; an unchanged roster keeps those it has."""
    held, hall = _hall(class_id, venue_id)
    try:
        made, fresh = sheets.print_sheets(held, hall, by=g.actor, at=now())
    except Refused as refused:
        return _overview_page(held, refused.message), 409
    made_now = len(made) if fresh else 0
    target = url_for("sheets.overview", class_id=class_id, hall=venue_id, made=made_now)
    return redirect(target, 303)


@pages.get("/classes/<uuid:class_id>/venues/<uuid:venue_id>/sheets.pdf")
@requires(TrainingPermission.RECORD)
def document(class_id: UUID, venue_id: UUID) -> Response:
    """The newest pages of a hall, to print."""
    held, hall = _hall(class_id, venue_id)
    newest = questions.newest_edition(hall.id)
    if not newest:
        raise Missing
    if questions.is_outdated(held, hall, newest):
        raise Refused(_("The roster has changed since. Make new pages first, then print them."))
    unit = queries.unit_titles([hall.unit_id], held.held_on).get(hall.unit_id, "")
    body = sheets_pdf(
        held,
        ", ".join(filter(None, (hall.place, unit))),
        newest,
        agency=current_app.config["ORGANISATION"],
        address=current_app.config["PUBLIC_URL"],
    )
    name = f"diem-danh-{held.held_on:%Y%m%d}-{newest[0].edition}.pdf"
    return tables.download(body, "application/pdf", name)


@pages.get("/sheets")
@requires(TrainingPermission.RECORD)
def find() -> ResponseReturnValue:
    """Find a page by the code printed on it."""
    typed = request.args.get("code", "")[:40]
    code = codes.typed_code(typed)
    if not typed:
        return render_template("training/sheet_find.html", typed="", problem="")
    try:
        found, _held, _venue = questions.get_page(g.actor, code)
    except Missing:
        problem = (
            _("No page with this code is open to you. Compare it with the paper once more.")
            if codes.is_well_typed(code)
            else _("This code has a wrong letter. It has eight, such as 7KQ2-M9XD.")
        )
        return render_template("training/sheet_find.html", typed=typed, problem=problem), 404
    came_from = request.args.get("came_from") or None
    return redirect(url_for("keying.page", code=found.code, came_from=came_from), 303)


def _hall(class_id: UUID, venue_id: UUID) -> tuple[TrainingClass, Venue]:
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD)
    return held, queries.get_venue(g.actor, TrainingPermission.RECORD, held, venue_id)


def _overview_page(held: TrainingClass, problem: str = "") -> str:
    halls = questions.overview(g.actor, held)
    chosen = request.args.get("hall", "")
    shown = [one for one in halls if len(halls) <= HALLS_AT_ONCE or str(one.hall.id) == chosen]
    for one in shown:
        questions.look_closer(held, one)
    return render_template(
        "training/sheets.html",
        held=held,
        halls=halls,
        shown=shown,
        units=queries.unit_titles([one.hall.unit_id for one in halls], held.held_on),
        made=request.args.get("made", type=int),
        chosen=chosen,
        problem=problem,
        form=Form(),
    )
