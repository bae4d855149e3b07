"""What a page of sums is about, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import g, request

from lms.core.clock import today
from lms.core.errors import Missing
from lms.org.models import Level
from lms.org.queries import NamedUnit, get_unit, is_within, stands
from lms.outreach.months import Days, months_of
from lms.outreach.permissions import OutreachPermission
from lms.outreach.sums import lines_of


@dataclass(frozen=True)
class Scope:
    """A unit and the days."""

    unit: NamedUnit
    days: Days

    @property
    def lines(self) -> Level:
        """What its figures are shown by."""
        return lines_of(self.unit.level)

    @property
    def is_commune(self) -> bool:
        """Whether the lines are teams."""
        return self.lines is Level.VILLAGE


def days_asked(year: int) -> Days:
    """The year of the address and `?month=`; without one the newest month there is."""
    counted = months_of(year, today())
    if len(counted) < 2:
        raise Missing  # a year still to come
    number = request.args.get("month", type=int, default=counted[-1].number)
    return Days(year, counted, next((m for m in counted[1:] if m.number == number), None))


def scope_asked(year: int) -> Scope | None:
    """The unit asked for by `?unit=` within reach; None: whoever asks only has a team."""
    days = days_asked(year)
    roots = g.actor.reach(OutreachPermission.READ).unit_ids
    if not roots:
        return None
    asked = request.args.get("unit", type=UUID) if "unit" in request.args else next(iter(roots))
    maps = [today(), *(one.map_day for one in reversed(days.months))]
    # A unit that was merged away is still read where its months are.
    if asked is None or not any(is_within(asked, roots, day) for day in maps):
        raise Missing
    named_on = [days.map_day, *maps]
    day = next((one for one in named_on if stands(asked, one)), None)
    unit = get_unit(asked, day) if day else None
    if unit is None or unit.level is Level.VILLAGE:
        raise Missing
    return Scope(unit, days)
