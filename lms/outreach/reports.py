"""The office's tables of the log: sums by commune, team and month, and the lines behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from courses.words import TOPICS
from lms.core.i18n import day as day_words
from lms.core.i18n import long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.outreach.beside import Training, together
from lms.outreach.months import Days
from lms.outreach.rules import Figures
from lms.outreach.sums import VisitRow
from lms.outreach.table import LineRow, MonthRow


@dataclass(frozen=True)
class Office:
    """What stands around a table: the unit or team it is about, who makes it, on which day."""

    scope: str
    agency: str
    made_on: date


def lines_report(rows: Sequence[LineRow], days: Days, office: Office, heading: str) -> Report:
    """Communes or teams: visits, and training beside."""
    known = [row.training for row in rows if row.training]
    return _report(
        days,
        [
            Column(heading, 34),
            *_figure_columns(),
            Column(_("Trained by the last day")),
            Column(_("To be trained")),
            Column(_("Class attendances")),
            Column(_("People in classes")),
        ],
        [[row.title, *_figures(row.figures), *_training(row.training)] for row in rows],
        [*_figures(sum((row.figures for row in rows), Figures())), *_training(together(known))],
        office,
    )  # fmt: skip


def months_report(rows: Sequence[MonthRow], days: Days, office: Office) -> Report:
    """The months of a unit or team, with the change of household attendances."""
    whole = Days(days.year, days.counted, None)
    return _report(
        whole,
        [Column(_("Month"), 20), *_figure_columns(), Column(_("Compared with the month before"))],
        [
            [_("Month %(n)s/%(year)s", n=row.month.number, year=row.month.year),
             *_figures(row.figures), row.change.households]
            for row in rows
        ],
        [*_figures(sum((row.figures for row in rows), Figures())), None],
        office,
    )  # fmt: skip


def visits_report(rows: Iterable[VisitRow], total: Figures, days: Days, office: Office) -> Report:
    """The lines themselves, read as they are written; their sum is known before."""
    return _report(
        days,
        [
            Column(_("Day"), 12),
            Column(_("Team"), 30),
            Column(_("Where"), 24),
            Column(_("What the team helped with"), 24),
            *_figure_columns()[1:],
            Column(_("From paper"), 10),
            Column(_("Note"), 30),
        ],
        (
            [day_words(v.visited_on), row.team.name, v.place, str(TOPICS[v.topic]), v.households,
             v.products, v.accounts, _("yes") if v.on_paper else "", v.note]
            for row in rows if (v := row.visit)
        ),
        ["", "", "", *_figures(total)[1:], "", ""],
        office,
    )  # fmt: skip


def _report(
    days: Days,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    total: Sequence[Cell],
    office: Office,
) -> Report:
    return Report(
        name=_("Outreach"),
        superior=SUPERIOR,
        agency=office.agency.upper(),
        title=_("VISITS FROM HOUSE TO HOUSE OF THE COMMUNITY DIGITAL TECHNOLOGY TEAMS"),
        subtitle=_(
            "(%(scope)s; from %(since)s to %(until)s)",
            scope=office.scope,
            since=day_words(days.since),
            until=day_words(days.map_day),
        ),
        columns=[Column(_("No."), 6), *columns],
        rows=([number, *row] for number, row in enumerate(rows, 1)),
        total=[None, _("Total"), *total],
        place_and_day=f"{PLACE}, {long_day(office.made_on)}",
        signatures=SIGNATURES,
        notes=[_("Household attendances count each time a household is helped, not households.")],
    )


def _figure_columns() -> list[Column]:
    return [
        Column(_("Visits")),
        Column(_("Household attendances")),
        Column(_("Products helped online")),
        Column(_("Accounts opened")),
    ]


def _figures(one: Figures) -> list[Cell]:
    return [one.visits, one.households, one.products, one.accounts]


def figures_of(row: VisitRow) -> Figures:
    """What one line adds to the sums."""
    visit = row.visit
    return Figures(1, visit.households, visit.products, visit.accounts)


def _training(one: Training | None) -> list[Cell]:
    if one is None:
        return [None, None, None, None]
    done = one.done
    return [one.coverage.met, one.coverage.bound, done.attendances, done.attendees]
