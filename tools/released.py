"""Writes down what the release that is about to go out maps: migrations/released.json.

Run when a release is made: `python tools/released.py`. The next release may not take any of it
away (tests/house/test_zero_downtime.py).
"""

from __future__ import annotations

import json

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    String,
    Text,
    Time,
    Uuid,
)

from lms.app import MIGRATIONS, create_app
from lms.core.db import db
from lms.settings import Settings

KINDS = (Text, String, Uuid, Boolean, Integer, DateTime, Date, Time, JSON, Double)


def main() -> None:
    """Write the file."""
    create_app(Settings())
    tables = {
        table.name: {column.name: about(column) for column in table.columns}
        for table in sorted(db.metadata.tables.values(), key=lambda table: table.name)
    }
    head = (MIGRATIONS / "HEAD").read_text().strip()
    lines = ",\n".join(f'"{name}": {json.dumps(columns)}' for name, columns in tables.items())
    text = f'{{"head": "{head}", "tables": {{\n{lines}\n}}}}\n'
    (MIGRATIONS / "released.json").write_text(text)


def about(column: Column[object]) -> str:
    """What a writer of rows must know of a column: `String` or `String required`."""
    plain = getattr(column.type, "impl", column.type)  # our own types stand on plain ones
    kind = next(kind.__name__ for kind in KINDS if isinstance(plain, kind))
    return kind if column.nullable or column.server_default is not None else f"{kind} required"


if __name__ == "__main__":
    main()
