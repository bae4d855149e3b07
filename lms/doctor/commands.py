"""`flask doctor`: every check, for people or as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from lms.core.db import reading
from lms.core.i18n import LANGUAGES
from lms.doctor.checks import QUICK, THOROUGH, examine
from lms.doctor.findings import State, worst

SIGNS = {State.OK: "  ok     ", State.WARNING: "  WARNING", State.PROBLEM: "  PROBLEM"}
COLOURS = {State.OK: "green", State.WARNING: "yellow", State.PROBLEM: "red"}


@click.command("doctor")
@with_appcontext
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--language", type=click.Choice(sorted(LANGUAGES)), default="en")
def doctor(as_json: bool, language: str) -> None:
    """Say what is configured, reachable, migrated and advisable; exit code 1 on a problem."""
    with reading(), force_locale(language):
        findings = examine((*QUICK, *THOROUGH))
    if as_json:
        told = {"state": worst(findings), "checks": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for one in findings:
            sign = click.style(SIGNS[one.state], fg=COLOURS[one.state])
            click.echo(f"{sign} {one.name:15} {one.sentence}")
            if one.advice:
                click.echo(f"{'':26}→ {one.advice}")
    sys.exit(1 if worst(findings) is State.PROBLEM else 0)
