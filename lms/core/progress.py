"""How far long work is: a small file beside the data, so that every process can read it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog
from flask import Flask, current_app

from lms.core.db import db, transaction
from lms.core.errors import DomainError

log = structlog.get_logger("hocso.job")
STALE = 60  # seconds without a word: the process that worked on it is gone


@dataclass(frozen=True)
class Progress:
    """So much of so much; `problem` when it ended badly and nothing was changed."""

    done: int
    of: int
    problem: str = ""


def tell(key: UUID, done: int, of: int, problem: str = "") -> None:
    """Say how far the work `key` is."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{threading.get_ident()}")
    fresh.write_text(json.dumps([done, of, problem]))
    fresh.replace(path)


def told(key: UUID) -> Progress | None:
    """How far the work is; None when nothing is under way."""
    path = _path(key)
    try:
        progress = Progress(*json.loads(path.read_text()))
        is_old = time.time() - path.stat().st_mtime > STALE
    except (OSError, ValueError):
        return None
    return None if is_old and not progress.problem else progress


def forget(key: UUID) -> None:
    """The work is over."""
    _path(key).unlink(missing_ok=True)


def _path(key: UUID) -> Path:
    return Path(current_app.config["DATA_DIR"]) / "progress" / f"{key}.json"


def run(key: UUID, work: Callable[[], None]) -> None:
    """Do long work beside the requests, in one transaction of its own. Tests do it at once."""

    def whole() -> Iterator[Progress]:
        work()
        yield Progress(1, 1)

    run_in_parts(key, whole)


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


def run_in_parts(key: UUID, parts: Callable[[], Iterator[Progress]]) -> None:
    """Do long work beside the requests, each part (up to a `yield`) in a transaction of its own.

    Others write in between, and what is done stays done when the process dies: the work must be
    able to go on from there. Tests do it at once, in their own transaction.
    """
    tell(key, 0, 0)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if app.testing:
        for _part in parts():
            pass
        forget(key)
        return
    threading.Thread(target=_run, args=(app, key, parts), daemon=True).start()


def _run(app: Flask, key: UUID, parts: Callable[[], Iterator[Progress]]) -> None:
    with app.app_context():
        try:
            _commit_each(key, parts())
            forget(key)
        except DomainError as error:
            tell(key, 0, 0, error.message or type(error).__name__)
        except Exception as error:
            log.error("failed", key=str(key), kind=type(error).__name__)
            tell(key, 0, 0, "?")


def _commit_each(key: UUID, parts: Iterator[Progress]) -> None:
    while True:
        with transaction():
            part = next(parts, None)
        if part is None:
            return
        tell(key, part.done, part.of)
