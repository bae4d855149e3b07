"""Commands `flask database …`: the move into another database, row by row."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Table, make_url

from lms.core.commands import edge
from lms.core.db import db
from lms.keeping import moving
from lms.keeping.errors import NotNow
from lms.keeping.moving import Report, Step
from lms.keeping.sides import Side, open_side


def move_commands(prepare: Callable[[str], None], renew: Callable[[str], None]) -> AppGroup:
    """The group `database`.

    `prepare` gives an empty database (by its address) every table; `renew` writes there what no
    model describes: the words of the full-text search.
    """
    group = AppGroup("database", help="The database as a whole.")

    @group.command("move")
    @click.argument("target")
    @click.option("--check", is_flag=True, help="Change nothing; only compare the two.")
    def move(target: str, *, check: bool) -> None:
        """Copy everything into the empty database TARGET (postgresql://…) and compare every row.

        Stop the product first. Ended at any moment, the same command goes on.
        """
        address = str(current_app.config["SQLALCHEMY_DATABASE_URI"])
        if target.startswith(("postgres://", "postgresql://")):
            target = "postgresql+psycopg://" + target.partition("://")[2]
        if make_url(target) == make_url(address):
            raise click.ClickException("that is the database itself")
        tables = db.metadata.sorted_tables
        with edge(), closing(open_side(address, is_source=True)) as source:
            if check:
                with closing(open_side(target, is_source=False)) as other:
                    _compare(source, other, tables)
                return
            _move(source, target, tables, prepare, renew)

    return group


def _move(
    source: Side,
    address: str,
    tables: list[Table],
    prepare: Callable[[str], None],
    renew: Callable[[str], None],
) -> None:
    head = str(current_app.extensions["migration_head"])
    with closing(open_side(address, is_source=False)) as target:
        is_new = not target.tables()
        if not moving.is_under_way(target):
            prepare(address)
        goes_on = moving.begin(source, target, tables, head, is_new=is_new)
        rows = sum(source.count(table) for table in tables)
        if goes_on:
            there = sum(target.count(table) for table in tables)
            click.echo(f"going on: {there} of {rows} rows are there")
            rows -= there
        started = time.monotonic()
        _watch("Copy", rows, moving.copy(source, target, tables))
        spent = time.monotonic() - started
        click.echo(f"{rows} rows copied in {spent:.1f} s ({rows / max(spent, 0.01):,.0f} a second)")
        if goes_on:
            _mend(source, target, tables)
        _watch("Bring back", 0, moving.bring_back(target, tables))
        renew(address)
        _compare(source, target, tables)
        if source.has_changed():
            raise NotNow(
                "the source was written to meanwhile. Stop the product and run the same command "
                "again: only what changed is brought over"
            )
        moving.end(target, head)
    click.echo("Everything is there. Set LMS_DATABASE_URL to the target and start the product.")


def _mend(source: Side, target: Side, tables: list[Table]) -> None:
    """Rows that changed in the source between two runs."""
    rows, mended = sum(source.count(table) for table in tables), 0
    with click.progressbar(length=rows, label="Since the last run") as bar:
        for one in moving.mend(source, target, tables):
            if isinstance(one, Step):
                bar.update(one.rows)
            else:
                mended += one
    click.echo(f"{mended} rows had changed since and were brought up to date")


def _compare(source: Side, target: Side, tables: list[Table]) -> None:
    """Print count and digest of every table; exit code 1 when a row differs."""
    report, started = Report(), time.monotonic()
    rows = sum(source.count(table) for table in tables)
    _watch("Compare", rows, moving.check(source, target, tables, report))
    for name, (here, there) in sorted(report.tables.items()):
        if here.rows or there.rows:
            same = here.digest.digest() == there.digest.digest()
            click.echo(f"  {name:32} {here}{'' if same else f'  NOT  {there}'}")
    spent = time.monotonic() - started
    click.echo(f"{report.rows} rows compared in {spent:.1f} s, {report.differing} differ")
    for line in report.differences:
        click.echo(f"DIFFERS: {line}", err=True)
    if report.differing:
        sys.exit(1)


def _watch(label: str, rows: int, steps: Iterable[Step]) -> None:
    with click.progressbar(length=max(rows, 1), label=label, item_show_func=str) as bar:
        for step in steps:
            bar.update(step.rows, step.part)
