"""What courses do when something below happens."""

from __future__ import annotations

from courses import operations, queries
from quizzes.facts import AttemptMarked, AttemptTaken


def on_attempt_marked(fact: AttemptMarked) -> None:
    """A passed attempt completes the module it was sat for."""
    enrolment = queries.enrolment_of_attempt(fact.attempt_id)
    if enrolment is not None and fact.passed:
        operations.complete(enrolment, fact.attempt_id, at=fact.marked_at)


def on_attempt_taken(fact: AttemptTaken) -> None:
    """An attempt sat on paper or aloud counts for the module that uses its quiz."""
    version = queries.published_with_quiz(fact.quiz_version_id)
    if version is not None:
        operations.take_attempt(fact.attempt_id, version, fact.person_id, fact.taken_at)
