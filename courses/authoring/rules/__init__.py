"""Pure decisions about drafts: where a version stands, and what may be done with it."""

from __future__ import annotations

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


def state(last_step: Step | None, *, published: bool, withdrawn: bool) -> State:
    """Where a version stands, by its last step and what was decided of it since."""
    if withdrawn:
        return State.WITHDRAWN
    if published:
        return State.PUBLISHED
    return AFTER[last_step] if last_step is not None else State.DRAFT


# From where each step may be taken.
BEFORE = {
    Step.ASKED: EDITABLE,
    Step.APPROVED: frozenset({State.IN_REVIEW}),
    Step.RETURNED: frozenset({State.IN_REVIEW}),
    Step.REOPENED: frozenset({State.IN_REVIEW, State.APPROVED}),
}
UNPUBLISHED = frozenset({State.DRAFT, State.IN_REVIEW, State.RETURNED, State.APPROVED})


def may_take(step: Step, now: State) -> bool:
    """Whether a version that stands there may take a step."""
    return now in BEFORE[step]
