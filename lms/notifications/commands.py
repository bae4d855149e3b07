"""Commands `flask reminders …` and `flask outbox …`, for timers (deploy/hocso-outbox.timer)."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from lms.core import posting
from lms.core.access import SYSTEM, Actor
from lms.core.clock import now, today
from lms.core.db import db, transaction
from lms.core.outbox import MessageState
from lms.notifications import operations, queries
from lms.notifications.jobs import AT_MOST
from lms.requirements.duties import year_of

reminders = AppGroup("reminders", help="Messages of a day.")
outbox_commands = AppGroup("outbox", help="Messages that wait to be sent.")


@reminders.command("plan")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Default: today.")
@click.option("--dry-run", is_flag=True, help="Only say how many there would be.")
def plan(day: datetime | None, dry_run: bool) -> None:
    """Write the messages of a day into the outbox; a second run writes none twice."""
    on = day.date() if day else today()
    year = year_of(on)
    if year is None:
        click.echo("no training year is open on that day: nothing to say")
        return
    if dry_run:
        had = queries.written_to(on)
        new = [one for one in operations.envelopes(year, on) if one.person_id not in had]
        for (kind, channel), number in sorted(Counter((d.kind, d.channel) for d in new).items()):
            click.echo(f"{kind:12} {channel:8} {number}")
        click.echo(f"{len(new)} messages would be written")
        db.session.rollback()
        return
    by = Actor(SYSTEM.id, f"command:{os.environ.get('USER', 'unknown')}")
    with transaction():
        written = operations.plan_messages(year, on, by=by, at=now())
    click.echo(f"{written} messages written")


@outbox_commands.command("send")
@click.option("--limit", type=int, default=AT_MOST, help="At most so many in this run.")
def send(limit: int) -> None:
    """Send what is due; each message in its own transactions, so that none goes out twice."""
    found = posting.send_waiting(
        current_app.extensions["sender"], current_app.extensions["quiet"], clock=now, limit=limit
    )
    for state in MessageState:
        if state in found:
            click.echo(f"{state:9} {found[state]}")
    click.echo(f"{sum(found.values())} messages tried")
