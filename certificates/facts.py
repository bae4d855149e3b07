"""What certificates announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CertificateIssued:
    """A certificate was issued."""

    certificate_id: UUID
    person_id: UUID
    issued_at: datetime
