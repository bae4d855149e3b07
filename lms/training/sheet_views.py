"""Pages of registers on paper: what is still to do, printing, photographs, keying, confirming."""

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

from lms.core import tables
from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Missing, Refused
from lms.core.files import body_of, send
from lms.core.forms import Form
from lms.core.pages import share_words
from lms.core.web import takes_file
from lms.people.queries import canonical
from lms.training import paper, queries, sheets
from lms.training import sheet_queries as questions
from lms.training.models import TrainingClass, Venue
from lms.training.permissions import TrainingPermission
from lms.training.sheet_document import sheets_pdf
from lms.training.sheet_forms import ConfirmForm, KeyingForm, PhotoForm
from lms.training.sheet_models import SheetPage
from lms.training.words import STAGES

pages = Blueprint("sheets", __name__, url_prefix="/training")
share_words(pages, sheet_stage_words=STAGES)
pages.add_app_template_filter(paper.shown_code, "sheet_code")

IMAGES = {"image/jpeg", "image/png"}
PICTURE_POLICY = "default-src 'none'; sandbox"


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
    code = paper.typed_code(typed)
    if not typed:
        return render_template("training/sheet_find.html", typed="", problem="")
    try:
        found, _held, _venue = questions.get_page(g.actor, code)
    except Missing:
        problem = (
            _("No page with this code is open to you. Compare it with the paper once more.")
            if paper.is_well_typed(code)
            else _("This code has a wrong letter. It has eight, such as 7KQ2-M9XD.")
        )
        return render_template("training/sheet_find.html", typed=typed, problem=problem), 404
    came_from = request.args.get("came_from") or None
    return redirect(url_for("sheets.page", code=found.code, came_from=came_from), 303)


@pages.get("/sheets/<string:code>")
@requires(TrainingPermission.RECORD)
def page(code: str) -> ResponseReturnValue:
    """One page, where its QR code leads: key it, confirm it, or see what came of it."""
    return _sheet_page(code)


@pages.post("/sheets/<string:code>/photos")
@requires(TrainingPermission.RECORD)
@takes_file
def add_photo(code: str) -> ResponseReturnValue:
    """Keep a photograph of the page."""
    found, _held, _venue = questions.get_page(g.actor, code)
    form = PhotoForm()
    if not form.validate():
        return _sheet_page(code, photo_form=form), 422
    try:
        sheets.add_photo(found, form.photo.body(), by=g.actor, at=now())
    except Refused as refused:
        return _sheet_page(code, problem=refused.message), 409
    return redirect(url_for("sheets.page", code=code), 303)


@pages.get("/sheets/<string:code>/photos/<uuid:photo_id>")
@requires(TrainingPermission.RECORD)
def photo(code: str, photo_id: UUID) -> Response:
    """A photograph of the page: a picture is shown, a PDF is only downloaded."""
    found, _held, _venue = questions.get_page(g.actor, code)
    file = questions.get_photo(found, photo_id)
    if file.kind not in IMAGES:
        return send(file, f"phieu-{found.code}")
    response = Response(body_of(file), mimetype=file.kind)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


@pages.post("/sheets/<string:code>/keyings")
@requires(TrainingPermission.RECORD)
def key(code: str) -> ResponseReturnValue:
    """Keep which rows are signed: the first keying, or the blind one of a second person."""
    found, held, _venue = questions.get_page(g.actor, code)
    form = KeyingForm()
    if not form.validate():
        return _sheet_page(code, form=form), 422
    blind = request.form.get("way") == "blind"
    try:
        if blind:
            sheets.key_again(
                found, held, form.keyed(), reason=form.reason.data or "", by=g.actor, at=now()
            )
        else:
            sheets.key(found, held, form.keyed(), by=g.actor, at=now())
    except Refused as refused:
        return _sheet_page(code, form=form, problem=refused.message), 409
    return redirect(url_for("sheets.page", code=code), 303)


@pages.post("/sheets/<string:code>/confirmations")
@requires(TrainingPermission.RECORD)
def confirm(code: str) -> ResponseReturnValue:
    """A second person agrees with the keying, or settles what two found differently."""
    found, held, _venue = questions.get_page(g.actor, code)
    form = ConfirmForm()
    if not form.validate():
        return _sheet_page(code, confirm_form=form), 422
    reason = form.reason.data or ""
    try:
        if form.keying.data:
            seen = _uuid(form.keying.data)
            sheets.confirm_as_keyed(found, held, seen, reason=reason, by=g.actor, at=now())
        else:
            sheets.settle(found, held, _settled(), reason=reason, by=g.actor, at=now())
    except Refused as refused:
        return _sheet_page(code, confirm_form=form, problem=refused.message), 409
    return redirect(url_for("sheets.page", code=code), 303)


def _hall(class_id: UUID, venue_id: UUID) -> tuple[TrainingClass, Venue]:
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD)
    return held, queries.get_venue(g.actor, TrainingPermission.RECORD, held, venue_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing from None


def _settled() -> dict[int, bool]:
    """Row → signed or not, as decided; other fields of the form are passed over."""
    return {
        int(name.removeprefix("settle-")): value == "yes"
        for name, value in request.form.items()
        if name.startswith("settle-")
        and name.removeprefix("settle-").isdecimal()
        and value in {"yes", "no"}
    }


def _overview_page(held: TrainingClass, problem: str = "") -> str:
    halls = questions.overview(g.actor, held)
    return render_template(
        "training/sheets.html",
        held=held,
        halls=halls,
        units=queries.unit_titles([one.hall.unit_id for one in halls], held.held_on),
        made=request.args.get("made", type=int),
        made_hall=request.args.get("hall", ""),
        problem=problem,
        form=Form(),
        stages=paper.Stage,
    )


def _sheet_page(
    code: str,
    *,
    form: KeyingForm | None = None,
    photo_form: PhotoForm | None = None,
    confirm_form: ConfirmForm | None = None,
    problem: str = "",
) -> str:
    found, held, hall = questions.get_page(g.actor, code)
    state = questions.state_of(found)
    mine = state.first is not None and state.first.by_id == g.actor.id
    kept = form or KeyingForm(formdata=None)
    return render_template(
        "training/sheet.html",
        sheet=found,
        held=held,
        hall=hall,
        unit=queries.unit_titles([hall.unit_id], held.held_on).get(hall.unit_id, ""),
        state=state,
        task=_task(state, mine=mine),
        mine=mine,
        lines=questions.lines_of(found, held),
        present=_present(found, held),
        photos=questions.photos_of(found.id),
        images=IMAGES,
        form=kept,
        ticked=kept.ticked() if form else set(state.first.rows) if mine and state.first else set(),
        photo_form=photo_form or PhotoForm(formdata=None),
        confirm_form=confirm_form or ConfirmForm(formdata=None),
        signing=queries.signing_of(held.id),
        other_class=_other_class(held),
        problem=problem,
    )


def _task(state: questions.PageState, *, mine: bool) -> str:
    """What the actor may do with a page: key, wait, look, blind, settle, or nothing more."""
    if state.stage is paper.Stage.CONFIRMED:
        return "done"
    if state.first is None:
        return "key"
    if mine:
        return "wait"
    if state.stage is paper.Stage.DIFFERING:
        return "settle"
    asked = request.form.get("way") or request.args.get("way")
    if asked in {"look", "blind"}:
        return "look" if asked == "look" and state.photos else "blind"
    return "choose" if state.photos else "blind"


def _present(found: SheetPage, held: TrainingClass) -> set[UUID]:
    """Who of the page is in the register already."""
    ids = [UUID(one) for one in found.person_ids]
    here = {one.person.id for one in queries.attendees(held)}
    return {entry for entry, person in canonical(ids).items() if {entry, person} & here}


def _other_class(held: TrainingClass) -> bool:
    """Whether the reader came from the pages of another class."""
    came_from = request.args.get("came_from", "")
    return bool(came_from) and came_from != str(held.id)
