"""Reads the limits of a quiz from a module.toml; all of them may be left out.

minutes_allowed    minutes for a test, counted by the server; or seconds_allowed
hard_limit         true: what comes after the time is not taken; else it counts and is marked late
opens, closes      a day (2026-03-01) or a moment (2026-03-01T08:00:00+07:00); a closing day counts
tries_before_wait  after so many failed tests in a row there is a rest of wait_hours (else 24)
most_tries         how many tests a year
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from courses.manuscript_faults import Broken
from lms.core.clock import ZONE
from quizzes.rules.policy import WAIT_HOURS, Policy

MOST = 1_000_000  # of any figure


def read_policy(file: Path | str, facts: Mapping[str, Any]) -> Policy:
    """The limits a module.toml gives. Raises Broken that names the file and the key."""
    minutes = _count(file, facts, "minutes_allowed")
    seconds = _count(file, facts, "seconds_allowed") if minutes is None else minutes * 60
    opens, closes = _moment(file, facts, "opens"), _moment(file, facts, "closes", ends=True)
    if opens is not None and closes is not None and closes <= opens:
        raise Broken(file, _("closes must lie after opens"))
    return Policy(
        seconds_allowed=seconds,
        hard_limit=_yes(file, facts, "hard_limit"),
        opens_at=opens,
        closes_at=closes,
        tries_before_wait=_count(file, facts, "tries_before_wait"),
        wait_hours=_count(file, facts, "wait_hours") or WAIT_HOURS,
        most_tries=_count(file, facts, "most_tries"),
    )


def _count(file: Path | str, facts: Mapping[str, Any], key: str) -> int | None:
    value = facts.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        raise Broken(file, _("%(key)s must be a whole number from 1", key=key))
    return value


def _yes(file: Path | str, facts: Mapping[str, Any], key: str) -> bool:
    value = facts.get(key, False)
    if not isinstance(value, bool):
        raise Broken(file, _("%(key)s must be true or false", key=key))
    return value


def _moment(
    file: Path | str, facts: Mapping[str, Any], key: str, *, ends: bool = False
) -> datetime | None:
    """A moment; a plain day begins at midnight in Việt Nam, and as an end it counts itself."""
    value = facts.get(key)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=ZONE)
    if not isinstance(value, date):
        raise Broken(file, _("%(key)s must be a day or a moment, without quotation marks", key=key))
    return datetime.combine(value + timedelta(days=ends), time(), ZONE)
