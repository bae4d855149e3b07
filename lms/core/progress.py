"""How far long work is, for every process to read; and short work in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from uuid import UUID

from flask import Flask, current_app

from lms.core.db import db, transaction
from lms.core.shared import shared

REMEMBERED = 86_400  # seconds; a job that ended is forgotten at once


@dataclass(frozen=True)
class Progress:
    """So much of so much; `problem` when it ended badly and nothing was changed."""

    done: int
    of: int
    problem: str = ""


def tell(key: UUID, done: int, of: int) -> None:
    """Say how far the work `key` is."""
    shared().put(f"progress:{key}", astuple(Progress(done, of)), REMEMBERED)


def heard(key: UUID) -> Progress:
    """What was said last of work that is under way."""
    said = shared().get(f"progress:{key}")
    return Progress(*said) if said else Progress(0, 0)


def forget(key: UUID) -> None:
    """The work is over."""
    shared().drop(f"progress:{key}")


def do_now(work: Callable[[], object]) -> None:
    """Do short work in a transaction of its own and wait for it: for a page that reads.

    Raises what the work raises. Tests do it in their own transaction.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if app.testing:
        work()
        return

    def whole() -> None:
        with app.app_context(), transaction():
            work()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(whole).result()
    db.session.rollback()  # what this page read before does not show what was written now
