"""What happens to people that packages above may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class PeopleMerged:
    """Two entries became one person, or were parted again: their evidence counts anew."""

    kept_id: UUID
    merged_id: UUID
