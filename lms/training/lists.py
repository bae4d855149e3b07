"""Lists of who attended, sent in by others: take a file, look, decide, enter it in one go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.sheets import Sheet
from lms.core.tables import Column, Report
from lms.org.queries import subtree
from lms.people.imports.comparison import file_rows, roster_where, rows_of
from lms.people.imports.layout import Field, headings
from lms.people.models import Person, Team, TeamPlacement
from lms.people.operations.importing import SKIP, check_waiting, sent
from lms.people.queries import canonical, roster
from lms.training import queries
from lms.training.list_matching import ListReason, ListRow, ListVerdict, match
from lms.training.models import Attendance, TrainingClass, Way
from lms.training.operations import Entry, record_attendances
from lms.training.permissions import TrainingPermission
from lms.training.sheet_models import ListImport

# What a list of attendances may say; the rest of a roster file is of no use here.
FIELDS = (Field.NAME, Field.BIRTH, Field.COMMUNE, Field.VILLAGE, Field.TEAM, Field.PHONE)


@dataclass(frozen=True)
class Seat:
    """Somebody to choose or found: name, year of birth, team on the day of the class."""

    name: str
    birth_year: int | None
    team: str


def take(
    held: TrainingClass, sheets: list[Sheet], file_name: str, *, by: Actor, at: datetime
) -> ListImport:
    """Keep the cells of a list, with the best guess at its table and columns."""
    if held.held_on > local_day(at):
        raise Refused(_("This class is still to come: nobody can have attended it."))
    row = ListImport(class_id=held.id, **sent(sheets, file_name), **entered(by, at))
    row.columns = {column: name for column, name in row.columns.items() if name in FIELDS}
    db.session.add(row)
    return row


def get_list(actor: Actor, class_id: UUID, import_id: UUID) -> tuple[ListImport, TrainingClass]:
    """A list of the actor's own, and its class within reach. Raises Missing."""
    held = queries.get_class(actor, class_id, TrainingPermission.RECORD, halls=False)
    found = db.session.get(ListImport, import_id)
    if found is None or found.by_id != actor.id or found.class_id != class_id:
        raise Missing
    return found, held


def lists_of(actor: Actor, class_id: UUID) -> list[ListImport]:
    """The actor's lists for a class, the newest first."""
    query = select(ListImport).where(ListImport.by_id == actor.id, ListImport.class_id == class_id)
    return list(db.session.scalars(query.order_by(ListImport.id.desc()).limit(20)))


def judged(one: ListImport, held: TrainingClass) -> list[ListRow]:
    """Every row of a list beside the rosters of the day, in the units the class was for."""
    day = held.held_on
    units = {held.unit_id, *(hall.unit_id for hall in queries.venues_of(held.id))}
    beside = roster_where(TeamPlacement.unit_id.in_(subtree(units, day)), day)
    entered_already = db.session.scalars(
        select(Attendance.person_id).where(Attendance.class_id == held.id)
    ).all()
    return match(file_rows(one), beside, set(canonical(entered_already).values()))


def seats_of(person_ids: Collection[UUID], held: TrainingClass) -> dict[UUID, Seat]:
    """Person → who they are, with the team of the day."""
    rows: Any = db.session.execute(
        roster(held.held_on).where(Person.id.in_(person_ids)).with_only_columns(Person, Team.name)
    )
    return {person.id: Seat(person.full_name, person.birth_year, team) for person, team in rows}


def apply(
    one: ListImport, held: TrainingClass, *, reason: str = "", by: Actor, at: datetime
) -> int:
    """Enter everybody found or decided, all or nobody; how many are new in the register.

    Applied again, nothing changes: the cells are gone, and the same file finds everybody present.
    """
    db.session.refresh(one, with_for_update=True)  # two presses: in turn
    check_waiting(one)
    rows = judged(one, held)
    people: list[UUID] = []
    put_aside: list[list[object]] = []
    cells = rows_of(one)
    for row in rows:
        person_id, why = _person(row, one.decisions.get(str(row.row.number), ""))
        if person_id is not None:
            people.append(person_id)
        else:
            put_aside.append([row.row.number, str(why), *cells[row.row.number - 1]])
    entry = Entry(way=Way.IMPORT, reason=reason)
    new = record_attendances(held, people, by=by, at=at, entry=entry)
    one.report = {
        "counts": {"rows": len(rows), "new": new, "present": len(set(people)) - new},
        "headings": headings(cells, one.first, one.last),
        "refused": put_aside,
    }
    one.applied_at, one.sheets, one.decisions = at, [], {}
    record(
        "list.imported", one, by=by, at=at, label=held.title, rows=len(rows), new=new,
        refused=len(put_aside),
    )  # fmt: skip
    return new


def _person(row: ListRow, decision: str) -> tuple[UUID | None, ListReason | None]:
    """Who a row is, or why nobody."""
    if row.verdict is not ListVerdict.CHOOSE:
        return row.person_id, row.reason
    chosen = next((one for one in row.candidates if str(one) == decision), None)
    if chosen is not None:
        return chosen, None
    return None, ListReason.SKIPPED if decision == SKIP else ListReason.UNDECIDED


def rows_back(one: ListImport, words: Any) -> Report:
    """The rows that were not taken, as they stood in the file, with the reason beside each."""
    refused = one.report["refused"]
    width = max(len(row) for row in refused) - 2
    titles = [*one.report["headings"], *[""] * width][:width]
    return Report(
        name=_("Rows not taken"),
        superior="",
        agency="",
        title=_("ROWS NOT TAKEN"),
        subtitle=one.file_name,
        columns=[Column(_("Row")), Column(_("Reason"), 30), *[Column(t, 18) for t in titles]],
        rows=[
            [number, str(words[ListReason(reason)]), *[*cells, *[""] * width][:width]]
            for number, reason, *cells in refused
        ],
    )
