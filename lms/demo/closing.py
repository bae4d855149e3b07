"""Last year in the demo: every commune confirmed, the department accepted and sealed it."""

from __future__ import annotations

from datetime import datetime

from lms.core.access import Actor
from lms.core.db import db
from lms.org.models import Unit
from lms.org.queries import get_unit
from lms.requirements import confirming, duties, results
from lms.requirements.seals import sealing


def close_year(year: int, unit: Unit, confirms: Actor, decides: Actor, at: datetime) -> None:
    """Confirm, accept, seal, as on screen."""
    row = duties.get_year(year)
    named = get_unit(unit.id, row.closes)
    for accept in (False, True):
        for one in results.communes(sealing.reader(named), row):
            if accept:
                confirming.decide(row, one, accept=True, reason="", by=decides, at=at)
            else:
                confirming.confirm(row, one, by=confirms, at=at)
    db.session.flush()
    sealing.seal(row, named, "", by=decides, at=at)
