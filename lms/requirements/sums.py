"""Coverage read from the tallies: a page costs as much as it has lines, however many people.

Each question answers None when the tallies cannot say: nobody has counted them, they were counted
for a later day, or time has changed more of them than can be counted again on the spot. Then the
people themselves are asked (`queries`), slower and just as right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.org.models import Level, Unit
from lms.org.queries import is_within, line_of_each, lines_below
from lms.requirements import tallies, tally_rows
from lms.requirements.duties import Duty
from lms.requirements.models import TalliedVersion
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import NUMBERS, Coverage, total
from lms.requirements.tally_rows import COMMUNES, DAYS, TEAMS, Days, Row, Sums

AT_MOST = 300  # teams that time has changed and that are counted again while somebody waits


@dataclass(frozen=True)
class Fresh:
    """The tallies of a version on a day: what is kept, and what to put right in it."""

    duty: Duty
    day: date
    level: Level
    stale: Sequence[Row]
    live: Sequence[Row]

    @property
    def corrections(self) -> tuple[Sums, Days]:
        """By how much the sums differ from what is true on the day."""
        return tally_rows.changes(self.stale, self.live)


def fresh(actor: Actor, duty: Duty, day: date, unit_id: UUID | None) -> Fresh | None:
    """The tallies for a unit above villages that the actor may look at with all below it."""
    tallies.settle()
    if unit_id is None or not counted_by(duty, day):
        return None
    reach = actor.reach(CoveragePermission.READ).unit_ids
    level = db.session.scalar(select(Unit.level).where(Unit.id == unit_id))
    if level is None or level is Level.VILLAGE or not is_within(unit_id, reach, day):
        return None
    stale = tallies.stale_teams([duty.version.id], day)
    if len(stale) > AT_MOST:
        return None
    if not stale:
        return Fresh(duty, day, level, (), ())
    ids = sorted(stale)
    kept = tally_rows.stored([duty], ids).values()
    live = tally_rows.counted([duty], day, ids).values()
    return Fresh(duty, day, level, list(kept), list(live))


def counted_by(duty: Duty, day: date) -> bool:
    """Whether there are tallies, and none was counted on a later day than this."""
    counted_on = db.session.scalar(
        select(TalliedVersion.counted_on).where(TalliedVersion.version_id == duty.version.id)
    )
    return counted_on is not None and counted_on <= day


def by_unit(tallied: Fresh, unit_id: UUID, level: Level) -> dict[UUID | None, Coverage]:
    """The coverage of each unit of a level at or below a unit; None: of those in none."""
    tree = lines_below(unit_id, level, tallied.day)
    rows: Any = db.session.execute(
        select(tree.c.line_id, *(func.sum(COMMUNES.c[name]) for name in NUMBERS))
        .join(tree, tree.c.unit_id == COMMUNES.c.commune_id)
        .where(COMMUNES.c.version_id == tallied.duty.version.id)
        .group_by(tree.c.line_id)
    )
    found = {line_id: Coverage(*numbers) for line_id, *numbers in rows}
    sums, _days = tallied.corrections
    if sums:
        inside, lines = _inside(tallied, unit_id), line_of_each(level, tallied.day)
        for (_version, commune_id), more in sums.items():
            if commune_id in inside:
                line = lines.get(commune_id)
                found[line] = found.get(line, Coverage()) + Coverage(**more)
    return {line: coverage for line, coverage in found.items() if coverage.members}


def of_unit(actor: Actor, duty: Duty, day: date, unit_id: UUID) -> Coverage | None:
    """The coverage of everybody in a unit; None when the tallies cannot say."""
    tallied = fresh(actor, duty, day, unit_id)
    if tallied is None:
        return None
    return total(by_unit(tallied, unit_id, tallied.level).values())


def _inside(tallied: Fresh, unit_id: UUID) -> set[UUID]:
    tree = lines_below(unit_id, Level.COMMUNE, tallied.day)
    return set(db.session.scalars(select(tree.c.unit_id)))


def by_team(tallied: Fresh, commune_id: UUID) -> dict[UUID, Coverage]:
    """The coverage of each team of a commune."""
    stale = {row["team_id"] for row in tallied.stale}
    kept = db.session.execute(
        select(TEAMS).where(
            TEAMS.c.version_id == tallied.duty.version.id, TEAMS.c.commune_id == commune_id
        )
    ).mappings()
    rows: list[Row] = [row for row in kept if row["team_id"] not in stale]
    rows += [row for row in tallied.live if row["commune_id"] == commune_id]
    found = {row["team_id"]: Coverage(*(row[name] for name in NUMBERS)) for row in rows}
    return {team_id: coverage for team_id, coverage in found.items() if coverage.members}


def met_days(tallied: Fresh, unit_id: UUID) -> dict[date, int]:
    """Day → how many of the trained below a unit met the duty on it."""
    query = (
        select(DAYS.c.day, func.sum(DAYS.c.met).label("met"))
        .where(DAYS.c.version_id == tallied.duty.version.id)
        .group_by(DAYS.c.day)
    )
    if tallied.level is Level.NATION:
        tree = lines_below(unit_id, Level.COMMUNE, tallied.day)
        query = query.join(tree, tree.c.unit_id == DAYS.c.commune_id)
    else:  # a hundred ids find their rows by the index; a join would read the whole nation
        query = query.where(DAYS.c.commune_id.in_(_inside(tallied, unit_id)))
    rows: Any = db.session.execute(query)
    found: Counter[date] = Counter({row.day: row.met for row in rows})
    _sums, days = tallied.corrections
    if days:
        inside = _inside(tallied, unit_id)
        for (_version, commune_id, day), more in days.items():
            if commune_id in inside:
                found[day] += more
    return {day: met for day, met in found.items() if met}
