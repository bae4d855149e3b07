"""Plain rows for tables, and the moments and ids they carry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from lms.core.clock import ZONE
from lms.core.db import db, write_many

BY_NAME = "Dữ liệu mẫu"
VERSION_AND_VARIANT = (7 << 76) | (2 << 62)  # of a UUID of version 7


def put(model: type[Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write plain rows of a table; columns that are not named stay empty."""
    table = model.__table__
    names = table.columns.keys()
    texts = [one.name for one in table.columns if isinstance(one.type, JSON)]
    if not texts or db.engine.dialect.name != "postgresql":
        texts = []
    db.session.flush()
    write_many(table, (tuple(row.get(name) for name in names) for row in _read(rows, texts)))


def _read(rows: Iterable[Mapping[str, Any]], texts: list[str]) -> Iterable[Mapping[str, Any]]:
    """PostgreSQL takes JSON as text when it is copied in."""
    if not texts:
        yield from rows
        return
    for row in rows:
        written = {name: json.dumps(row[name], ensure_ascii=False) for name in texts}
        yield {**row, **written}


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
