"""What certificates do when something below happens."""

from __future__ import annotations

from certificates import operations, queries
from courses.facts import ModuleCompleted


def on_module_completed(fact: ModuleCompleted) -> None:
    """A completed module earns its certificate, where one is set."""
    certification = queries.certification_of(fact.module_id)
    if certification is not None:
        completion = queries.get_completion(fact.enrolment_id)
        operations.issue(certification, completion, at=fact.completed_at)
