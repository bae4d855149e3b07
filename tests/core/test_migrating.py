"""Migrations beside a product that goes on: they give way, and may die at any moment."""

import os
import re
import shutil
import signal
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, ExceptionContext, event, inspect, text
from sqlalchemy.exc import OperationalError

from lms.core.db import db

HEAD = (Path(__file__).parents[2] / "migrations" / "HEAD").read_text().strip()
BEGINNING = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = {number!r}, {before!r}, None, None
"""
TABLES = """
def upgrade():
    op.create_table("letter", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("message", sa.Column("letter", sa.Integer(), nullable=True))
"""
FILLED = """
def upgrade():
    for number in range(5):
        op.execute(f"INSERT INTO letter (id) VALUES ({number})")
"""
INDEX = """
def upgrade():
    op.create_index_online("ix_message_letter", "message", ["letter"])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Our migrations with three more, as a next release brings them; they give way quickly."""
    copy = tmp_path / "migrations"
    shutil.copytree(Path(__file__).parents[2] / "migrations", copy)
    before = HEAD
    for number, body in (("9001", TABLES), ("9002", FILLED), ("9003", INDEX)):
        file = copy / "versions" / f"{number}.py"
        file.write_text(BEGINNING.format(number=number, before=before) + body)
        before = number
    env = (copy / "env.py").read_text().replace('"3s"', '"20ms"')
    (copy / "env.py").write_text(re.sub(r"PAUSES = .*", "PAUSES = (0, 0)", env))
    return copy


ON_POSTGRES = pytest.mark.parametrize("own_kind", ["postgresql"], indirect=True)


@ON_POSTGRES
def test_a_migration_gives_way_and_tries_again(migrated: Flask, folder: Path) -> None:
    """Somebody reads a table in a long transaction: nobody else has to wait behind us."""
    refused = []

    def let_go(what: ExceptionContext) -> None:
        refused.append(what)
        reader.rollback()

    with migrated.app_context(), db.engine.connect() as reader:
        reader.execute(text("SELECT * FROM message"))
        event.listen(Engine, "handle_error", let_go)
        try:
            upgrade(str(folder))
        finally:
            event.remove(Engine, "handle_error", let_go)
        assert len(refused) == 1
        assert _state() == "9003"


@ON_POSTGRES
def test_it_says_so_when_nobody_lets_go(migrated: Flask, folder: Path) -> None:
    with migrated.app_context(), db.engine.connect() as reader:
        reader.execute(text("SELECT * FROM message"))
        with pytest.raises(OperationalError, match="lock timeout"):
            upgrade(str(folder))
        reader.rollback()
        assert _state() == HEAD


@ON_POSTGRES
def test_an_index_left_half_made_is_made_again(migrated: Flask, folder: Path) -> None:
    with migrated.app_context():
        upgrade(str(folder))
        with db.engine.begin() as connection:  # as an interrupted CREATE INDEX leaves it
            connection.execute(text("UPDATE alembic_version SET version_num = '9002'"))
            invalid = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(:name)"
            connection.execute(text(invalid), {"name": "ix_message_letter"})
        upgrade(str(folder))
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
        with db.engine.connect() as connection:
            assert connection.scalar(text(valid), {"name": "ix_message_letter"})


def test_killed_anywhere_it_leaves_a_whole_revision_and_goes_on(
    migrated: Flask, folder: Path
) -> None:
    seen = set()
    with migrated.app_context():
        for number in range(1, 60):
            if not _killed(folder, at=number):
                break
            seen.add(_state())
        assert seen == {HEAD, "9001", "9002"}
        assert _state() == "9003"


def _killed(folder: Path, at: int) -> bool:
    """Upgrade in a process that is killed at its statement number `at`; whether that happened."""
    child = os.fork()
    if child == 0:
        db.engine.dispose(close=False)
        asked = []

        def die(*_: object) -> None:
            asked.append(1)
            if len(asked) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", die)
        try:
            upgrade(str(folder))
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _state() -> str:
    """The revision of the database, which must be whole."""
    with db.engine.connect() as connection:
        number = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
        tables = inspect(connection)
        has_table = tables.has_table("letter")
        columns = {column["name"] for column in tables.get_columns("message")}
        assert ("letter" in columns) == has_table == (number != HEAD)
        if has_table:
            rows = connection.scalar(text("SELECT count(*) FROM letter"))
            assert rows == (5 if number >= "9002" else 0)
        indexes = {index["name"] for index in tables.get_indexes("message")}
        assert ("ix_message_letter" in indexes) <= (number >= "9002")
    return number
