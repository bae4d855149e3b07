"""The tables of a unit: its months, and its communes or teams with their training beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.org.models import Level
from lms.org.queries import units_among
from lms.outreach import sums
from lms.outreach.beside import Training, training
from lms.outreach.months import Days, Month
from lms.outreach.rules import Figures
from lms.requirements.queries import NOWHERE


@dataclass(frozen=True)
class MonthRow:
    """A month of a unit, and what the month before had."""

    month: Month
    figures: Figures
    before: Figures

    @property
    def change(self) -> Figures:
        """How much more (or less) than the month before."""
        return self.figures - self.before


@dataclass(frozen=True)
class LineRow:
    """A commune or team: its visits, those of the month before, its training beside."""

    id: UUID
    title: str
    figures: Figures
    before: Figures
    training: Training | None

    @property
    def change(self) -> Figures:
        """How much more (or less) than the month before."""
        return self.figures - self.before


def month_rows(found: dict[date, Figures], months: Sequence[Month]) -> list[MonthRow]:
    """A row a month; the first of `months` is only there to compare with."""
    none = Figures()
    return [
        MonthRow(one, found.get(one.map_day, none), found.get(before.map_day, none))
        for before, one in pairwise(months)
    ]


def total_of(found: sums.Sums) -> dict[date, Figures]:
    """The sums of all lines by month."""
    whole: dict[date, Figures] = defaultdict(Figures)
    for by_month in found.values():
        for day, figures in by_month.items():
            whole[day] += figures
    return dict(whole)


def line_rows(
    actor: Actor, unit_id: UUID, lines: Level, found: sums.Sums, days: Days
) -> list[LineRow]:
    """A row for each commune or team, those without visits too; the training of the same days."""
    beside = training(actor, unit_id, lines, days.since, days.map_day)
    titles = _titles(unit_id, lines, found, days.map_day)
    asked = {one.map_day for one in days.asked}
    return [
        LineRow(
            line,
            title,
            _sum(found.get(_key(line), {}), asked),
            found.get(_key(line), {}).get(days.before.map_day, Figures()),
            beside.get(line),
        )
        for line, title in titles.items()
        if line in beside or _key(line) in found or line != NOWHERE
    ]


def _key(line: UUID) -> UUID | None:
    return None if line == NOWHERE else line


def _sum(by_month: dict[date, Figures], asked: set[date]) -> Figures:
    return sum((one for day, one in by_month.items() if day in asked), Figures())


def _titles(unit_id: UUID, lines: Level, found: sums.Sums, day: date) -> dict[UUID, str]:
    """Line → what it was called; what was merged away meanwhile goes by its last name."""
    wanted = [line for line in found if line is not None]
    if lines is Level.VILLAGE:
        here = {team.id: team.name for team in sums.teams_below(unit_id, day)}
        titles = {**here, **sums.team_names([one for one in wanted if one not in here])}
    else:
        ids = [*sums.units_below(unit_id, lines, day), *wanted]
        titles = {unit.id: unit.title for unit in units_among(ids, lines, day)}
        for line in wanted:
            if line not in titles:
                titles |= {u.id: u.title for u in units_among([line], lines, max(found[line]))}
    return {**titles, NOWHERE: str(_("Not on this map"))}
