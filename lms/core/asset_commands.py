"""`flask static build`: what a release does once, so that no process packs files at its start."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from lms.core.assets import packed_assets, write_assets

static_commands = AppGroup("static", help="Static files.")


@static_commands.command("build")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def build_static(folder: Path) -> None:
    """Write static files into FOLDER by their hashed names, with .br and .gz beside each.

    Set LMS_STATIC_DIR to FOLDER, and let nginx serve /static/ from it.
    """
    assets = packed_assets()
    write_assets(assets, folder)
    click.echo(f"{len(assets.files)} files in {folder}")
