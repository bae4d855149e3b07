"""Is it alive, is it ready: for the machine that watches us."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms.core.access import public
from lms.core.db import db

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; nothing else is touched."""
    return jsonify(status="ok")


@pages.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """The database answers and has every migration this program needs.

    It may have newer ones: they come first, and the last release goes on beside them.
    """
    checks = {"database": _database_answers(), "migrations": False}
    checks["migrations"] = checks["database"] and _is_migrated()
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "not ready", **checks), 200 if ready else 503


def _database_answers() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _is_migrated() -> bool:
    head = current_app.extensions["migration_head"]
    here = MigrationContext.configure(db.session.connection()).get_current_revision()
    if here is None or not here.isdecimal():
        return False  # "moving": a database on its way from another one (lms/keeping)
    return int(here) >= int(head)
