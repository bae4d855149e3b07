"""What certificates do when something below happens."""

from __future__ import annotations

from certificates.earning import automatic_terms
from certificates.operations import issue_earned
from courses.facts import ModuleCompleted
from lms.training.facts import AttendancesRecorded


def on_module_completed(fact: ModuleCompleted) -> None:
    """A completed module may earn certificates, alone or with what was there before."""
    at = fact.completed_at
    terms = automatic_terms(module_id=fact.module_id, at=at)
    issue_earned([fact.person_id], fact.year, terms, at=at)


def on_attendances_recorded(fact: AttendancesRecorded) -> None:
    """A class may be what was still missing."""
    terms = automatic_terms(classes=True, at=fact.recorded_at)
    issue_earned(fact.person_ids, fact.held_on.year, terms, at=fact.recorded_at)
