"""Long work of coverage: what a new day changes, and sealing a year."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from lms.core.clock import today
from lms.core.jobs.asking import Asked
from lms.core.progress import Progress, tell
from lms.org.queries import get_unit
from lms.requirements import duties, tallies
from lms.requirements.seals import sealing

SEAL = "requirements.seal"


def roll_tallies(_asked: Asked) -> Iterator[Progress]:
    """Renew the tallies that a new day has changed."""
    renewed = tallies.roll(today())
    yield Progress(renewed, renewed)


def seal_year(asked: Asked) -> Iterator[Progress]:
    """Collect, recompute, sign and keep a year of a unit; whole or not at all."""
    year = duties.get_year(int(asked.arguments["year"]))
    sealing.seal(
        year,
        get_unit(UUID(asked.arguments["unit_id"]), year.closes),
        str(asked.arguments["reason"]),
        by=asked.by,
        at=asked.at,
        step=lambda done: tell(asked.key, done, sealing.STEPS),
    )
    yield Progress(sealing.STEPS, sealing.STEPS)
