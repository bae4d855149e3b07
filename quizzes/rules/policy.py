"""How often and how long somebody may sit a quiz. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

GRACE_SECONDS = 60  # what arrives this late is still taken and marked late: networks are poor
WAIT_HOURS = 24


@dataclass(frozen=True)
class Policy:
    """The limits of a quiz version; all off by default (columns of QuizVersion)."""

    seconds_allowed: int | None = None
    hard_limit: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    tries_before_wait: int | None = None
    wait_hours: int = WAIT_HOURS
    most_tries: int | None = None

    def columns(self) -> dict[str, Any]:
        """The limits by the names of their columns."""
        return asdict(self)
