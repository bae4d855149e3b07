"""Runs migrations on the application's database; they never import the application's models."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from lms.core.db import Instant, db, has_model


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our own types as plain ones, so that a migration stands on its own."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    return False


def compare_type(
    context_: Any, inspected: Any, column: Any, found: Any, wanted: Any
) -> bool | None:
    """SQLite reports less than it was told; let Alembic compare the rest."""
    if isinstance(wanted, Instant):
        return not isinstance(found, sa.DateTime)
    return None


def run() -> None:
    """Bring the database to the wanted revision, all in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=compare_type,
            include_name=has_model,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
