"""Sums by month: every month on the map of its last day, so that no reorganisation changes it.

The tree of units is walked once with the day of each map beside it; the lines are added up by
team and month first and placed on those maps afterwards. One query, whatever the unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    and_,
    case,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from lms.core.db import db
from lms.org.models import Level, Placement, Unit
from lms.org.queries import lines_below
from lms.outreach.models import VisitEntry
from lms.outreach.months import Month
from lms.outreach.queries import STANDING, SUMMED
from lms.outreach.rules import Figures
from lms.people.models import Team, TeamPlacement

Sums = dict[UUID | None, dict[date, Figures]]  # line → day of the map of a month → figures


@dataclass(frozen=True)
class VisitRow:
    """A line of the log with its team."""

    visit: VisitEntry
    team: Team


def lines_of(level: Level) -> Level:
    """What a unit's figures are shown by: provinces, communes, or (village) the teams."""
    if level is Level.NATION:
        return Level.PROVINCE
    return Level.COMMUNE if level in {Level.PROVINCE, Level.DISTRICT} else Level.VILLAGE


def by_unit(unit_id: UUID, lines: Level, months: Sequence[Month]) -> Sums:
    """The sums of each line below a unit by month; None: what lay in no such unit then."""
    noted = (
        select(VisitEntry.team_id, _map_day(months).label("map_day"), *_named(SUMMED))
        .where(_within(months), STANDING)
        .group_by(VisitEntry.team_id, "map_day")
        .subquery()
    )
    tree = _units(unit_id, lines, months)
    line = noted.c.team_id if lines is Level.VILLAGE else tree.c.line_id
    rows: Any = db.session.execute(
        select(line, noted.c.map_day, *(func.sum(noted.c[name]) for name in NAMES))
        .select_from(noted)
        .join(TeamPlacement, _placed(TeamPlacement.team_id, noted))
        .join(Placement, (Placement.unit_id == TeamPlacement.unit_id) & _on(Placement, noted))
        .join(tree, (tree.c.unit_id == Placement.parent_id) & (tree.c.map_day == noted.c.map_day))
        .group_by(line, noted.c.map_day)
    )
    return _read(rows)


def of_team(team_id: UUID, months: Sequence[Month]) -> dict[date, Figures]:
    """The sums of a team by month, wherever it lay."""
    month = _map_day(months).label("map_day")
    rows: Any = db.session.execute(
        select(VisitEntry.team_id, month, *SUMMED)
        .where(VisitEntry.team_id == team_id, _within(months), STANDING)
        .group_by(VisitEntry.team_id, "map_day")
    )
    return _read(rows).get(team_id, {})


def visits_below(unit_id: UUID, months: Sequence[Month]) -> list[VisitRow]:
    """The lines behind the sums of a unit, the newest first."""
    noted: Any = select(VisitEntry.id, VisitEntry.team_id, _map_day(months).label("map_day"))
    noted = noted.where(_within(months), STANDING).subquery()
    tree = _units(unit_id, Level.COMMUNE, months)
    rows: Any = db.session.execute(
        select(VisitEntry, Team)
        .join(noted, noted.c.id == VisitEntry.id)
        .join(Team, Team.id == VisitEntry.team_id)
        .join(TeamPlacement, _placed(TeamPlacement.team_id, noted))
        .join(Placement, (Placement.unit_id == TeamPlacement.unit_id) & _on(Placement, noted))
        .join(tree, (tree.c.unit_id == Placement.parent_id) & (tree.c.map_day == noted.c.map_day))
        .order_by(VisitEntry.visited_on.desc(), VisitEntry.id.desc())
    )
    return [VisitRow(*row) for row in rows]


def teams_below(unit_id: UUID, day: date) -> list[Team]:
    """The teams of a commune on a day, in the order of Vietnamese lists."""
    return list(
        db.session.scalars(
            select(Team)
            .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
            .join(Placement, (Placement.unit_id == TeamPlacement.unit_id) & Placement.on(day))
            .where(Placement.parent_id == unit_id)
            .order_by(Team.sort_key)
        )
    )


def team_names(team_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Team → its name."""
    rows = db.session.execute(select(Team.id, Team.name).where(Team.id.in_(team_ids)))
    return {row[0]: row[1] for row in rows}


def units_below(unit_id: UUID, lines: Level, day: date) -> list[UUID]:
    """The units of a level below a unit on a day."""
    tree = lines_below(unit_id, lines, day)
    found = select(tree.c.line_id).where(tree.c.line_id.is_not(None)).distinct()
    return list(db.session.scalars(found))


NAMES = ("visits", "households", "products", "accounts")


def _named(columns: Sequence[Any]) -> Iterator[Any]:
    return (column.label(name) for column, name in zip(columns, NAMES, strict=True))


def _read(rows: Any) -> Sums:
    found: Sums = {}
    for line, day, *numbers in rows:
        found.setdefault(line, {})[day] = Figures(*(int(number) for number in numbers))
    return found


def _within(months: Sequence[Month]) -> ColumnElement[bool]:
    return VisitEntry.visited_on.between(months[0].since, months[-1].until)


def _map_day(months: Sequence[Month]) -> ColumnElement[Any]:
    """The day of the map of the month a visit falls in."""
    return case(
        *((VisitEntry.visited_on <= one.until, literal(one.map_day, Date)) for one in months)
    )


def _on(kind: type[Placement | TeamPlacement], noted: Any) -> ColumnElement[bool]:
    return kind.on(noted.c.map_day)


def _placed(team_id: Any, noted: Any) -> ColumnElement[bool]:
    return and_(team_id == noted.c.team_id, _on(TeamPlacement, noted))


def _units(unit_id: UUID, lines: Level, months: Sequence[Month]) -> CTE:
    """A unit and all above villages below it, on each map, with the line each counts for."""
    days = union_all(*(select(literal(one.map_day, Date).label("map_day")) for one in months))
    maps = days.cte("maps")
    own = case((Unit.level == lines, Unit.id), else_=null())
    tree: Any = (
        select(maps.c.map_day, Unit.id.label("unit_id"), Unit.level, own.label("line_id"))
        .join(maps, true())
        .where(Unit.id == unit_id)
        .cte("tree", recursive=True)
    )
    line = case((Unit.level == lines, Unit.id), else_=tree.c.line_id)
    below = (
        select(tree.c.map_day, Placement.unit_id, Unit.level, line)
        .join(tree, Placement.parent_id == tree.c.unit_id)
        .join(Unit, Unit.id == Placement.unit_id)
        .where(Placement.on(tree.c.map_day), tree.c.level != Level.COMMUNE)
    )
    found: CTE = tree.union_all(below)
    return found
