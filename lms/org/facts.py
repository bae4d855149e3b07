"""What happens to units that packages above may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class UnitsMoved:
    """From a day on these units lie elsewhere, and so does all below them."""

    since: date
    unit_ids: tuple[UUID, ...]
