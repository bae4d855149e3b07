"""What a coverage page is about, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import g, redirect, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug import Response

from lms.core.clock import today
from lms.core.errors import Missing
from lms.core.pages import day_asked
from lms.org.models import Level
from lms.org.queries import NamedUnit, get_unit, is_within, stands, top_of, units_of
from lms.requirements import duties, queries
from lms.requirements.duties import Duty
from lms.requirements.groups import EVERYBODY, Ground, Group
from lms.requirements.models import TrainingYear
from lms.requirements.permissions import CoveragePermission

HEADINGS = {
    Level.PROVINCE: _("Province"),
    Level.DISTRICT: _("District"),
    Level.COMMUNE: _("Commune, ward"),
    Level.VILLAGE: _("Team"),
}


@dataclass(frozen=True)
class Scope:
    """What a coverage page is about: a duty, the day whose roster counts, a unit of a map."""

    year: TrainingYear
    duty: Duty
    day: date
    unit: NamedUnit
    map_day: date
    lines: Level
    last_day: date

    @property
    def is_province(self) -> bool:
        """Whether the lines are units; else they are teams."""
        return self.lines is not Level.VILLAGE

    @property
    def asked_day(self) -> str | None:
        """The day for links; None when it is the newest."""
        return None if self.day == self.last_day else self.day.isoformat()

    @property
    def asked_duty(self) -> str | None:
        """The duty for links; None when it is the main one."""
        return None if self.duty.code == duties.MAIN else self.duty.code

    @property
    def asked_map(self) -> str | None:
        """The map for links; None when it is that of the roster's day."""
        return None if self.map_day == self.day else self.map_day.isoformat()

    @property
    def asked(self) -> dict[str, object]:
        """All of it for links, but for the year: unit, map, duty, day."""
        return {
            "unit": self.unit.id,
            "map": self.asked_map,
            "duty": self.asked_duty,
            "day": self.asked_day,
        }

    def ground(self, group: Group = EVERYBODY) -> Ground:
        """The people of the unit (or some of them) as whoever asks may see them."""
        return Ground(g.actor, self.year, self.duty, self.day, self.unit.id, self.map_day, group)


def own_team(year: int) -> Response:
    """On to the one team of somebody who has no unit to look at."""
    team_id: UUID = next(iter(g.actor.reach(CoveragePermission.READ).team_ids))
    return redirect(url_for("requirements.team", year=year, team_id=team_id), 303)


def scope_asked(year: int) -> Scope | None:
    """The unit asked for by `?unit=` when the actor may look at it; None: they only have a team."""
    found_year = duties.get_year(year)
    last_day = duties.counted_on(found_year, today())
    day = min(max(day_asked("day", last_day), found_year.opens), last_day)
    duty = duties.get_duty(found_year, day, request.args.get("duty", ""))
    roots = g.actor.reach(CoveragePermission.READ).unit_ids
    if not roots:
        return None
    map_day = min(day_asked("map", day), day)
    first = next(iter(roots))
    asked = request.args.get("unit", type=UUID) if "unit" in request.args else first
    if map_day != day and asked == first:
        asked = _on_map(first, day, map_day)
    # On another map every unit may be asked for: its people are still those within reach.
    if asked is None or (map_day == day and not is_within(asked, roots, day)):
        raise Missing
    unit = get_unit(asked, map_day)
    return Scope(found_year, duty, day, unit, map_day, _lines_of(unit, map_day), last_day)


def first_heading(scope: Scope) -> str:
    """What the lines of the table are."""
    return str(HEADINGS[scope.lines])


def _on_map(unit_id: UUID, day: date, map_day: date) -> UUID:
    """The unit itself when it stood on the map, else the one above all others."""
    return unit_id if stands(unit_id, map_day) else top_of(unit_id, day)


def _lines_of(unit: NamedUnit, map_day: date) -> Level:
    """What lies below a unit: provinces, districts where there are any, communes, or teams."""
    if unit.level is Level.NATION:
        return Level.PROVINCE
    if unit.level is Level.PROVINCE and units_of(Level.DISTRICT, map_day):
        return Level.DISTRICT
    return Level.COMMUNE if unit.level in {Level.PROVINCE, Level.DISTRICT} else Level.VILLAGE


def rows_of(scope: Scope) -> list[queries.CoverageRow]:
    """The lines of the table: units, or the teams of a commune."""
    if scope.is_province:
        return queries.by_commune(
            g.actor, scope.duty, scope.day, scope.unit.id, scope.map_day, scope.lines
        )
    return queries.by_team(g.actor, scope.duty, scope.day, scope.unit.id, scope.map_day)
