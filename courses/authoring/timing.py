"""How long typing is one revision, how long somebody seen in the editor is there. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

ONE_REVISION = timedelta(minutes=10)  # of typing: what is saved by itself in that time is one
THERE = timedelta(minutes=2)  # since somebody was seen in the editor: they are still there


def goes_on(began_at: datetime | None, *, is_own: bool, at: datetime) -> bool:
    """Whether what is saved by itself at a moment replaces the last revision of a lesson."""
    return is_own and began_at is not None and at - began_at < ONE_REVISION
