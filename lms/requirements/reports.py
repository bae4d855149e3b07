"""The office's tables of coverage and its breakdowns: the same rows as the page.

The keys of the columns are what JSON calls them; they mean what `rules.Coverage` says, `rate` is
met ÷ bound. They stay as they are: others read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from lms.core.i18n import day, long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.requirements.duties import Duty
from lms.requirements.models import TrainingYear
from lms.requirements.queries import CoverageRow
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
        columns=coverage_columns(first_heading),
        rows=[_cells(number, row) for number, row in enumerate(rows, 1)],
        total=_total(total([row.coverage for row in rows])),
        place_and_day=f"{PLACE}, {long_day(made_on)}",
        signatures=SIGNATURES,
        notes=notes,
        about={
            **about(year, duty, scope, counted_on, map_day),
            "attendances_elsewhere": elsewhere,
        },
    )


def about(
    year: TrainingYear, duty: Duty, unit: str, counted_on: date, map_day: date
) -> dict[str, str | int | None]:
    """What a table is about, for JSON."""
    return {
        "year": year.year,
        "unit": unit,
        "roster_day": counted_on.isoformat(),
        "map_day": map_day.isoformat(),
        "duty": duty.code,
        "duty_title": duty.title,
        "rule_version": duty.version.number,
    }


def coverage_columns(first_heading: str) -> list[Column]:
    """The columns of a coverage table."""
    return [
        Column(_("No."), 6),
        Column(first_heading, 34, key="title"),
        Column(_("Code"), 10, key="code"),
        Column(_("Members on the roster"), key="members"),
        Column(_("To be trained"), key="bound"),
        Column(_("Trained"), key="met"),
        Column(_("Share"), share=True, key="rate"),
        Column(_("Still to reach"), key="to_reach"),
        Column(_("Of them out of reach"), key="unreachable"),
        Column(_("Exempt"), key="exempt"),
        Column(_("Not bound this year"), key="not_bound"),
        Column(_("Class attendances"), key="attendances"),
        Column(_("Modules passed"), key="completions"),
        Column(_("Outside courses recognised"), key="recognised"),
        Column(_("Person-hours"), key="hours"),
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
