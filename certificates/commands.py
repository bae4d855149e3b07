"""Commands `flask certificates …`, for whoever must help a job that died."""

from __future__ import annotations

import sys
from collections import Counter

import click
from flask.cli import AppGroup

from certificates import remaking
from certificates.remaking import Kept
from lms.core.commands import do
from lms.core.db import transaction

certificate_commands = AppGroup("certificates", help="Certificates and their documents.")


@certificate_commands.command("make")
def make() -> None:
    """Go on with batches that stopped, then make every document that is still missing."""
    click.echo(f"{do('certificates.documents').done} documents made")


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
