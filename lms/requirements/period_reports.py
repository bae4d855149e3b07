"""The office's table of a period: the same rows as the page. Keys as in `reports`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from lms.core.i18n import day, long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.requirements.duties import Duty
from lms.requirements.models import TrainingYear
from lms.requirements.period_figures import Done, PeriodRow
from lms.requirements.reporting_periods import Period
from lms.requirements.reports import about, coverage_columns
from lms.requirements.rules import Coverage, total
from lms.requirements.words import duty_words


def period_report(
    rows: Sequence[PeriodRow],
    *,
    year: TrainingYear,
    period: Period,
    counted_on: date,
    title: str,
    map_day: date,
    made_on: date,
    agency: str,
    scope: str,
    first_heading: str,
    duty: Duty,
    elsewhere: int,
) -> Report:
    """The table of a period: how far people are at its end, what was done within it."""
    notes = [
        f"{duty.title}: {duty_words(duty.rule)}",
        duty.version.legal_basis,
        _("Columns (4) to (9) speak of the last day; columns (10) to (15) of the period alone."),
    ]
    if elsewhere:
        notes.append(_("Attendances of people who have left the rosters: %(n)s", n=elsewhere))
    done = sum((row.done for row in rows), Done())
    return Report(
        name=_("Period report"),
        superior=SUPERIOR,
        agency=agency.upper(),
        title=title,
        subtitle=_(
            "(%(scope)s; from %(since)s to %(until)s, map of %(map)s)",
            scope=scope,
            since=day(period.opens),
            until=day(period.closes),
            map=day(map_day),
        ),
        columns=_columns(first_heading),
        rows=[
            [n, row.line.title, row.line.code, *_cells(row.line.coverage, row.done)]
            for n, row in enumerate(rows, 1)
        ],
        total=[None, _("Total"), None,
               *_cells(total([row.line.coverage for row in rows]), done)],
        place_and_day=f"{PLACE}, {long_day(made_on)}",
        signatures=SIGNATURES,
        notes=notes,
        about={
            **about(year, duty, scope, counted_on, map_day),
            "since": period.opens.isoformat(),
            "until": period.closes.isoformat(),
            "attendances_elsewhere": elsewhere,
        },
    )  # fmt: skip


def _columns(first_heading: str) -> list[Column]:
    return [
        *coverage_columns(first_heading)[:8],
        Column(_("Exempt"), key="exempt"),
        Column(_("Newly trained in the period"), key="newly_met"),
        Column(_("Class attendances"), key="attendances"),
        Column(_("People in classes"), key="attendees"),
        Column(_("Person-hours"), key="hours"),
        Column(_("Modules passed"), key="completions"),
        Column(_("Outside courses recognised"), key="recognised"),
    ]


def _cells(c: Coverage, d: Done) -> list[Cell]:
    return [
        c.members, c.bound, c.met, c.rate, c.to_reach, c.exempt,
        d.newly_met, d.attendances, d.attendees, d.hours, d.completions, d.recognised,
    ]  # fmt: skip
