"""Every question about units: what lies below, what it is called, on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import CTE, Select, case, literal, null, select
from sqlalchemy.orm import aliased

from lms.core.db import chunks, db
from lms.core.errors import Missing
from lms.org.models import Level, Placement, Unit, UnitCode, UnitName


@dataclass(frozen=True)
class NamedUnit:
    """A unit as it stood on a day."""

    id: UUID
    level: Level
    kind: str
    name: str
    sort_key: str
    code: str | None = None

    @property
    def title(self) -> str:
        """`Xã Na Sầm`."""
        return f"{self.kind} {self.name}"


def named(day: date) -> Select[UUID, Level, str, str, str, str | None]:
    """Every unit that stood on a day, with its name and code then."""
    return (
        select(Unit.id, Unit.level, UnitName.kind, UnitName.name, UnitName.sort_key, UnitCode.code)
        .join(UnitName, (UnitName.unit_id == Unit.id) & UnitName.on(day))
        .outerjoin(UnitCode, (UnitCode.unit_id == Unit.id) & UnitCode.on(day))
    )


def get_unit(unit_id: UUID, day: date) -> NamedUnit:
    """One unit as it stood on a day. Raises Missing."""
    row = db.session.execute(named(day).where(Unit.id == unit_id)).one_or_none()
    if row is None:
        raise Missing
    return NamedUnit(*row)


def stands(unit_id: UUID, day: date) -> bool:
    """Whether a unit was there on a day."""
    found = select(UnitName.id).where(UnitName.unit_id == unit_id, UnitName.on(day))
    return db.session.scalar(found) is not None


def units_of(level: Level, day: date) -> list[NamedUnit]:
    """All units of a level on a day, in the order of their codes."""
    query = named(day).where(Unit.level == level).order_by(UnitCode.code, UnitName.sort_key)
    return [NamedUnit(*row) for row in db.session.execute(query)]


def titles_of(unit_ids: Collection[UUID], day: date) -> dict[UUID, str]:
    """Unit → what it is called on a day; nothing for those that do not stand then."""
    rows = db.session.execute(named(day).where(Unit.id.in_(unit_ids)))
    return {row.id: f"{row.kind} {row.name}" for row in rows}


def communes_below(roots: Collection[UUID], day: date) -> list[NamedUnit]:
    """The communes at or below some units on a day, in the order of their codes."""
    query = named(day).where(Unit.level == Level.COMMUNE, Unit.id.in_(subtree(roots, day)))
    rows = db.session.execute(query.order_by(UnitCode.code, UnitName.sort_key))
    return [NamedUnit(*row) for row in rows]


def units_among(unit_ids: Collection[UUID], level: Level, day: date) -> list[NamedUnit]:
    """Those of some units that were of a level on a day, in the order of their codes."""
    query = named(day).where(Unit.id.in_(unit_ids), Unit.level == level)
    rows = db.session.execute(query.order_by(UnitCode.code, UnitName.sort_key))
    return [NamedUnit(*row) for row in rows]


def children(unit_id: UUID, day: date) -> list[NamedUnit]:
    """What lies directly below a unit on a day, in the order of Vietnamese lists."""
    query = (
        named(day)
        .join(Placement, (Placement.unit_id == Unit.id) & Placement.on(day))
        .where(Placement.parent_id == unit_id)
        .order_by(UnitName.sort_key, UnitName.kind)
    )
    return [NamedUnit(*row) for row in db.session.execute(query)]


def subtree(roots: Collection[UUID], day: date) -> Select[UUID]:
    """Ids of the roots and of everything that lay below them on a day; for use in `IN`."""
    tree = select(Unit.id.label("unit_id")).where(Unit.id.in_(roots)).cte(recursive=True)
    below = aliased(Placement)
    tree = tree.union_all(
        select(below.unit_id).join(tree, below.parent_id == tree.c.unit_id).where(below.on(day))
    )
    return select(tree.c.unit_id)


def ids_below(roots: Collection[UUID], day: date) -> list[UUID]:
    """The same as a list, for tables of a million rows that are read from their end.

    Of ids a database knows how few rows they mean; of a walked tree it guesses thousands.
    """
    return list(db.session.scalars(subtree(roots, day)))


def lines_below(unit_id: UUID, level: Level, day: date) -> CTE:
    """A unit and all above villages below it on a day, each with the unit of a level it lies in.

    Communes are not looked into: a nation has 94,000 villages, and nobody asks for them here.
    """
    own = case((Unit.level == level, Unit.id), else_=null())
    tree = (
        select(Unit.id.label("unit_id"), Unit.level, own.label("line_id"))
        .where(Unit.id == unit_id)
        .cte(recursive=True)
    )
    line = case((Unit.level == level, Unit.id), else_=tree.c.line_id)
    return tree.union_all(
        select(Placement.unit_id, Unit.level, line)
        .join(tree, Placement.parent_id == tree.c.unit_id)
        .join(Unit, Unit.id == Placement.unit_id)
        .where(Placement.on(day), tree.c.level != Level.COMMUNE)
    )


def line_of_each(level: Level, day: date) -> dict[UUID, UUID]:
    """Unit above villages → the unit of a level it was or lay in on a day."""
    rows = db.session.execute(
        select(Unit.id, Unit.level, Placement.parent_id)
        .outerjoin(Placement, (Placement.unit_id == Unit.id) & Placement.on(day))
        .where(Unit.level != Level.VILLAGE)
    )
    units = {row[0]: (row[1], row[2]) for row in rows}
    found: dict[UUID, UUID] = {}
    for unit_id in units:
        current: UUID | None = unit_id
        while current in units and units[current][0] is not level:
            current = units[current][1]
        if current is not None:
            found[unit_id] = current
    return found


def is_within(unit_id: UUID, roots: Collection[UUID], day: date) -> bool:
    """Whether a unit is one of the roots or lay below one on a day."""
    return bool(those_within([unit_id], roots, day))


def those_within(unit_ids: Collection[UUID], roots: Collection[UUID], day: date) -> set[UUID]:
    """Which of some units are one of the roots or lay below one on a day."""
    if not unit_ids or not roots:
        return set()
    chain = _upwards(unit_ids, day)
    return set(db.session.scalars(select(chain.c.origin).where(chain.c.unit_id.in_(roots))))


def _upwards(unit_ids: Collection[UUID], day: date) -> CTE:
    """Units and what lay above each on a day, with the steps to there: never looks downwards."""
    chain = (
        select(Unit.id.label("origin"), Unit.id.label("unit_id"), literal(0).label("steps"))
        .where(Unit.id.in_(unit_ids))
        .cte(recursive=True)
    )
    return chain.union_all(
        select(chain.c.origin, Placement.parent_id, chain.c.steps + 1)
        .join(chain, Placement.unit_id == chain.c.unit_id)
        .where(Placement.on(day))
    )


def above_of(unit_id: UUID, day: date) -> list[NamedUnit]:
    """What lay above a unit on a day, the nearest first."""
    chain = _upwards([unit_id], day)
    query = named(day).join(chain, chain.c.unit_id == Unit.id)
    rows = db.session.execute(query.where(chain.c.steps > 0).order_by(chain.c.steps))
    return [NamedUnit(*row) for row in rows]


def communes_of(unit_ids: Collection[UUID], day: date) -> dict[UUID, NamedUnit]:
    """Unit → the commune it was or lay in on a day; in one question for any number of them."""
    chain = _upwards(unit_ids, day)
    query = named(day).join(chain, chain.c.unit_id == Unit.id).add_columns(chain.c.origin)
    rows = db.session.execute(query.where(Unit.level == Level.COMMUNE))
    return {row.origin: NamedUnit(*row[:-1]) for row in rows}


def path(unit_id: UUID, day: date) -> list[NamedUnit]:
    """The unit and those above it on a day, the highest first. Raises Missing."""
    return [*reversed(above_of(unit_id, day)), get_unit(unit_id, day)]


def places_of(unit_ids: Collection[UUID], day: date) -> dict[UUID, str]:
    """Village → the commune it lay in on a day, with its district while there were districts."""
    upper = aliased(Placement)
    chains = (
        select(Placement.unit_id, Placement.parent_id, upper.parent_id)
        .outerjoin(upper, (upper.unit_id == Placement.parent_id) & upper.on(day))
        .where(Placement.on(day))
    )
    above: dict[UUID, UUID] = {}
    for some in chunks(list(unit_ids)):
        for unit, first, second in db.session.execute(chains.where(Placement.unit_id.in_(some))):
            above |= {unit: first, **({first: second} if second else {})}
    titles = {
        row.id: (row.level, f"{row.kind} {row.name}")
        for some in chunks(list(set(above.values())))
        for row in db.session.execute(named(day).where(Unit.id.in_(some)))
    }
    found = {}
    for unit_id in unit_ids:
        lower = above.get(unit_id)
        higher = above.get(lower) if lower else None
        chain = [titles[one] for one in (lower, higher) if one in titles]
        words = [title for level, title in chain if level not in {Level.PROVINCE, Level.NATION}]
        found[unit_id] = ", ".join(words or [title for _, title in chain[:1]])
    return found


def top_of(unit_id: UUID, day: date) -> UUID:
    """The unit above all others over a unit on a day; the nation only over itself."""
    chain = path(unit_id, day)
    return next((one.id for one in chain if one.level is not Level.NATION), unit_id)
