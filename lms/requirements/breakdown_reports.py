"""The breakdowns of coverage in office form: the same lines as the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from lms.core.i18n import day, long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.requirements.breakdowns import Lens, Line, YearLine, part_of_all
from lms.requirements.groups import Ground
from lms.requirements.reports import about
from lms.requirements.rules import Coverage
from lms.requirements.words import duty_words

LENSES = {
    Lens.REQUIREMENT: lazy_gettext("Duty"),
    Lens.ROLE: lazy_gettext("Role in the team"),
    Lens.POST: lazy_gettext("Post"),
    Lens.SEX: lazy_gettext("Sex"),
    Lens.TOPIC: lazy_gettext("Module, topic"),
    Lens.MODE: lazy_gettext("Way of learning"),
    Lens.YEAR: lazy_gettext("Year over year"),
}
# What must be known to read the table.
NOTES = {
    Lens.REQUIREMENT: lazy_gettext("Each duty counts the same people by its own rule."),
    Lens.POST: lazy_gettext("Somebody with several posts stands in several lines."),
    Lens.TOPIC: lazy_gettext(
        "Each line holds the people who have covered the topic: by its module, in a class or in "
        "an outside course. One person may have covered several."
    ),
    Lens.MODE: lazy_gettext(
        "Somebody may have learnt in several ways. The last five lines share nobody and add up "
        "to everybody on the roster."
    ),
    Lens.YEAR: lazy_gettext(
        "Each year is counted by its own rule and roster, on the map of its day."
    ),
}
PARTS = {
    Lens.TOPIC: lazy_gettext("Part of all to be trained"),
    Lens.MODE: lazy_gettext("Part of all trained"),
}


def breakdown_report(
    lens: Lens, lines: Sequence[Line], total: Coverage, ground: Ground, *,
    unit: str, agency: str, made_on: date,
) -> Report:  # fmt: skip
    """A breakdown as a table of the office."""
    rows = [_cells(n, lens, line, total) for n, line in enumerate(lines, 1)]
    whole = Line(str(_("Everybody")), total, {})
    return _report(
        lens, ground, _columns(lens), rows, [None, *_cells(0, lens, whole, total)[1:]],
        unit=unit, agency=agency, made_on=made_on,
    )  # fmt: skip


def year_report(
    lines: Sequence[YearLine], ground: Ground, *, unit: str, agency: str, made_on: date
) -> Report:
    """The same unit in every year as a table of the office."""
    rows = [_year_cells(number, line) for number, line in enumerate(lines, 1)]
    return _report(
        Lens.YEAR, ground, _year_columns(), rows, [],
        unit=unit, agency=agency, made_on=made_on,
    )  # fmt: skip


def _report(
    lens: Lens, ground: Ground, columns: list[Column], rows: list[list[Cell]], total: list[Cell],
    *, unit: str, agency: str, made_on: date,
) -> Report:  # fmt: skip
    duty = ground.duty
    return Report(
        name=str(LENSES[lens])[:31],
        superior=SUPERIOR,
        agency=agency.upper(),
        title=_("RESULTS OF THE YEARLY TRAINING IN %(year)s", year=ground.year.year),
        subtitle=_(
            "(%(lens)s; %(scope)s; roster of %(day)s, map of %(map)s)",
            lens=LENSES[lens],
            scope=unit,
            day=day(ground.day),
            map=day(ground.map_day),
        ),
        columns=columns,
        rows=rows,
        total=total,
        place_and_day=f"{PLACE}, {long_day(made_on)}",
        signatures=SIGNATURES,
        notes=[str(NOTES.get(lens, "")), f"{duty.title}: {duty_words(duty.rule)}"],
        about={
            **about(ground.year, duty, unit, ground.day, ground.map_day),
            "by": lens.value,
        },
    )


def _columns(lens: Lens) -> list[Column]:
    columns = [
        Column(_("No."), 6),
        Column(str(LENSES[lens]), 40, key="title"),
        Column(_("Members on the roster"), key="members"),
        Column(_("To be trained"), key="bound"),
        Column(_("Trained"), key="met"),
        Column(_("Share"), share=True, key="rate"),
        Column(_("Still to reach"), key="to_reach"),
        Column(_("Exempt"), key="exempt"),
        Column(_("Not bound this year"), key="not_bound"),
    ]
    if lens in PARTS:
        columns.append(Column(str(PARTS[lens]), share=True, key="part_of_all"))
    return columns


def _cells(number: int, lens: Lens, line: Line, total: Coverage) -> list[Cell]:
    c = line.coverage
    cells: list[Cell] = [
        number, line.title, c.members, c.bound, c.met, c.rate, c.to_reach, c.exempt, c.not_bound,
    ]  # fmt: skip
    return [*cells, part_of_all(lens, c, total)] if lens in PARTS else cells


def _year_columns() -> list[Column]:
    closing = _("on the last day of the year")
    return [
        Column(_("No."), 6),
        Column(_("Year"), 10, key="year"),
        Column(_("On the day"), 14, key="day"),
        Column(_("To be trained"), key="bound"),
        Column(_("Trained"), key="met"),
        Column(_("Share"), share=True, key="rate"),
        Column(f"{_('To be trained')}, {closing}", 16, key="bound_at_close"),
        Column(f"{_('Trained')}, {closing}", 16, key="met_at_close"),
        Column(f"{_('Share')}, {closing}", 16, share=True, key="rate_at_close"),
    ]


def _year_cells(number: int, line: YearLine) -> list[Cell]:
    return [
        number,
        str(line.year.year),
        day(line.day),
        *_three(line.then),
        *_three(line.at_close),
    ]


def _three(c: Coverage | None) -> list[Cell]:
    return [None, None, None] if c is None else [c.bound, c.met, c.rate]
