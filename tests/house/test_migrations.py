"""From empty to head and back, on both databases; the models say the same as the migrations."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from lms.core.db import db, has_model

FOLDER = Path(__file__).parents[2] / "migrations"


def test_there_is_one_head_and_it_is_written_down() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [
        (FOLDER / "HEAD").read_text().strip()
    ]


def test_migrations_never_import_the_application() -> None:
    for file in (FOLDER / "versions").glob("*.py"):
        assert "lms" not in file.read_text().split(), file.name


def test_up_down_and_up_again(own_database: Flask) -> None:
    folder = own_database.extensions["migrate"].directory
    with own_database.app_context():
        upgrade(directory=folder)
        with db.engine.connect() as connection:
            opts = {"render_as_batch": True, "include_name": has_model}
            context = MigrationContext.configure(connection, opts=opts)
            assert compare_metadata(context, db.metadata) == []
        downgrade(directory=folder, revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade(directory=folder)
        assert own_database.test_client().get("/readyz").status_code == 200


def test_an_old_database_is_not_ready(own_database: Flask) -> None:
    assert own_database.test_client().get("/readyz").status_code == 503
