"""The attendance sheet on paper: A4 pages with numbered rows, a QR code and a short code each."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for

from lms.core.codes import shown_code
from lms.core.i18n import long_day
from lms.core.pdf import to_pdf
from lms.core.pictures import qr_picture
from lms.training.models import TrainingClass
from lms.training.sheet_models import SheetPage
from lms.training.sheet_queries import lines_of


def sheets_pdf(
    held: TrainingClass, place: str, pages: Sequence[SheetPage], *, agency: str, address: str
) -> bytes:
    """The pages of a hall; the same pages give the same bytes. `address`: of the server."""
    html = render_template(
        "documents/sheet.html",
        held=held,
        place=place,
        day=long_day(held.held_on),
        agency=agency,
        address=address.partition("://")[2] or address,
        pages=[
            {
                "page": page,
                "lines": lines_of(page, held),
                "code": shown_code(page.code),
                "qr": qr_picture(address + url_for("keying.page", code=page.code)),
            }
            for page in pages
        ],
    )
    return to_pdf(html, render_template("documents/sheet.css"))
