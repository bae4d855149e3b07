"""The rows of the tallies: read, counted, replaced with what that changes in the sums, built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Date,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import db
from lms.requirements import counting, tallying
from lms.requirements.duties import Duty
from lms.requirements.models import CommuneTally, DayTally, TalliedVersion, TeamTally
from lms.requirements.rules import NUMBERS, Coverage

TEAMS, COMMUNES, DAYS, VERSIONS = (
    cast("Table", model.__table__) for model in (TeamTally, CommuneTally, DayTally, TalliedVersion)
)
Key = tuple[UUID, UUID]  # version, team
Row = Mapping[Any, Any]


def stored(found: Sequence[Duty], team_ids: Sequence[UUID]) -> dict[Key, Row]:
    """The tallies of teams as they are kept."""
    versions = [duty.version.id for duty in found]
    query = select(TEAMS).where(TEAMS.c.version_id.in_(versions), TEAMS.c.team_id.in_(team_ids))
    return {
        (row["version_id"], row["team_id"]): row for row in db.session.execute(query).mappings()
    }


def counted(found: Sequence[Duty], day: date, team_ids: Sequence[UUID]) -> dict[Key, Row]:
    """The tallies of teams, counted now."""
    rows = counting.counted(found, day, team_ids)
    return {(row["version_id"], row["team_id"]): row for row in rows}


def _nobody(version_id: UUID, team_id: UUID) -> Row:
    return {
        "version_id": version_id,
        "team_id": team_id,
        "commune_id": tallying.NOWHERE,
        "met_days": "",
        **vars(Coverage()),
    }


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def replace(before: Mapping[Key, Row], after: Mapping[Key, Row]) -> None:
    """Write what changed, and let the sums of communes follow."""
    changed = [k for k in before.keys() | after.keys() if before.get(k) != after.get(k)]
    if gone := [key for key in changed if key not in after]:
        key = tuple_(TEAMS.c.version_id, TEAMS.c.team_id)
        db.session.execute(delete(TEAMS).where(key.in_(gone)))
    if rows := [after[key] for key in changed if key in after]:
        _upsert(TEAMS, rows)
    sums, days = changes(
        [before[key] for key in changed if key in before],
        [after[key] for key in changed if key in after],
    )
    _add(COMMUNES, sums)
    _add(DAYS, {key: {"met": n} for key, n in days.items()})


Sums = dict[tuple[UUID, UUID], dict[str, int]]
Days = Counter[tuple[UUID, UUID, date]]


def changes(before: Iterable[Row], after: Iterable[Row]) -> tuple[Sums, Days]:
    """What rows that come instead of others change: by version and commune, and by day."""
    sums: Sums = {}
    days: Days = Counter()
    for sign, rows in ((-1, before), (1, after)):
        for row in rows:
            key = (row["version_id"], row["commune_id"])
            own = sums.setdefault(key, dict.fromkeys(NUMBERS, 0))
            for name in NUMBERS:
                own[name] += sign * row[name]
            for day in met_days(row["met_days"]):
                days[*key, day] += sign
    return (
        {key: own for key, own in sums.items() if any(own.values())},
        Counter({key: n for key, n in days.items() if n}),
    )


def met_days(written: str) -> list[date]:
    """The days a tally names."""
    return [date.fromisoformat(day) for day in written.split(",") if day]


def _add(table: Table, numbers: Mapping[tuple[Any, ...], Mapping[str, int]]) -> None:
    """Add to sums, in the same order for everybody, so that no two wait for each other."""
    names = [column.name for column in table.primary_key]
    rows = [{**dict(zip(names, key, strict=True)), **numbers[key]} for key in sorted(numbers)]
    if rows:
        _upsert(table, rows, add=True)


def _upsert(table: Table, rows: Sequence[Row], *, add: bool = False) -> None:
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    statement = dialect.insert(table)
    new, others = statement.excluded, [c for c in table.c if not c.primary_key]
    statement = statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={c.name: c + new[c.name] if add else new[c.name] for c in others},
    )
    db.session.execute(statement, [dict(row) for row in rows])


def build(duty: Duty, day: date) -> None:
    """Throw the tallies of a version away and count every team in one go, inside the database."""
    version_id, last = duty.version.id, tallying.last_day_of(duty, day)
    for table in (TEAMS, COMMUNES, DAYS, VERSIONS):
        db.session.execute(delete(table).where(table.c.version_id == version_id))
    _insert(TEAMS, tallying.tallied(duty, day).add_columns(literal(last, Date).label("until")))
    key = (TEAMS.c.version_id, TEAMS.c.commune_id)
    sums = select(*key, *(func.sum(TEAMS.c[name]).label(name) for name in NUMBERS))
    _insert(COMMUNES, sums.where(TEAMS.c.version_id == version_id).group_by(*key))
    _insert(DAYS, tallying.met_by_day(duty, day))
    _end_earlier(duty, day, last)
    db.session.execute(insert(VERSIONS), [{"version_id": version_id, "counted_on": day}])


def _insert(table: Table, rows: Select[Any]) -> None:
    columns = [column.name for column in rows.selected_columns]
    db.session.execute(insert(table).from_select(columns, rows))


def _end_earlier(duty: Duty, day: date, last: date | None) -> None:
    """Say of teams in which something will change until when they hold; some have nobody yet."""
    version_id = duty.version.id
    until = tallying.breaks(duty, day)
    if not until:
        return
    there = set(db.session.scalars(select(TEAMS.c.team_id).where(TEAMS.c.version_id == version_id)))
    ends = [{"of": team, "day": _earliest(on, last)} for team, on in until.items() if team in there]
    if ends:
        db.session.execute(
            update(TEAMS)
            .where(TEAMS.c.version_id == version_id, TEAMS.c.team_id == bindparam("of"))
            .values(until=bindparam("day")),
            ends,
        )
    empty = [
        {**_nobody(version_id, team), "until": _earliest(on, last)}
        for team, on in until.items()
        if team not in there
    ]
    if empty:
        db.session.execute(insert(TEAMS), empty)
