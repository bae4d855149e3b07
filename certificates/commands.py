"""Commands `flask certificates …`, for timers and for whoever must help a job that died."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import click
from flask.cli import AppGroup

from certificates import batch_queries, batches, documents, remaking
from certificates.remaking import Kept
from lms.core.clock import now
from lms.core.db import transaction
from lms.core.progress import Progress, forget, told

LONGEST_JOB = timedelta(days=2)
certificate_commands = AppGroup("certificates", help="Certificates and their documents.")


@certificate_commands.command("make")
def make() -> None:
    """Go on with batches that stopped, then make every document that is still missing."""
    with transaction():
        stopped = [one for one in batch_queries.unfinished() if not _is_under_way(one)]
    for batch_id in stopped:
        done = _commit_each(batches.issue_parts(batch_id, at=now()))
        forget(batch_id)  # what stopped it before is mended
        click.echo(f"batch {batch_id}: {done.of} people done")
    with transaction():
        lately = batch_queries.begun_since(now() - LONGEST_JOB)
    if any(_is_under_way(one) for one in lately):
        click.echo("a batch is being worked on: it makes its documents itself")
        return
    done = _commit_each(documents.make_all(at=now()))
    click.echo(f"{done.done} documents made")


@certificate_commands.command("check")
@click.option("--again", is_flag=True, help="Make each document again and compare the bytes.")
def check(*, again: bool) -> None:
    """Say whether every kept document is whole; fails when one is damaged or unexplained."""
    counts, bad = Counter[Kept](), False
    with transaction():
        for number, document, found in remaking.looked_at(again=again):
            counts[found] += 1
            if found in {Kept.DAMAGED, Kept.DIFFERENT}:
                bad = True
                click.echo(f"{number}: {found} (SHA-256 {document.sha256})")
            elif found is Kept.OTHER_VERSIONS:
                click.echo(f"{number}: made with {document.made_with}; the kept file counts")
    click.echo("; ".join(f"{found}: {count}" for found, count in sorted(counts.items())) or "none")
    if bad:
        sys.exit(1)


def _is_under_way(batch_id: UUID) -> bool:
    """Whether a process said lately that it works on a batch."""
    progress = told(batch_id)
    return progress is not None and not progress.problem


def _commit_each(parts: Iterator[Progress]) -> Progress:
    """Each part in a transaction of its own; the last word of the work."""
    last = Progress(0, 0)
    while True:
        with transaction():
            part = next(parts, None)
        if part is None:
            return last
        last = part
