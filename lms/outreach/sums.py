"""Sums by month: every month on the map of its last day, so that no reorganisation changes it.

Two queries, whatever the unit: the lines added up by the commune they lay in on those maps, and the
units above villages with the line each counted for on each map.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    case,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from lms.core.db import chunks, db
from lms.core.keyset import MOST_COUNTED, Count, Page, Turn, every, sifted
from lms.core.pages import PAGE_SIZE
from lms.org.models import Level, Placement, Unit
from lms.org.queries import lines_below
from lms.outreach.models import VisitEntry
from lms.outreach.months import Month
from lms.outreach.queries import STANDING, SUMMED
from lms.outreach.rules import Figures
from lms.people.models import Team, TeamPlacement

Sums = dict[UUID | None, dict[date, Figures]]  # line → day of the map of a month → figures
Tree = dict[tuple[date, UUID], UUID | None]  # day of a map, unit → the line it counts for
MANY = 500  # units of one IN (…)
FEW = 10  # communes whose teams are looked up first; of more, all lines are read anyhow


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
    tree = _lines(unit_id, lines, months)
    noted = (
        select(VisitEntry.team_id, _map_day(months).label("map_day"), *_named(SUMMED))
        .where(_counted(months, tree))
        .group_by(VisitEntry.team_id, "map_day")
        .subquery()
    )
    by_team = lines is Level.VILLAGE
    key = noted.c.team_id if by_team else Placement.parent_id
    rows: Any = db.session.execute(
        _placed(noted)
        .with_only_columns(
            key, Placement.parent_id, noted.c.map_day, *(func.sum(noted.c[n]) for n in NAMES)
        )
        .group_by(key, Placement.parent_id, noted.c.map_day)
    )
    found: Sums = {}
    for one, parent_id, day, *numbers in rows:
        if (day, parent_id) in tree:
            by_month = found.setdefault(one if by_team else tree[day, parent_id], {})
            by_month[day] = by_month.get(day, Figures()) + Figures(*map(int, numbers))
    return found


def of_team(team_id: UUID, months: Sequence[Month]) -> dict[date, Figures]:
    """The sums of a team by month, wherever it lay."""
    month = _map_day(months).label("map_day")
    rows: Any = db.session.execute(
        select(month, *SUMMED)
        .where(VisitEntry.team_id == team_id, _within(months))
        .group_by("map_day")
    )
    return {day: Figures(*map(int, numbers)) for day, *numbers in rows}


@dataclass(frozen=True)
class Lines:
    """The lines behind the sums of a unit, the newest first; on the maps of their months."""

    tree: Tree
    noted: Any

    @classmethod
    def below(cls, unit_id: UUID, months: Sequence[Month]) -> Lines:
        """Those of a unit in some months."""
        tree = _lines(unit_id, Level.COMMUNE, months)
        map_day = _map_day(months).label("map_day")
        columns = (VisitEntry.id, VisitEntry.team_id, map_day, VisitEntry.visited_on)
        return cls(tree, select(*columns).where(_counted(months, tree)).subquery())

    @property
    def query(self) -> Any:
        """Lines with the commune they lay in; of many communes a few that are none of these."""
        found = _placed(self.noted).with_only_columns(
            self.noted.c.id, self.noted.c.map_day, Placement.parent_id
        )
        communes = {unit_id for _day, unit_id in self.tree}
        return found.where(Placement.parent_id.in_(communes)) if len(communes) < MANY else found

    @property
    def keys(self) -> list[Any]:
        """What they are ordered by."""
        return [self.noted.c.visited_on, self.noted.c.id]

    def page(self, turn: Turn) -> Page[VisitRow]:
        """A page of them."""
        at_once = PAGE_SIZE + 1
        page = sifted(self.query, self.keys, turn, self._inside, at_once=at_once, descending=True)
        return page.of(loaded(page.rows))

    def all(self) -> Iterator[VisitRow]:
        """All of them, for a file, a part at a time."""
        for some in every(self.query, self.keys, descending=True):
            yield from loaded([visit_id for visit_id, _same in self._inside(some)])

    def number(self) -> Count:
        """How many there are; of very many only that they are more."""
        rows = db.session.execute(self.query.limit(MOST_COUNTED + 1)).all()
        if len(rows) > MOST_COUNTED:
            return Count(MOST_COUNTED, more=True)
        return Count(len(self._inside([(*row, row[0]) for row in rows])))

    def _inside(self, rows: Sequence[Any]) -> list[tuple[UUID, UUID]]:
        return [(row[-1], row[-1]) for row in rows if (row[1], row[2]) in self.tree]


def loaded(visit_ids: Sequence[UUID]) -> list[VisitRow]:
    """These lines with their teams, in this order."""
    found: dict[UUID, VisitRow] = {}
    for some in chunks(visit_ids):
        query: Any = select(VisitEntry, Team).join(Team, Team.id == VisitEntry.team_id)
        for visit, team in db.session.execute(query.where(VisitEntry.id.in_(some))):
            found[visit.id] = VisitRow(visit, team)
    return [found[visit_id] for visit_id in visit_ids]


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


def _within(months: Sequence[Month]) -> ColumnElement[bool]:
    return VisitEntry.visited_on.between(months[0].since, months[-1].until) & STANDING


def _counted(months: Sequence[Month], tree: Tree) -> ColumnElement[bool]:
    """The lines of these months; of a few communes only those of teams that were ever in them."""
    communes = {unit_id for _day, unit_id in tree}
    if len(communes) > FEW:
        return _within(months)
    ever: Any = select(TeamPlacement.team_id).join(
        Placement, Placement.unit_id == TeamPlacement.unit_id
    )
    return _within(months) & VisitEntry.team_id.in_(ever.where(Placement.parent_id.in_(communes)))


def _map_day(months: Sequence[Month]) -> ColumnElement[Any]:
    """The day of the map of the month a visit falls in."""
    return case(
        *((VisitEntry.visited_on <= one.until, literal(one.map_day, Date)) for one in months)
    )


def _placed(noted: Any) -> Select[Any]:
    """Lines or their sums with the commune they lay in on the map of their month."""
    day = noted.c.map_day
    placed: Select[Any] = (
        select(noted)
        .join(TeamPlacement, (TeamPlacement.team_id == noted.c.team_id) & TeamPlacement.on(day))
        .join(Placement, (Placement.unit_id == TeamPlacement.unit_id) & Placement.on(day))
    )
    return placed


def _lines(unit_id: UUID, lines: Level, months: Sequence[Month]) -> Tree:
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
    tree = tree.union_all(
        select(tree.c.map_day, Placement.unit_id, Unit.level, line)
        .join(tree, Placement.parent_id == tree.c.unit_id)
        .join(Unit, Unit.id == Placement.unit_id)
        .where(Placement.on(tree.c.map_day), tree.c.level != Level.COMMUNE)
    )
    rows: Any = db.session.execute(select(tree.c.map_day, tree.c.unit_id, tree.c.line_id))
    return {(day, below): line_id for day, below, line_id in rows}
