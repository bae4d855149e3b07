"""The training of the same unit and days, beside the visits: who is trained, who was in classes.

The figures are those of the coverage pages and of the reports of a period; nothing is counted anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.access import Actor
from lms.org.models import Level
from lms.requirements import duties, queries, rules
from lms.requirements.period_figures import Done, PeriodRow, Where, period_rows
from lms.requirements.reporting_periods import Period
from lms.requirements.rules import Coverage


@dataclass(frozen=True)
class Training:
    """How far the people of a line are on the last day; what they did in classes within the days.

    Attendances (lượt) and attendees (different people) stand side by side, never added together.
    """

    coverage: Coverage
    done: Done


def training(
    actor: Actor, unit_id: UUID, lines: Level, since: date, day: date
) -> dict[UUID, Training]:
    """Line below a unit → its training; nothing for days without a training year."""
    year = duties.find_year(day.year)
    in_force = duties.duties(year, day) if year else []
    if year is None or not in_force or not year.opens <= day <= year.closes:
        return {}
    duty = in_force[0]
    if lines is Level.VILLAGE:
        rows = queries.by_team(actor, duty, day, unit_id)
    else:
        rows = queries.by_commune(actor, duty, day, unit_id, level=lines)
    where = Where(duty, day, unit_id, day, lines)
    found = period_rows(actor, where, Period(max(since, year.opens), day), rows)
    return {row.line.id: _training(row) for row in found}


def together(some: Iterable[Training]) -> Training:
    """Of lines that have no person in common."""
    kept = list(some)
    done = sum((one.done for one in kept), Done())
    return Training(rules.total([one.coverage for one in kept]), done)


def _training(row: PeriodRow) -> Training:
    return Training(row.line.coverage, row.done)
