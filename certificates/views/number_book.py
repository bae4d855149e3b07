"""Pages of the number book: every number in order, printed volumes, void numbers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates import number_book, operations, queries
from certificates.book_forms import VoidForm
from certificates.number_book import VOLUME, Book
from certificates.permissions import CertificatePermission
from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.pages import PAGE_SIZE, page_number

pages = Blueprint("number_book", __name__, url_prefix="/certificates/book")
READ = CertificatePermission.READ


@pages.get("/")
@requires(READ)
def overview() -> ResponseReturnValue:
    """Every book: issuer, year, numbers given."""
    return render_template("certificates/book/overview.html", books=number_book.books(g.actor))


@pages.get("/<uuid:issuer_id>/<int:year>")
@requires(READ)
def book(issuer_id: UUID, year: int) -> ResponseReturnValue:
    """One book, fifty numbers a page; and whether a number is missing."""
    return _book_page(number_book.get_book(g.actor, issuer_id, year), VoidForm())


@pages.post("/<uuid:issuer_id>/<int:year>/voids")
@requires(CertificatePermission.REVOKE)
def void(issuer_id: UUID, year: int) -> ResponseReturnValue:
    """Take the next number out of this year's book; no certificate will bear it."""
    found, form = number_book.get_book(g.actor, issuer_id, year), VoidForm()
    if not form.validate():
        return _book_page(found, form), 422
    try:
        if year != today().year:
            raise Refused(_("Only the book of this year still gives numbers."))
        if form.next_number.data != str(found.last + 1):
            raise Refused(_("Another number was given meanwhile. Please look at the next one."))
        operations.void_number(found.issuer, form.reason.data or "", by=g.actor, at=now())
    except Refused as refused:
        return _book_page(found, form, refused.message), 409
    last = (found.last + PAGE_SIZE) // PAGE_SIZE
    return redirect(url_for("number_book.book", issuer_id=issuer_id, year=year, page=last), 303)


@pages.get("/<uuid:issuer_id>/<int:year>/register.xlsx")
@requires(READ)
def register_file(issuer_id: UUID, year: int) -> Response:
    """The whole book as a table."""
    found = number_book.get_book(g.actor, issuer_id, year)
    report = number_book.register(found, number_book.all_entries(found), today())
    _note(found, "xlsx", found.last)
    return tables.send_rows(report, "xlsx", f"so-cap-{year}.xlsx")


@pages.get("/<uuid:issuer_id>/<int:year>/volume-<int:volume>.pdf")
@requires(READ)
def volume_file(issuer_id: UUID, year: int, volume: int) -> Response:
    """One volume as an office prints and binds it."""
    found = number_book.get_book(g.actor, issuer_id, year)
    if not 1 <= volume <= found.volumes:
        raise Missing
    rows = number_book.entries(found, (volume - 1) * VOLUME + 1, volume * VOLUME)
    body = tables.to_pdf_report(number_book.register(found, rows, today(), volume))
    _note(found, "pdf", len(rows))
    return tables.download(body, tables.PDF, f"so-cap-{year}-quyen-{volume}.pdf")


def _book_page(found: Book, form: VoidForm, problem: str = "") -> str:
    asked = request.args.get("number", "")
    page = page_number()
    if asked.isascii() and asked.isdigit() and len(asked) < 7:  # go to a number
        page = max(1, -(-int(asked) // PAGE_SIZE))
    first = (page - 1) * PAGE_SIZE + 1
    return render_template(
        "certificates/book/book.html",
        book=found,
        rows=number_book.entries(found, first, first + PAGE_SIZE - 1),
        gaps=number_book.gaps(found),
        page=page,
        more=found.last >= first + PAGE_SIZE,
        is_open=found.year == today().year,
        status_of=lambda one: queries.status(one, today()),
        volumes=found.volumes_with(first, first + PAGE_SIZE - 1),
        form=form,
        problem=problem,
    )  # fmt: skip


def _note(found: Book, form: str, number: int) -> None:
    label = f"{found.issuer.series} {found.year}"
    record(
        "certificate.exported", found.issuer, by=g.actor, at=now(), label=label, form=form,
        number=number,
    )  # fmt: skip
