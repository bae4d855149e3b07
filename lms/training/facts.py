"""What training announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class AttendancesRecorded:
    """People attended a class."""

    class_id: UUID
    person_ids: tuple[UUID, ...]
    held_on: date
