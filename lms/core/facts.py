"""Facts go up: a package announces what happened, packages above listen (lms/wiring.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app

from lms.core.db import db
from lms.core.observe import series
from lms.core.observe.asking import count_kept

Listeners = Mapping[type, Sequence[Callable[[Any], None]]]


def announce(fact: object) -> None:
    """Tell every listener at once, inside the same transaction."""
    for listener in current_app.extensions["facts"].get(type(fact), ()):
        listener(fact)
    count_kept(db.session, series.facts.labels(type(fact).__name__))
