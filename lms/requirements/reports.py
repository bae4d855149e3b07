"""The office's table of coverage, for XLSX and CSV: the same rows as the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from lms.core.i18n import day, long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.requirements.duties import Duty
from lms.requirements.models import TrainingYear
from lms.requirements.period_figures import Done, PeriodRow
from lms.requirements.queries import CoverageRow
from lms.requirements.reporting_periods import Period
from lms.requirements.rules import Coverage, total
from lms.requirements.words import duty_words


def coverage_report(
    rows: Sequence[CoverageRow],
    *,
    year: TrainingYear,
    counted_on: date,
    map_day: date,
    made_on: date,
    agency: str,
    scope: str,
    first_heading: str,
    duty: Duty,
    elsewhere: int,
) -> Report:
    """The coverage table of an office: STT, unit, code, people, share, attendances."""
    notes = [f"{duty.title}: {duty_words(duty.rule)}", duty.version.legal_basis]
    if elsewhere:
        notes.append(_("Attendances of people who have left the rosters: %(n)s", n=elsewhere))
    return Report(
        name=_("Coverage %(year)s", year=year.year),
        superior=SUPERIOR,
        agency=agency.upper(),
        title=_("RESULTS OF THE YEARLY TRAINING IN %(year)s", year=year.year),
        subtitle=_(
            "(%(scope)s; roster of %(day)s, map of %(map)s)",
            scope=scope,
            day=day(counted_on),
            map=day(map_day),
        ),
        columns=_columns(first_heading),
        rows=[_cells(number, row) for number, row in enumerate(rows, 1)],
        total=_total(total([row.coverage for row in rows])),
        place_and_day=f"{PLACE}, {long_day(made_on)}",
        signatures=SIGNATURES,
        notes=notes,
    )


def _columns(first_heading: str) -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(first_heading, 34),
        Column(_("Code"), 10),
        Column(_("Members on the roster")),
        Column(_("To be trained")),
        Column(_("Trained")),
        Column(_("Share"), share=True),
        Column(_("Still to reach")),
        Column(_("Of them out of reach")),
        Column(_("Exempt")),
        Column(_("Not bound this year")),
        Column(_("Class attendances")),
        Column(_("Modules passed online")),
        Column(_("Outside courses recognised")),
        Column(_("Person-hours")),
    ]


def _cells(number: int, row: CoverageRow) -> list[Cell]:
    return [number, row.title, row.code, *_figures(row.coverage)]


def _total(coverage: Coverage) -> list[Cell]:
    return [None, _("Total"), None, *_figures(coverage)]


def _figures(c: Coverage) -> list[Cell]:
    return [
        c.members,
        c.bound,
        c.met,
        c.rate,
        c.to_reach,
        c.unreachable,
        c.exempt,
        c.not_bound,
        c.attendances,
        c.completions,
        c.recognised,
        c.hours,
    ]


def period_report(
    rows: Sequence[PeriodRow],
    *,
    period: Period,
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
        columns=_period_columns(first_heading),
        rows=[
            [n, row.line.title, row.line.code, *_period_cells(row.line.coverage, row.done)]
            for n, row in enumerate(rows, 1)
        ],
        total=[None, _("Total"), None,
               *_period_cells(total([row.line.coverage for row in rows]), done)],
        place_and_day=f"{PLACE}, {long_day(made_on)}",
        signatures=SIGNATURES,
        notes=notes,
    )  # fmt: skip


def _period_columns(first_heading: str) -> list[Column]:
    return [
        *_columns(first_heading)[:8],
        Column(_("Exempt")),
        Column(_("Newly trained in the period")),
        Column(_("Class attendances")),
        Column(_("People in classes")),
        Column(_("Person-hours")),
        Column(_("Modules passed online")),
        Column(_("Outside courses recognised")),
    ]


def _period_cells(c: Coverage, d: Done) -> list[Cell]:
    return [
        c.members, c.bound, c.met, c.rate, c.to_reach, c.exempt,
        d.newly_met, d.attendances, d.attendees, d.hours, d.completions, d.recognised,
    ]  # fmt: skip
