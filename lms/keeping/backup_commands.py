"""Commands `flask backup …`: make, verify, restore; see docs/backup.md."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup

from lms.core.clock import now
from lms.core.commands import edge
from lms.core.progress import Progress
from lms.keeping.backing_up import Made, back_up, written_whole
from lms.keeping.envelopes import make_identity
from lms.keeping.errors import NotNow
from lms.keeping.operations import clear
from lms.keeping.restoring import restore
from lms.keeping.retention import name_of
from lms.keeping.verifying import Contents, note_verified, verify
from lms.settings import variable

ROOT = Path(__file__).parents[2]
MB = 1e6
backup_commands = AppGroup("backup", help="Backups of database and files.")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
identity_option = click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the private key (age) of an encrypted backup.",
)


@backup_commands.command("make")
@click.argument("folder")
@click.option("--keys", is_flag=True, help="Private keys too, although nothing is encrypted.")
def make_one(folder: str, *, keys: bool) -> None:
    """Write a backup into FOLDER (or to standard output: -) while the product is used."""
    at, made, started = now(), Made(), time.monotonic()
    with edge(), _place(folder, name_of(at)) as (out, scratch):
        _watch("Backup", back_up(out, made, at=at, with_keys=keys, scratch=scratch))
    name = "standard output" if folder == "-" else str(Path(folder) / name_of(at))
    _say(f"{name}: {made.rows} rows, {made.files} files, {_speed(made.size, started)}")
    if not made.with_keys:
        _say("private keys are not in it (--keys, or LMS_BACKUP_RECIPIENTS)")
    for key in made.damaged:
        _say(f"DAMAGED in the store: {key}")
    if made.damaged:
        sys.exit(1)


@backup_commands.command("clear")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def clear_old(folder: Path) -> None:
    """Delete backups in FOLDER that LMS_BACKUP_KEEP no longer names."""
    for name in clear(folder):
        click.echo(f"deleted: {name}")


@backup_commands.command("verify")
@file_argument
@identity_option
@click.option("--deep", is_flag=True, help="Restore a dump on trial, on the server in use.")
def verify_one(file: Path, identity: Path | None, *, deep: bool) -> None:
    """Check every byte of the backup FILE and the database in it; say what it holds."""
    contents, started = Contents(), time.monotonic()
    server = str(current_app.config["SQLALCHEMY_DATABASE_URI"]) if deep else ""
    with edge():
        if deep and not server.startswith("postgresql"):
            raise click.ClickException("--deep needs LMS_DATABASE_URL of a PostgreSQL server")
        _watch("Verify", verify(file, contents, identity=identity, deep=server))
    note_verified(file, now())
    _describe(contents)
    click.echo(f"whole: {_speed(contents.size, started)}")


@backup_commands.command("restore")
@file_argument
@identity_option
def restore_one(file: Path, identity: Path | None) -> None:
    """Bring the backup FILE back into the EMPTY database and folder of the settings."""
    contents, started = Contents(), time.monotonic()
    head = str(current_app.extensions["migration_head"])
    with edge():
        _watch("Restore", restore(file, contents, head=head, identity=identity))
    _describe(contents)
    click.echo(f"restored: {_speed(contents.size, started)}")
    if contents.about["head"] != head:
        click.echo(f"now bring it from migration {contents.about['head']}: flask db upgrade")
        return
    _check(current_app.extensions["checks"])


def _check(checks: Iterable[tuple[str, ...]]) -> None:
    """Run the commands a copy must pass, with the settings of this one."""
    settings = current_app.extensions["settings"]
    given = {variable(f): str(getattr(settings, f.name)) for f in fields(settings)}
    for words in checks:
        click.echo(f"flask {' '.join(words)}")
        command = [sys.executable, "-m", "flask", "--app", "lms.cli:create_app", *words]
        done = subprocess.run(command, env={**os.environ, **given}, cwd=ROOT, check=False)  # noqa: S603
        if done.returncode:
            raise click.ClickException("the restored copy did not pass")


@backup_commands.command("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_key(file: Path) -> None:
    """Make a key for encrypted backups: the private half into FILE, keep it elsewhere."""
    with edge():
        make_identity(file, lambda public: click.echo(f"LMS_BACKUP_RECIPIENTS={public}"))


@contextmanager
def _place(folder: str, name: str) -> Iterator[tuple[BinaryIO, Path | None]]:
    """Where to write, and where there is room for the copy of the database."""
    if folder == "-":
        yield sys.stdout.buffer, None
        sys.stdout.flush()
        return
    try:
        with written_whole(Path(folder) / name) as out:
            yield out, Path(folder)
    except OSError as error:
        raise NotNow(f"{folder}: {error.strerror}; nothing was kept") from None


def _watch(label: str, parts: Iterable[Progress]) -> None:
    with click.progressbar(length=1, label=label, item_show_func=str, file=sys.stderr) as bar:
        for part in parts:
            bar.update(0, f"{part.done / MB:,.0f} MB")
        bar.update(1)


def _describe(contents: Contents) -> None:
    about = contents.about
    click.echo(
        f"made at {about['made_at']} by version {about['version']}, {about['database']} "
        f"({about['made_with']}), migration {about['head']}"
    )
    click.echo(f"{contents.rows} rows, {contents.files} files, {contents.keys} private keys")
    for key in contents.damaged:
        click.echo(f"was damaged in the store already: {key}", err=True)


def _speed(size: int, started: float) -> str:
    spent = time.monotonic() - started
    return f"{size / MB:,.1f} MB in {spent:.1f} s ({size / MB / max(spent, 0.01):,.0f} MB a second)"


def _say(text: str) -> None:
    """Beside the backup itself, which may go to standard output."""
    click.echo(text, err=True)
