"""Visits of some teams from house to house in the last months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from lms.demo.nation.rosters import Rosters, TeamRows
from lms.demo.nation.rows import put
from lms.demo.outreach import visits_of
from lms.outreach.models import VisitEntry

SHARE = 0.2  # of the teams


def write(found: Sequence[Rosters], at: datetime, today: date, chance: Random) -> None:
    """The rows of all visits of a province."""
    put(VisitEntry, _rows([team for one in found for team in one.teams], at, today, chance))


def _rows(
    teams: Sequence[TeamRows], at: datetime, today: date, chance: Random
) -> Iterator[dict[str, Any]]:
    for team in teams:
        if chance.random() < SHARE:
            yield from visits_of(team.id, team.name.text, at, today, chance)
