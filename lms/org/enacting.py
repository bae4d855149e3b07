"""Verbs of a reorganisation: enact what a file says in one go, and undo it by a second entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Column, func, inspect, select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import Identified, db, new_id
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import tidy
from lms.org.facts import UnitsMoved
from lms.org.models import (
    Extent,
    Placement,
    Reorganisation,
    ReorganisationTrace,
    Succession,
    Trace,
    Unit,
    UnitCode,
    UnitName,
)
from lms.org.operations import name_row
from lms.org.reorganising import Plan, Target
from lms.org.rules import Step

# Rows of these tables are traced, named by their table.
TRACED: dict[str, type[Any]] = {
    model.__tablename__: model for model in (Unit, UnitName, UnitCode, Placement, Succession)
}


def enact(plan: Plan, title: str, legal_basis: str, *, by: Actor, at: datetime) -> Reorganisation:
    """Carry a sound plan out: every row it opens or closes is traced for an undo."""
    if not plan.is_sound:
        raise Refused(_("The file does not fit the units. Look at its preview first."))
    row = Reorganisation(
        title=tidy(title),
        day=plan.day,
        legal_basis=tidy(legal_basis),
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    _Enacting(plan, row).run()
    announce(UnitsMoved(plan.day, tuple(move.unit.id for move in plan.moves)))
    record("units.reorganised", row, by=by, at=at, label=row.title, day=plan.day.isoformat())
    return row


class _Enacting:
    """Opens and closes the dated rows of one plan."""

    def __init__(self, plan: Plan, row: Reorganisation) -> None:
        self.plan, self.row, self.day = plan, row, plan.day
        self.ids: dict[str, UUID] = {}  # code afterwards → unit

    def run(self) -> None:
        eve = self.day - timedelta(days=1)
        moved = {move.unit.id for move in self.plan.moves}
        self._close(UnitName, {unit.id for unit in self.plan.ended}, eve)
        self._close(UnitCode, {unit.id for unit in self.plan.ended}, eve)
        self._close(Placement, {unit.id for unit in self.plan.ended} | moved, eve)
        renamed = {old.id for old, _target in self.plan.renamed}
        self._close(UnitName, renamed, eve)
        self._close(UnitCode, renamed, eve)
        for target in self.plan.targets.values():
            self.ids[target.code] = target.standing.id if target.standing else self._found(target)
        for old, target in self.plan.renamed:
            self._name(old.id, target)
        for move in self.plan.moves:
            parent_id = self.ids[move.target.code] if move.target else self._above_parts(move.old)
            self._open(Placement(unit_id=move.unit.id, parent_id=parent_id, since=self.day))
        self._succeed()

    def _close(self, model: type[Any], unit_ids: set[UUID], eve: date) -> None:
        for row in db.session.scalars(
            select(model).where(model.unit_id.in_(unit_ids), model.on(eve))
        ).all():
            self._trace(Trace.CLOSED, row)
            row.until = self.day

    def _open(self, row: Identified) -> None:
        db.session.add(row)
        self._trace(Trace.OPENED, row)

    def _trace(self, kind: Trace, row: Any) -> None:
        columns = inspect(row).mapper.column_attrs.keys()
        db.session.add(
            ReorganisationTrace(
                reorganisation_id=self.row.id,
                kind=kind,
                place=row.__tablename__,
                row_id=row.id,
                facts={name: _plain(getattr(row, name)) for name in columns},
            )
        )

    def _found(self, target: Target) -> UUID:
        unit = Unit(id=new_id(), level=target.level)
        self._open(unit)
        self._name(unit.id, target)
        if target.parent is not None:
            parent = self.ids.get(target.parent.code or "", target.parent.id)
            self._open(Placement(unit_id=unit.id, parent_id=parent, since=self.day))
        return unit.id

    def _name(self, unit_id: UUID, target: Target) -> None:
        self._open(name_row(unit_id, target.kind, target.name, self.day))
        self._open(UnitCode(unit_id=unit_id, code=target.code, since=self.day))

    def _above_parts(self, old: Any) -> UUID:
        """Where a village waits whose commune is unclear: above all parts of its old one."""
        lines = [line for line in self.plan.lines if line.old_code == old.code]
        parent = self.plan.targets[lines[0].new_code].parent
        if parent is None:
            raise Refused(_("There is no unit above %(unit)s.", unit=old.title))
        return parent.id

    def _succeed(self) -> None:
        old_ids = {unit.code: unit.id for unit in self.plan.ended}
        for line in self.plan.lines:
            if line.step is not Step.RENAME:
                self._open(
                    Succession(
                        old_id=old_ids[line.old_code],
                        new_id=self.ids[line.new_code],
                        day=self.day,
                        extent=Extent(line.step),
                        legal_basis=self.row.legal_basis,
                    )
                )


def undo(done: Reorganisation, *, by: Actor, at: datetime) -> Reorganisation:
    """Undo a reorganisation by a second entry; both stay in the book.

    Refused when something newer stands on it: a later reorganisation, villages or teams entered
    under its units, roles given for them.
    """
    _check_undo(done)
    traces = db.session.scalars(
        select(ReorganisationTrace).where(ReorganisationTrace.reorganisation_id == done.id)
    ).all()
    opened = [trace for trace in traces if trace.kind is Trace.OPENED]
    units = frozenset(trace.row_id for trace in opened if trace.place == Unit.__tablename__)
    _refuse_newer(units, {trace.row_id for trace in opened})
    announce(UnitsMoved(done.day, tuple(_moved(traces))))
    for trace in opened:
        db.session.delete(db.session.get_one(TRACED[trace.place], trace.row_id))
    db.session.flush()
    for trace in traces:
        if trace.kind is Trace.CLOSED:
            db.session.get_one(TRACED[trace.place], trace.row_id).until = None
    row = Reorganisation(
        title=done.title,
        day=done.day,
        legal_basis=done.legal_basis,
        undoes_id=done.id,
        **entered(by, at),
    )
    db.session.add(row)
    record("units.restored", row, by=by, at=at, label=done.title, day=done.day.isoformat())
    return row


def _moved(traces: Sequence[ReorganisationTrace]) -> set[UUID]:
    """The units whose place a reorganisation opened or closed."""
    return {
        UUID(trace.facts["unit_id"]) for trace in traces if trace.place == Placement.__tablename__
    }


def _check_undo(done: Reorganisation) -> None:
    rows = db.session.scalars(select(Reorganisation)).all()
    undone = {row.undoes_id for row in rows if row.undoes_id}
    if done.undoes_id or done.id in undone:
        raise Refused(_("This has been undone already."))
    later = [r for r in rows if r.day >= done.day and r.id not in undone and not r.undoes_id]
    if any(row.id != done.id and (row.day, row.id) > (done.day, done.id) for row in later):
        raise Refused(_("A later reorganisation stands on this one. Undo that one first."))


def _refuse_newer(units: frozenset[UUID], own: set[UUID]) -> None:
    """Whatever in the database names one of the units, this reorganisation's own rows apart."""
    newer = sum(_namers(column, units, own) for column in _columns_naming_units())
    for model in (Placement, UnitName):
        ended = select(func.count()).where(model.id.in_(own), model.until.is_not(None))
        newer += db.session.scalar(ended) or 0
    if newer:
        raise Refused(
            _(
                "%(num)s entries have been built on it since. It can no longer be undone: "
                "enter what is right as a new reorganisation.",
                num=newer,
            )
        )


def _columns_naming_units() -> list[Column[Any]]:
    unit = Unit.__table__.c.id
    return [
        key.parent
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is unit
    ]


def _namers(column: Column[Any], units: frozenset[UUID], own: set[UUID]) -> int:
    query = select(func.count()).select_from(column.table).where(column.in_(units))
    if column.table.name in TRACED:
        query = query.where(column.table.c.id.not_in(own))
    return db.session.scalar(query) or 0


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if value else value
