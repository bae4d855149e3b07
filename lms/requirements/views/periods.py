"""The page of an office's reports: a period, a unit, its table; as PDF, Excel and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, current_app, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.pages import day_asked
from lms.requirements import duties, queries
from lms.requirements.models import ClosingRule
from lms.requirements.period_figures import (
    PeriodRow,
    Where,
    attendances_elsewhere,
    period_rows,
)
from lms.requirements.period_reports import period_report
from lms.requirements.permissions import CoveragePermission
from lms.requirements.reporting_periods import Period, named, periods_of
from lms.requirements.views.scopes import Scope, first_heading, rows_of, scope_asked
from lms.requirements.words import period_words

pages = Blueprint("periods", __name__, url_prefix="/requirements")
pages.add_app_template_filter(period_words, "period_words")


@dataclass(frozen=True)
class Asked:
    """What a report is about: the coverage scope of its last day, and the period."""

    scope: Scope
    period: Period

    @property
    def rows(self) -> list[PeriodRow]:
        """The lines, in the order of names."""
        s = self.scope
        lines = queries.arranged(rows_of(s), "name", descending=False)
        where = Where(s.duty, s.day, s.unit.id, s.map_day, s.lines)
        return period_rows(g.actor, where, self.period, lines)

    @property
    def elsewhere(self) -> int:
        """Attendances of people who have left; a question only of everybody."""
        if not self.scope.is_province:
            return 0
        return attendances_elsewhere(self.period, self.scope.day)


@pages.get("/<int:year>/report")
@requires(CoveragePermission.READ)
def report(year: int) -> ResponseReturnValue:
    """The report of a period; without one asked for, of the year so far."""
    asked = _asked(year)
    decree = asked.scope.year.closing_rule is ClosingRule.DECREE
    return render_template(
        "requirements/report.html",
        asked=asked,
        table=_report(asked),
        ready=[
            (rule, [p for p in periods_of(year, decree=rule) if p.opens <= asked.scope.last_day])
            for rule in (decree, not decree)
        ],
        duties=duties.duties(asked.scope.year, asked.scope.day),
    )


@pages.get("/<int:year>/report.<string:ending>")
@requires(CoveragePermission.READ)
def report_file(year: int, ending: str) -> Response:
    """The same table as a file. Every download is logged by name."""
    if ending not in tables.WRITERS:
        raise Missing
    asked = _asked(year)
    record(
        "report.exported", asked.scope.year, by=g.actor, at=now(), label=asked.scope.unit.title,
        file=ending, since=asked.period.opens.isoformat(), until=asked.period.closes.isoformat(),
    )  # fmt: skip
    write, kind = tables.WRITERS[ending]
    name = f"bao-cao-{asked.period.opens:%Y%m%d}-{asked.period.closes:%Y%m%d}.{ending}"
    return tables.download(write(_report(asked)), kind, name)


def _asked(year: int) -> Asked:
    scope = scope_asked(year)
    if scope is None:
        raise Missing
    since = min(day_asked("since", scope.year.opens), scope.day)
    return Asked(scope, named(since, _last(scope)))


def _last(scope: Scope) -> date:
    """The last day of the period: as asked for, though the roster counted may be today's."""
    return max(scope.day, min(day_asked("day", scope.day), scope.year.closes))


def _report(asked: Asked) -> tables.Report:
    scope = asked.scope
    words = period_words(asked.period).upper()
    return period_report(
        asked.rows,
        year=scope.year,
        period=asked.period,
        counted_on=scope.day,
        title=_("RESULTS OF TRAINING, %(period)s", period=words),
        map_day=scope.map_day,
        made_on=today(),
        agency=current_app.config["ORGANISATION"],
        scope=scope.unit.title,
        first_heading=first_heading(scope),
        duty=scope.duty,
        elsewhere=asked.elsewhere,
    )
