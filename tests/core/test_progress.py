"""Long work in parts: what was done stays done, and people are told why it stopped."""

import threading
from collections.abc import Iterator
from uuid import uuid4

from flask import Flask
from sqlalchemy import text

from lms.core import progress
from lms.core.db import db
from lms.core.errors import Refused


def finished(app: Flask, parts: object) -> list[int]:
    """Run the parts as the server does, beside the requests; the rows kept in the end."""
    before = set(threading.enumerate())
    app.testing = False
    progress.run_in_parts(KEY, parts)  # type: ignore[arg-type]
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT x FROM part ORDER BY x")).scalars())


KEY = uuid4()


def written(stops_at: int | None = None) -> Iterator[progress.Progress]:
    for number in (1, 2, 3):
        db.session.execute(text("INSERT INTO part VALUES (:x)"), {"x": number})
        if number == stops_at:
            raise Refused("Vì sao")
        yield progress.Progress(number, 3)


def test_each_part_is_kept(own_database: Flask) -> None:
    with own_database.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE part (x INTEGER)"))
        assert finished(own_database, lambda: written(stops_at=3)) == [1, 2]
        assert progress.told(KEY) == progress.Progress(0, 0, "Vì sao")
        assert finished(own_database, written) == [1, 1, 2, 2, 3]
        assert progress.told(KEY) is None
