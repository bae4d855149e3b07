"""Pages of items that come as a file: send, look, untick, take; and of files that go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.core.pages import page_number, share_words
from lms.core.web import takes_file
from quizzes import bank_queries, exchange_queries
from quizzes.exchange import xlsx
from quizzes.exchange.format import Loss, Packed
from quizzes.exchange.formats import FORMATS, recognised
from quizzes.exchange.reader import BadItemFile, read_items
from quizzes.exchange.verdicts import Fate, Judged, judge
from quizzes.exchange.words import FATES, LOSSES, REASONS
from quizzes.exchange_forms import BY_CONTENT, ItemFileForm
from quizzes.exchange_models import ItemImport
from quizzes.items import KINDS
from quizzes.models import ItemBank
from quizzes.operations import item_imports
from quizzes.permissions import QuizPermission

pages = Blueprint("exchange", __name__, url_prefix="/quizzes/banks/<uuid:bank_id>")
share_words(pages, loss_words=LOSSES, reason_words=REASONS, fate_words=FATES, formats=FORMATS)
CARDS = 25  # on one page of the preview


@pages.get("/imports/")
@requires(QuizPermission.WRITE)
def imports(bank_id: UUID) -> ResponseReturnValue:
    """Send a file, and see those sent before."""
    return _send_page(bank_queries.get_bank(bank_id), ItemFileForm())


@pages.post("/imports/")
@takes_file
@requires(QuizPermission.WRITE)
def send(bank_id: UUID) -> ResponseReturnValue:
    """Read a file; what is wrong with it as a whole is said in a sentence."""
    bank, form = bank_queries.get_bank(bank_id), ItemFileForm()
    if not form.validate():
        return _send_page(bank, form), 422
    body, name = form.file.body(), form.file.data.filename if form.file.data else ""
    if not body:
        body, name = (form.text.data or "").encode(), _("Pasted text")
    chosen = form.format.data
    format_name = recognised(body, name) if chosen == BY_CONTENT else chosen
    try:
        reading = read_items(body, format_name)
    except BadItemFile as error:
        return _send_page(bank, form, error.message), error.status
    one = item_imports.keep(
        bank, reading, file_name=name, format_name=format_name, by=g.actor, at=now()
    )
    return redirect(url_for("exchange.preview", bank_id=bank_id, import_id=one.id), 303)


@pages.get("/imports/template.xlsx")
@requires(QuizPermission.WRITE)
def template(bank_id: UUID) -> Response:
    """Our Excel template, empty, with examples and help."""
    bank_queries.get_bank(bank_id)
    return tables.download(xlsx.template(), xlsx.MEDIA_TYPE, "mau-cau-hoi.xlsx")


@pages.get("/imports/<uuid:import_id>/preview")
@requires(QuizPermission.WRITE)
def preview(bank_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Each item of a file with its fate; nothing is in the bank yet."""
    one = exchange_queries.get_import(g.actor, bank_id, import_id)
    if one.taken_at is not None:
        return redirect(url_for("exchange.report", bank_id=bank_id, import_id=import_id), 303)
    return _preview_page(one)


@pages.post("/imports/<uuid:import_id>/choices")
@requires(QuizPermission.WRITE)
def choose(bank_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Keep the ticks of this page and go on to the next one."""
    one = exchange_queries.get_import(g.actor, bank_id, import_id)
    item_imports.choose(one, _numbers("shown"), _numbers("take"))
    fate, page = request.form.get("fate", "") or None, _next_page()
    target = url_for("exchange.preview", bank_id=bank_id, import_id=import_id, show=fate, page=page)
    return redirect(target, 303)


@pages.post("/imports/<uuid:import_id>/takings")
@requires(QuizPermission.WRITE)
def take(bank_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Take what is ticked into the bank."""
    one = exchange_queries.get_import(g.actor, bank_id, import_id)
    if one.taken_at is None:
        item_imports.choose(one, _numbers("shown"), _numbers("take"))
        try:
            item_imports.take(one, by=g.actor, at=now())
        except Refused as refused:
            return _preview_page(one, refused.message), refused.status
    return redirect(url_for("exchange.report", bank_id=bank_id, import_id=import_id), 303)


@pages.get("/imports/<uuid:import_id>")
@requires(QuizPermission.WRITE)
def report(bank_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """What became of each item."""
    one = exchange_queries.get_import(g.actor, bank_id, import_id)
    if one.taken_at is None:
        return redirect(url_for("exchange.preview", bank_id=bank_id, import_id=import_id), 303)
    return render_template(
        "quizzes/exchange/report.html", one=one, report=one.report, crumbs=_file_crumbs(one.bank)
    )


@pages.get("/export")
@requires(QuizPermission.WRITE)
def export(bank_id: UUID) -> ResponseReturnValue:
    """Choose a format, and see what it would lose before anything is downloaded."""
    bank, items = bank_queries.get_bank(bank_id), exchange_queries.outgoing_of(bank_id)
    name = request.args.get("format", "")
    packed = FORMATS[name].write(items) if name in FORMATS and items else None
    return render_template(
        "quizzes/exchange/export.html",
        bank=bank,
        count=len(items),
        chosen=name if packed else "",
        packed=packed,
        lost=_by_loss(packed) if packed else [],
        crumbs=_crumbs(bank),
    )


@pages.get("/export/<string:format_name>")
@requires(QuizPermission.WRITE)
def download(bank_id: UUID, format_name: str) -> Response:
    """The bank as a file of this format."""
    bank = bank_queries.get_bank(bank_id)
    items = exchange_queries.outgoing_of(bank_id)
    if format_name not in FORMATS or not items:
        raise Missing
    form = FORMATS[format_name]
    packed = form.write(items)
    record(
        "items.exported", bank, by=g.actor, at=now(), label=bank.title, format=format_name,
        items=len(items) - len(packed.left_out),
    )  # fmt: skip
    return tables.download(
        packed.body, form.MEDIA_TYPE, f"cau-hoi-{_ascii(bank.code)}{form.ENDING}"
    )


def _ascii(code: str) -> str:
    return "".join(c for c in code.lower() if c.isascii() and c.isalnum())


def _by_loss(packed: Packed) -> list[tuple[Loss, Sequence[int]]]:
    """What is lost, each with the numbers of the items that lose it."""
    found = {loss for losses in packed.lost.values() for loss in losses}
    return [
        (loss, [number for number, losses in packed.lost.items() if loss in losses])
        for loss in sorted(found)
    ]


def _numbers(name: str) -> list[int]:
    texts = request.form.getlist(name)
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 7]


def _next_page() -> int:
    text = request.form.get("page", "1")
    return int(text) + 1 if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _crumbs(bank: ItemBank) -> list[tuple[str, str]]:
    return [(url_for("banks.bank", bank_id=bank.id), bank.title)]


def _file_crumbs(bank: ItemBank) -> list[tuple[str, str]]:
    files = url_for("exchange.imports", bank_id=bank.id), str(_("Questions from a file"))
    return [*_crumbs(bank), files]


def _send_page(bank: ItemBank, form: ItemFileForm, problem: str = "") -> str:
    return render_template(
        "quizzes/exchange/imports.html",
        bank=bank,
        form=form,
        problem=problem,
        mine=exchange_queries.imports_of(g.actor, bank.id),
        crumbs=_crumbs(bank),
    )


def _preview_page(one: ItemImport, problem: str = "") -> str:
    judged = judge(one.reading, exchange_queries.questions_of(one.bank_id))
    show = request.args.get("show", "")
    some = [row for row in judged if show not in set(Fate) or row.fate == show]
    page = min(page_number(), max(1, -(-len(some) // CARDS)))
    rows = some[(page - 1) * CARDS : page * CARDS]
    left_out = set(one.left_out)
    return render_template(
        "quizzes/exchange/preview.html",
        one=one,
        problem=problem,
        rows=rows,
        counts=Counter(row.fate for row in judged),
        total=len(judged),
        twins=sum(row.is_twin for row in judged),
        wanted=sum(row.wording is not None and row.number not in left_out for row in judged),
        left_out=left_out,
        fates=Fate,
        show=show if show in set(Fate) else "",
        page=page,
        more=page * CARDS < len(some),
        key_words={row.number: _key_words(row) for row in rows},
        kinds=KINDS,
        form=Form(),
        crumbs=_file_crumbs(one.bank),
    )


def _key_words(row: Judged) -> list[str]:
    return KINDS[row.wording.kind].key_words(row.wording) if row.wording else []
