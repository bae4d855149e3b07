"""Command `flask quizzes close`; the schedule does it every five minutes."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from lms.core.commands import do

quiz_commands = AppGroup("quizzes", help="Quizzes.")


@quiz_commands.command("close")
def close() -> None:
    """Hand in every attempt whose time is over, each in a transaction of its own."""
    click.echo(f"{do('quizzes.close').done} attempts handed in")
