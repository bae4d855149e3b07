"""What courses do when something below happens."""

from __future__ import annotations

from courses import operations, queries
from quizzes.facts import AttemptMarked


def on_attempt_marked(fact: AttemptMarked) -> None:
    """A passed attempt completes the module it was sat for."""
    enrolment = queries.enrolment_of_attempt(fact.attempt_id)
    if enrolment is not None and fact.passed:
        operations.complete(enrolment, fact.attempt_id, at=fact.marked_at)
