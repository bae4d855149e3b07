"""Commands `flask files …`: the move of all files into another store."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from lms.core.store import store, store_of
from lms.keeping.file_moving import Moved, move_files

MB = 1e6
file_commands = AppGroup("files", help="The kept files as a whole.")


@file_commands.command("move")
@click.argument("target")
@click.option("--check", is_flag=True, help="Copy nothing; only compare.")
def move(target: str, *, check: bool) -> None:
    """Copy every file to TARGET (s3://bucket/folder, or a data folder) and compare it there.

    Endpoint and keys are those of the settings (LMS_FILES_…). Ended at any moment, it goes on.
    """
    settings = current_app.extensions["settings"]
    there = (
        replace(settings, files_url=target)
        if target.startswith("s3://")
        else replace(settings, files_url="", data_dir=target)
    )
    if not there.files_url and Path(target).resolve() == Path(settings.data_dir).resolve():
        raise click.ClickException("that is the folder itself")
    moved, started = Moved(), time.monotonic()
    with click.progressbar(
        move_files(store(), store_of(there), moved, check=check), label="Files"
    ) as steps:
        for _size in steps:
            pass
    spent = time.monotonic() - started
    click.echo(
        f"{moved.files} files, {moved.size / MB:,.1f} MB in {spent:.1f} s; "
        f"{moved.copied} copied, {len(moved.differing)} differ"
    )
    for key in moved.differing[:20]:
        click.echo(f"DIFFERS: {key}", err=True)
    if moved.differing:
        sys.exit(1)
