"""Pure decisions about drafts: where a version stands, and what may be done with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """A step of a draft on its way."""

    ASKED = "asked"
    APPROVED = "approved"
    RETURNED = "returned"
    REOPENED = "reopened"


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


AFTER = {
    Step.ASKED: State.IN_REVIEW,
    Step.APPROVED: State.APPROVED,
    Step.RETURNED: State.RETURNED,
    Step.REOPENED: State.DRAFT,
}
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
ONE_REVISION = timedelta(minutes=10)  # of typing: what is saved by itself in that time is one
THERE = timedelta(minutes=2)  # since somebody was seen in the editor: they are still there


def state(last_step: Step | None, *, published: bool, withdrawn: bool) -> State:
    """Where a version stands, by its last step and what was decided of it since."""
    if withdrawn:
        return State.WITHDRAWN
    if published:
        return State.PUBLISHED
    return AFTER[last_step] if last_step is not None else State.DRAFT


def goes_on(began_at: datetime | None, *, is_own: bool, at: datetime) -> bool:
    """Whether what is saved by itself at a moment replaces the last revision of a lesson."""
    return is_own and began_at is not None and at - began_at < ONE_REVISION
