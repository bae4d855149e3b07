"""A database of a test's own that is full already: a copy of the one with the standing cast."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from lms.core.db import db
from lms.settings import Settings
from tests.cast import Cast
from tests.conftest import make_app


@pytest.fixture
def own_world(
    world: tuple[Flask, Cast], settings: Settings, tmp_path: Path
) -> Iterator[tuple[Flask, Cast, Settings]]:
    """The application on a copy of its database, for tests that commit; a tenth of a second."""
    app, cast = world
    with app.app_context():
        full = db.engine.url
        db.session.remove()
        db.engine.dispose()  # PostgreSQL copies only what nobody uses
    if full.drivername == "sqlite":
        old, new = sqlite3.connect(str(full.database)), sqlite3.connect(tmp_path / "hocso.db")
        with closing(old), closing(new):
            old.backup(new)
        own = replace(settings, data_dir=str(tmp_path))
        yield from _open(own, cast)
        return
    name = f"copy_{abs(hash(str(tmp_path)))}"
    admin = create_engine(full.set(database="template1"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {full.database}"))
    own = replace(
        settings,
        data_dir=str(tmp_path),
        database_url=full.set(database=name).render_as_string(hide_password=False),
    )
    yield from _open(own, cast)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def _open(own: Settings, cast: Cast) -> Iterator[tuple[Flask, Cast, Settings]]:
    app = make_app(own)
    yield app, cast, own
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
