"""What requirements do when something below happens."""

from __future__ import annotations

from courses.facts import ModuleCompleted
from lms.core.clock import local_day
from lms.org.facts import UnitsMoved
from lms.people.facts import PeopleMerged, RostersChanged
from lms.requirements import duties, standings, tallies
from lms.training.facts import AttendancesRecorded


def on_module_completed(fact: ModuleCompleted) -> None:
    """A completed module moves the person's standing at once."""
    year = duties.year_of(local_day(fact.completed_at))
    if year is not None:
        standings.refresh(year, [fact.person_id])


def on_attendances_recorded(fact: AttendancesRecorded) -> None:
    """Attendances move the standings of everybody on the list at once."""
    year = duties.year_of(fact.held_on)
    if year is not None:
        standings.refresh(year, fact.person_ids)


def on_people_merged(fact: PeopleMerged) -> None:
    """What either entry did counts for the person, in every year; after an undo, apart again."""
    for year in duties.years():
        standings.refresh(year, [fact.kept_id, fact.merged_id])


def on_rosters_changed(fact: RostersChanged) -> None:
    """The tallies of the teams are counted again at the end of the transaction."""
    tallies.touch_rosters(fact.since, fact.team_ids, fact.person_ids)


def on_units_moved(fact: UnitsMoved) -> None:
    """The teams below count for another commune, or are bound by another rule."""
    tallies.touch_units(fact.since, fact.unit_ids)
