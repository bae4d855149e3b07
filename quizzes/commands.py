"""Command `flask quizzes close`, for a timer (deploy/hocso-quizzes.timer)."""

from __future__ import annotations

import os

import click
from flask.cli import AppGroup

from lms.core.access import SYSTEM, Actor
from lms.core.clock import now
from lms.core.db import db, transaction
from quizzes import standing_queries
from quizzes.models import Attempt
from quizzes.operations.sitting import close_if_over

quiz_commands = AppGroup("quizzes", help="Quizzes.")


@quiz_commands.command("close")
def close() -> None:
    """Hand in every attempt whose time is over, each in a transaction of its own."""
    by, closed = Actor(SYSTEM.id, f"command:{os.environ.get('USER', 'unknown')}"), 0
    with transaction():
        found = standing_queries.over_ids(now())
    for attempt_id in found:
        with transaction():
            closed += close_if_over(db.session.get_one(Attempt, attempt_id), by=by, at=now())
    click.echo(f"{closed} attempts handed in")
