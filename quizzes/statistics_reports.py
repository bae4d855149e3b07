"""Figures of a quiz as a table of the office, for XLSX and CSV: the same rows as the page."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from lms.core.i18n import long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from quizzes.rules.statistics import ENOUGH
from quizzes.statistics_queries import ItemLine, QuizStatistics
from quizzes.statistics_words import METHODS, SAYINGS


def statistics_report(found: QuizStatistics, *, made_on: date, agency: str) -> Report:
    """A row an item version, and under the table how each figure is reckoned."""
    notes = [f"{title}: {words}" for title, words in METHODS]
    if found.figures.people < ENOUGH:
        notes.insert(0, _("Fewer than %(n)s people: the figures may still change much.", n=ENOUGH))
    return Report(
        name=_("Questions"),
        superior=SUPERIOR,
        agency=agency.upper(),
        title=_("HOW THE QUESTIONS OF A QUIZ FARE"),
        subtitle=f"({found.quiz.title})",
        columns=[
            Column(_("No."), 6),
            Column(_("Question"), 48),
            Column(_("Version"), 9),
            Column(_("To note"), 18),
            Column(_("People"), 9),
            Column(_("Right"), 10, share=True),
            Column(_("By guessing"), 11, share=True),
            Column(_("Standard deviation"), 11),
            Column(_("Tells apart"), 11),
            Column(_("Of what is possible"), 11, share=True),
            Column(_("Alpha without it"), 11),
            Column(_("Seconds"), 9),
        ],
        rows=[_cells(number, line) for number, line in enumerate(found.items.values(), 1)],
        place_and_day=f"{PLACE}, {long_day(made_on)}",
        signatures=SIGNATURES,
        notes=notes,
    )


def _cells(number: int, line: ItemLine) -> list[Cell]:
    figures = line.figures
    return [
        number,
        line.stem,
        line.version_number,
        str(SAYINGS[line.verdict].short),
        figures.people,
        _share(figures.facility),
        _share(line.guess),
        _rounded(figures.deviation),
        _rounded(figures.discrimination),
        _share(figures.efficiency),
        _rounded(figures.alpha_without),
        None if line.seconds is None else round(line.seconds),
    ]


def _share(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(value).limit_denominator(10_000)


def _rounded(value: float | None) -> str | None:
    """Two decimals as text: the number format of the office’s tables has one."""
    return None if value is None else f"{value:.2f}".replace(".", ",")
