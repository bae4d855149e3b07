"""What courses announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ModuleCompleted:
    """A person completed a module for the first time in a year."""

    enrolment_id: UUID
    person_id: UUID
    module_id: UUID
    year: int
    completed_at: datetime
