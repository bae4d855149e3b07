"""The edge of the command line: one transaction, plain messages, and who sits at the keyboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from lms.core.access import SYSTEM, Actor
from lms.core.db import transaction
from lms.core.errors import DomainError


def at_the_keyboard() -> Actor:
    """Whoever gives a command, for the audit log."""
    return Actor(SYSTEM.id, f"command:{os.environ.get('USER', 'unknown')}")


@contextmanager
def edge() -> Iterator[None]:
    """One transaction; a refused operation becomes a plain message and exit code 1."""
    try:
        with transaction():
            yield
    except DomainError as error:
        raise click.ClickException(error.message or type(error).__name__) from None
