"""What training announces."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class AttendancesRecorded:
    """The register of a class changed for these people: entered, struck, or standing again."""

    class_id: UUID
    person_ids: tuple[UUID, ...]
    held_on: date
    recorded_at: datetime
