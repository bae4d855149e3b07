"""The edge of the command line: one transaction, plain messages, and who sits at the keyboard."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from lms.core.access import SYSTEM, Actor
from lms.core.clock import now
from lms.core.db import transaction
from lms.core.errors import DomainError
from lms.core.jobs.asking import Asked, functions
from lms.core.jobs.scheduling import key_of
from lms.core.observe.reports import report
from lms.core.progress import Progress


def at_the_keyboard() -> Actor:
    """Whoever gives a command, for the audit log."""
    return Actor(SYSTEM.id, f"command:{os.environ.get('USER', 'unknown')}")


def do(kind: str) -> Progress:
    """Do what a kind of job does, here and now; its last word."""
    return in_parts(functions()[kind](Asked(key_of(kind), at_the_keyboard(), now(), {})))


def in_parts(
    parts: Iterator[Progress], step: Callable[[Progress], None] = lambda _part: None
) -> Progress:
    """Work in parts, each in a transaction of its own; its last word."""
    last = Progress(0, 0)
    while True:
        with edge():
            part = next(parts, None)
        if part is None:
            return last
        step(last := part)


@contextmanager
def edge() -> Iterator[None]:
    """One transaction; a refused operation becomes a plain message and exit code 1.

    What nobody expected is told where errors are told, and goes on.
    """
    try:
        with transaction():
            yield
    except DomainError as error:
        raise click.ClickException(error.message or type(error).__name__) from None
    except Exception as error:
        given = click.get_current_context(silent=True)
        report(error, command=given.info_name or "" if given else "")
        raise
