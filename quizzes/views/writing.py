"""Pages of writing items: the form with its preview, an item with its versions."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now
from lms.core.db import new_id
from lms.core.errors import Missing, Refused
from lms.core.files import send
from lms.core.web import takes_file
from quizzes import bank_queries
from quizzes.item_media import file_of
from quizzes.items import KINDS
from quizzes.models import ItemVersion
from quizzes.operations import authoring
from quizzes.permissions import QuizPermission
from quizzes.rules import warnings
from quizzes.rules.changes import wording_changes
from quizzes.views import item_sheet
from quizzes.views.item_sheet import Sheet

pages = Blueprint("writing", __name__, url_prefix="/quizzes")


@pages.get("/banks/<uuid:bank_id>/items/form")
@requires(QuizPermission.WRITE)
def new_item_form(bank_id: UUID) -> ResponseReturnValue:
    """The form for a new item of a kind."""
    bank = bank_queries.get_bank(bank_id)
    return item_sheet.page(item_sheet.blank(bank, _kind(), new_id().hex))


@pages.post("/banks/<uuid:bank_id>/items/preview")
@requires(QuizPermission.WRITE)
@takes_file
def preview_new(bank_id: UUID) -> ResponseReturnValue:
    """The form as it was sent with the item as a learner would see it, and maybe more rows."""
    return item_sheet.page(item_sheet.sent(bank_queries.get_bank(bank_id), _kind()))


@pages.post("/banks/<uuid:bank_id>/items")
@requires(QuizPermission.WRITE)
@takes_file
def write_new(bank_id: UUID) -> ResponseReturnValue:
    """Write a new item into the bank."""
    bank = bank_queries.get_bank(bank_id)
    sheet = item_sheet.sent(bank, _kind())
    item_id = _id(sheet.typed.get("item_id", ""))
    if not sheet.check():
        return item_sheet.page(sheet), 422
    try:
        version = authoring.write_new(bank, item_id, sheet.wording, by=g.actor, at=now())
    except Refused as refused:
        sheet.form.item_id.data = new_id().hex
        return item_sheet.page(sheet, problem=refused.message), 409
    return _to(version)


@pages.get("/items/<uuid:item_id>")
@requires(QuizPermission.READ_KEYS)
def item(item_id: UUID) -> ResponseReturnValue:
    """An item: as a learner sees it, its key, its versions, where it is used."""
    found, versions = bank_queries.get_item(item_id), bank_queries.versions_of(item_id)
    newest = versions[0].wording
    olders = [*(one.wording for one in versions[1:]), None]
    return render_template(
        "quizzes/writing/item.html",
        **item_sheet.preview_of(newest),
        item=found,
        bank=bank_queries.get_bank(found.bank_id),
        rows=[
            (one, wording_changes(older, one.wording))
            for one, older in zip(versions, olders, strict=True)
        ],
        uses=bank_queries.uses_of(item_id),
        warned=warnings.of_item(newest),
    )


@pages.get("/items/<uuid:item_id>/form")
@requires(QuizPermission.WRITE)
def item_form(item_id: UUID) -> ResponseReturnValue:
    """The form of an item as it is written now."""
    found, newest = bank_queries.get_item(item_id), _newest(item_id)
    bank = bank_queries.get_bank(found.bank_id)
    return item_sheet.page(item_sheet.written(bank, found, newest))


@pages.post("/items/<uuid:item_id>/preview")
@requires(QuizPermission.WRITE)
@takes_file
def preview(item_id: UUID) -> ResponseReturnValue:
    """The form as it was sent with the item as a learner would see it, and maybe more rows."""
    return item_sheet.page(_sent(item_id))


@pages.post("/items/<uuid:item_id>/versions")
@requires(QuizPermission.WRITE)
@takes_file
def write_anew(item_id: UUID) -> ResponseReturnValue:
    """Write a new version of an item."""
    found, sheet = bank_queries.get_item(item_id), _sent(item_id)
    if not sheet.check():
        return item_sheet.page(sheet), 422
    seen = sheet.typed.get("seen", type=int) or 0
    try:
        version = authoring.write_anew(found, sheet.wording, seen=seen, by=g.actor, at=now())
    except Refused as refused:
        return _contested(sheet, item_id, refused.message), 409
    return _to(version)


@pages.get("/items/media/<string:token>")
@requires(QuizPermission.READ_KEYS)
def medium(token: str) -> Response:
    """A picture or recording, by its signed name."""
    return send(bank_queries.get_medium(file_of(token)), "cau-hoi")


def _contested(sheet: Sheet, item_id: UUID, message: str) -> str:
    """The form again: who saves it once more has been told of the other version."""
    sheet.form.seen.data = str(_newest(item_id).number)
    return item_sheet.page(sheet, problem=message, theirs=url_for("writing.item", item_id=item_id))


def _sent(item_id: UUID) -> Sheet:
    found = bank_queries.get_item(item_id)
    bank = bank_queries.get_bank(found.bank_id)
    return item_sheet.sent(bank, _newest(item_id).kind, found)


def _newest(item_id: UUID) -> ItemVersion:
    return bank_queries.versions_of(item_id)[0]


def _kind() -> str:
    asked = request.values.get("kind", "")
    if asked not in KINDS:
        raise Missing
    return asked


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(400)


def _to(version: ItemVersion) -> ResponseReturnValue:
    return redirect(url_for("writing.item", item_id=version.item_id, kept=version.number), 303)
