"""What happens to people that packages above may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class PeopleMerged:
    """Two entries became one person, or were parted again: their evidence counts anew."""

    kept_id: UUID
    merged_id: UUID


@dataclass(frozen=True)
class RostersChanged:
    """From a day on these teams, or what holds of these people on rosters, are not as before."""

    since: date
    team_ids: tuple[UUID, ...] = ()
    person_ids: tuple[UUID, ...] = ()
