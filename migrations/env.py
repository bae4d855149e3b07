"""Runs migrations on the application's database; they never import the application's models.

On PostgreSQL the product goes on meanwhile: nobody waits longer than LOCK_TIMEOUT behind a
migration that waits for its turn; it gives way and tries again.
"""

import logging
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.operations import MigrateOperation, Operations
from flask import current_app
from sqlalchemy.exc import OperationalError

from lms.core.db import Instant, db, has_model

log = logging.getLogger("alembic.runtime.migration")
LOCK_TIMEOUT = "3s"  # as long as people may have to wait behind us
PAUSES = (1, 2, 4, 8, 15, 30, 30, 30, 30, 30)  # seconds between tries
ONE_AT_A_TIME = 7_301_142_208  # advisory lock: two machines that begin an upgrade at once


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


@Operations.register_operation("create_index_online")
class CreateIndexOnline(MigrateOperation):
    """An index on a table in use: PostgreSQL makes it while others write.

    It stands in a migration of its own, since it cannot be part of a transaction; interrupted, the
    migration runs again from the beginning.
    """

    def __init__(self, name: str, table: str, columns: Sequence[Any], **options: Any) -> None:
        self.name, self.table, self.columns, self.options = name, table, columns, options

    @classmethod
    def create_index_online(
        cls, operations: Operations, name: str, table: str, columns: Sequence[Any], **options: Any
    ) -> None:
        """Make the index; `options` are those of op.create_index."""
        operations.invoke(cls(name, table, columns, **options))


@Operations.implementation_for(CreateIndexOnline)
def create_index_online(operations: Operations, wanted: CreateIndexOnline) -> None:
    """Concurrently on PostgreSQL, where what an interrupted try left behind is dropped first."""
    options = dict(wanted.options, if_not_exists=True)
    if operations.get_bind().dialect.name != "postgresql":
        operations.create_index(wanted.name, wanted.table, list(wanted.columns), **options)
        return
    with operations.get_context().autocommit_block():
        operations.execute("SET lock_timeout = 0")  # waiting for others holds nobody up here
        if operations.get_bind().scalar(
            sa.text("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"),
            {"name": wanted.name},
        ):
            operations.drop_index(wanted.name, postgresql_concurrently=True)
        options["postgresql_concurrently"] = True
        operations.create_index(wanted.name, wanted.table, list(wanted.columns), **options)
        operations.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")


def run() -> None:
    """Bring the database to the wanted revision.

    Each migration is a transaction: a process that dies leaves whole revisions behind, and the next
    run goes on.
    """
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if engine.dialect.name != "postgresql":
            migrate(connection)
            return
        try:
            take_turn(connection)
            persist(connection)
        finally:
            connection.invalidate()  # ends with us, and with it the turn and the timeout


def persist(connection: sa.Connection) -> None:
    """Try again when a table was in use for too long. Raises what the last try raises."""
    for pause in (*PAUSES, None):
        try:
            migrate(connection)
            return
        except OperationalError as error:
            if pause is None or getattr(error.orig, "sqlstate", "") != "55P03":
                raise
            connection.rollback()
            log.warning("a table is in use; trying again in %s s", pause)
            time.sleep(pause)


def take_turn(connection: sa.Connection) -> None:
    """Wait until no other machine migrates, holding nothing; then give way where others wait."""
    asked = sa.text("SELECT pg_try_advisory_lock(:key)")
    while not connection.scalar(asked, {"key": ONE_AT_A_TIME}):
        connection.rollback()
        time.sleep(1)
    connection.execute(sa.text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()


def migrate(connection: sa.Connection) -> None:
    """Run what is missing."""
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
