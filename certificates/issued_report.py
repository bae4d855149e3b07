"""The office's list of certificates, for XLSX: the same rows as the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from certificates.issued_words import STATUSES
from certificates.models import Certificate
from certificates.queries import status
from lms.core.i18n import day as shown_day
from lms.core.i18n import long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report


def issued_report(rows: Iterable[Certificate], *, day: date, agency: str) -> Report:
    """The list as of a day, read as it is written: number, holder, programme, days, status."""
    return Report(
        name=_("Certificates"),
        superior=SUPERIOR,
        agency=agency.upper(),
        title=_("LIST OF CERTIFICATES ISSUED"),
        subtitle=_("(as of %(day)s)", day=shown_day(day)),
        columns=_columns(),
        rows=(_cells(number, row, day) for number, row in enumerate(rows, 1)),
        place_and_day=f"{PLACE}, {long_day(day)}",
        signatures=SIGNATURES,
    )


def _columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("Number in the book"), 26),
        Column(_("Full name"), 26),
        Column(_("Born in"), 9),
        Column(_("Team"), 30),
        Column(_("Commune, ward"), 20),
        Column(_("Programme"), 34),
        Column(_("Year"), 8),
        Column(_("Issued on")),
        Column(_("Holds until")),
        Column(_("Status"), 20),
        Column(_("Decision"), 22),
    ]


def _cells(number: int, row: Certificate, day: date) -> list[Cell]:
    return [
        number,
        row.number_text,
        row.holder_name,
        row.birth_year,
        row.team_name,
        row.unit_name,
        row.programme,
        row.year,
        shown_day(row.issued_on),
        shown_day(row.valid_until),
        str(STATUSES[status(row, day)][0]),
        row.step.decision_number if row.step else row.decision,
    ]
