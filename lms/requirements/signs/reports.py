"""The signs as a table of the office, for XLSX and CSV: the same rows as the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from lms.core.i18n import day, long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.requirements.models import TrainingYear
from lms.requirements.signs.queries import SignRow, Who
from lms.requirements.signs.words import ABOUT, SHOWS, helped, sentence


def signs_report(
    rows: Sequence[SignRow],
    people: Mapping[UUID, Who],
    *,
    year: TrainingYear,
    scope: str,
    made_on: date,
    agency: str,
) -> Report:
    """Every sign with its facts, whom it is about, and what came of looking at it."""
    return Report(
        name=_("Signs %(year)s", year=year.year),
        superior=SUPERIOR,
        agency=agency.upper(),
        title=_("SIGNS TO LOOK AT AGAIN IN %(year)s", year=year.year),
        subtitle=f"({scope})",
        columns=[
            Column(_("No."), 6),
            Column(_("Sign"), 24),
            Column(_("Day"), 12),
            Column(_("Facts"), 44),
            Column(_("Helped"), 10),
            Column(_("People"), 44),
            Column(_("State"), 16),
            Column(_("Reason"), 30),
            Column(_("Looked at by"), 22),
        ],
        rows=[_cells(number, row, people) for number, row in enumerate(rows, 1)],
        place_and_day=f"{PLACE}, {long_day(made_on)}",
        signatures=SIGNATURES,
        notes=[fair_words()],
    )


def fair_words() -> str:
    """What stands on every page and paper about signs."""
    return str(_("These are facts that stand out, not findings against anybody."))


def _cells(number: int, row: SignRow, people: Mapping[UUID, Who]) -> list[Cell]:
    last = row.reviews[0] if row.reviews else None
    return [
        number,
        str(ABOUT[row.sign.kind].title),
        day(row.sign.day),
        sentence(row.sign),
        helped(row.sign),
        "; ".join(_named(people[one]) for one in row.sign.people),
        str(SHOWS[row.show]),
        last.reason if last else "",
        last.by_name if last else "",
    ]


def _named(who: Who) -> str:
    return f"{who.name} ({who.team})" if who.team else who.name
