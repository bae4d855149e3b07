"""`flask coverage recount --check`: is the projection what the facts say, on every page?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.org.models import Level
from lms.org.queries import units_of
from lms.people.queries import roster
from lms.requirements import queries, rules
from lms.requirements.models import TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import Coverage, Tally


def differences(year: TrainingYear, day: date) -> list[str]:
    """Every place where a stored or shown figure is not what the facts give; empty is right."""
    facts = queries.tallies(year)
    return [*_standings(year, facts), *_totals(year, day, facts)]


def _standings(year: TrainingYear, facts: dict[UUID, Tally]) -> Iterator[str]:
    kept = queries.standings(year)
    for person_id in facts.keys() | kept.keys():
        if facts.get(person_id) != kept.get(person_id):
            yield f"person {person_id}: facts {facts.get(person_id)}, kept {kept.get(person_id)}"


def _totals(year: TrainingYear, day: date, facts: dict[UUID, Tally]) -> Iterator[str]:
    """The total of the page, which is grouped in SQL, against one person at a time."""
    counted = _person_by_person(year, day, facts)
    shown = Coverage()
    for province in units_of(Level.PROVINCE, day):
        everybody = Grant("check", frozenset({CoveragePermission.READ}), unit_id=province.id)
        rows = queries.by_commune(Actor(None, "check", (everybody,)), year, day)
        shown = rules.total([shown, *(row.coverage for row in rows)])
    if shown != counted:
        yield f"total: facts {counted}, shown {shown}"


def _person_by_person(year: TrainingYear, day: date, facts: dict[UUID, Tally]) -> Coverage:
    nothing = Tally(0, 0, None)
    groups = []
    for person, membership, _ in db.session.execute(roster(day)):
        done = facts.get(person.id, nothing)
        state = rules.state(
            joined_in_time=membership.on_roster_since < year.joined_before,
            met=done.met_on is not None,
        )
        groups.append((state, 1, done.attendances, done.completions))
    return rules.coverage(groups)
