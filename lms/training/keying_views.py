"""Pages of one sheet, where its QR code leads: photograph, key, confirm, see what counted."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Missing, Refused
from lms.core.files import body_of, send
from lms.core.web import takes_file
from lms.training import keying, paper, queries, sheets
from lms.training import sheet_queries as questions
from lms.training.models import TrainingClass
from lms.training.permissions import TrainingPermission
from lms.training.sheet_forms import ConfirmForm, KeyingForm, PhotoForm

pages = Blueprint("keying", __name__, url_prefix="/training/sheets")

IMAGES = {"image/jpeg", "image/png"}
ROW_NAMES = {str(number) for number in range(1, 10_000)}
PICTURE_POLICY = "default-src 'none'; sandbox"


@pages.get("/<string:code>")
@requires(TrainingPermission.RECORD)
def page(code: str) -> ResponseReturnValue:
    """One page, where its QR code leads: key it, confirm it, or see what came of it."""
    return _sheet_page(code)


@pages.post("/<string:code>/photos")
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
    return redirect(url_for("keying.page", code=code), 303)


@pages.get("/<string:code>/photos/<uuid:photo_id>")
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


@pages.post("/<string:code>/keyings")
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
            keying.key_again(
                found, held, form.keyed(), reason=form.reason.data or "", by=g.actor, at=now()
            )
        else:
            keying.key(found, held, form.keyed(), by=g.actor, at=now())
    except Refused as refused:
        return _sheet_page(code, form=form, problem=refused.message), 409
    return redirect(url_for("keying.page", code=code), 303)


@pages.post("/<string:code>/confirmations")
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
            keying.confirm_as_keyed(found, held, seen, reason=reason, by=g.actor, at=now())
        else:
            keying.settle(found, held, _settled(), reason=reason, by=g.actor, at=now())
    except Refused as refused:
        return _sheet_page(code, confirm_form=form, problem=refused.message), 409
    return redirect(url_for("keying.page", code=code), 303)


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
        and name.removeprefix("settle-") in ROW_NAMES
        and value in {"yes", "no"}
    }


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


def _other_class(held: TrainingClass) -> bool:
    """Whether the reader came from the pages of another class."""
    came_from = request.args.get("came_from", "")
    return bool(came_from) and came_from != str(held.id)
