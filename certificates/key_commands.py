"""Commands `flask keys …`: the keys that sign the claims in QR codes; see docs/keys.md."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from certificates import key_operations, keys
from certificates.published_keys import key_set
from lms.core.clock import now
from lms.core.commands import at_the_keyboard, edge
from lms.core.i18n import moment
from lms.core.signing import NoKey

key_commands = AppGroup("keys", help="Keys of the QR codes on certificates.")
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@key_commands.command("list")
def list_keys() -> None:
    """Every key: from when until when it signed, and whether its file is there."""
    with _edge():
        for row in keys.all_keys():
            state = "signs now" if row.until is None else f"until {moment(row.until)}"
            if row.bad_since:
                state = f"WITHDRAWN, bad since {moment(row.bad_since)}"
            there = "" if keys.path_of(row.key_id).exists() else ", NO PRIVATE FILE"
            click.echo(f"{row.key_id}  since {moment(row.since)}, {state}{there}  {row.note}")


@key_commands.command("make")
@click.option("--note", default="", help="Why: for those who come later.")
def make_key(note: str) -> None:
    """Make a new key, which signs from now on; older ones stay believed."""
    with _edge():
        row = keys.make_key(note, by=at_the_keyboard(), at=now())
        click.echo(f"{row.key_id} signs from now on; back it up: flask keys backup {row.key_id} …")


@key_commands.command("withdraw")
@click.argument("key_id")
@click.option("--bad-since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day.")
@click.option("--note", required=True, help="What happened.")
def withdraw_key(key_id: str, bad_since: datetime, note: str) -> None:
    """No longer believe what a lost or stolen key signed from a day on."""
    with _edge():
        fresh = key_operations.withdraw_key(
            key_id, bad_since.date(), note, by=at_the_keyboard(), at=now()
        )
        click.echo(f"{key_id} is withdrawn")
        if fresh:
            click.echo(f"{fresh.key_id} signs from now on; back it up")


@key_commands.command("backup")
@click.argument("key_id")
@file_argument
@click.password_option()
def back_up(key_id: str, file: Path, password: str) -> None:
    """Write the private key to a FILE sealed with a password that is asked for."""
    with _edge():
        body = key_operations.sealed_backup(key_id, password)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(body)
        click.echo(f"{key_id}: written to {file}; keep file and password apart")


@key_commands.command("restore")
@file_argument
@click.option("--password", prompt=True, hide_input=True)
def restore(file: Path, password: str) -> None:
    """Put a private key back from the FILE of a backup."""
    with _edge():
        try:
            body = file.read_bytes()
        except OSError as error:
            raise click.ClickException(f"{file}: {error.strerror}") from None
        click.echo(f"{key_operations.put_back(body, password).key_id} is there again")


@key_commands.command("export")
@file_argument
def export(file: Path) -> None:
    """Write the public keys to a FILE (JWK set), for whoever checks without this system."""
    with _edge():
        file.write_text(json.dumps(key_set(), indent=2) + "\n", encoding="utf-8")
        click.echo(f"{len(keys.all_keys())} public keys written to {file}")


@contextmanager
def _edge() -> Iterator[None]:
    """The edge of every command; a key that is not there becomes a plain message too."""
    try:
        with edge():
            yield
    except NoKey as error:
        raise click.ClickException(f"the private key is not there: {error}") from None
