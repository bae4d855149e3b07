"""Plain rows for tables, and the moments and ids they carry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from lms.core.clock import ZONE
from lms.core.db import db, new_id, write_many

BY_NAME = "Dữ liệu mẫu"
VERSION_AND_VARIANT = (7 << 76) | (2 << 62)  # of a UUID of version 7


@dataclass(frozen=True, slots=True)
class Ready:
    """A value of a JSON column that many rows share, with its text written once."""

    value: Any
    text: str


def ready(value: Any) -> Ready:
    """A value for many rows."""
    return Ready(value, json.dumps(value, ensure_ascii=False))


def put(model: type[Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write plain rows of a table; columns that are not named stay empty."""
    table = model.__table__
    names = table.columns.keys()
    parts = [one.name for one in table.columns if isinstance(one.type, JSON)]
    db.session.flush()
    write_many(table, (tuple(map(row.get, names)) for row in _read(rows, parts)))


def _read(rows: Iterable[Mapping[str, Any]], parts: list[str]) -> Iterable[Mapping[str, Any]]:
    """PostgreSQL takes JSON as text when it is copied in."""
    as_text = db.engine.dialect.name == "postgresql"
    for row in rows:
        yield {**row, **{name: _json(row[name], as_text) for name in parts}} if parts else row


def _json(value: Any, as_text: bool) -> Any:
    if isinstance(value, Ready):
        return value.text if as_text else value.value
    return json.dumps(value, ensure_ascii=False) if as_text else value


def ids() -> Iterator[UUID]:
    """Ids one after the other, as fresh as the first: quick to make."""
    return map(_uuid, count(new_id().int))


def _uuid(number: int) -> UUID:
    return UUID(int=number)


def check_at_once() -> None:
    """Check foreign keys table by table: at the end they would fill the memory of PostgreSQL."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def moment(day: date, minutes: int) -> datetime:
    """So many minutes after midnight in Việt Nam, in UTC."""
    here = datetime.combine(day, time(), ZONE) + timedelta(minutes=minutes)
    return here.astimezone(UTC)


def id_of(at: datetime, chance: Random) -> UUID:
    """An id (version 7) as it would have been given at a moment: lists go by ids."""
    whole = (int(at.timestamp() * 1000) << 80) | chance.getrandbits(80)
    whole &= ~((0xF << 76) | (0x3 << 62))
    return UUID(int=whole | VERSION_AND_VARIANT)
