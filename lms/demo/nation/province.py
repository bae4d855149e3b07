"""One province with everything in it, in memory while it is written: some ten thousand people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from lms.core.clock import local_day
from lms.demo.build import Step
from lms.demo.nation import accounts, classes, learning, rosters, units, visits
from lms.demo.nation.papers import Course
from lms.demo.nation.provinces import Province


@dataclass(frozen=True)
class Given:
    """What every province shares: the moment, the years, what is taught, hashes of secrets."""

    at: datetime
    years: range
    courses: Mapping[str, Sequence[Course]]
    secrets: accounts.Secrets


def build(
    facts: Province, number: int, nation: UUID | None, given: Given, chance: Random, step: Step
) -> None:
    """Write all of it; the number of the province keeps its codes apart from others."""
    today, quarter = local_day(given.at), facts.communes // 4
    made = units.UnitMaker(facts, number, nation, chance).make()
    units.write(made)
    found = rosters.RosterMaker(facts.region, today, chance).make(made.communes)
    rosters.write(found, today, chance)
    step(quarter)
    years = rosters.Years(given.years, today)
    held = list(classes.ClassMaker(made.top, found, years, chance).hold())
    classes.write(held, chance)
    step(quarter)
    seats = [seat for one in found for seat in one.seats]
    learnt = list(learning.LearningMaker(given.courses, today, chance).learn(seats, given.years))
    learning.write(learnt)
    maker = accounts.AccountMaker(facts, given.secrets, given.at, chance)
    maker.members(found, {one.person for one in learnt})
    maker.officers(made.top, found)
    maker.write()
    visits.write(found, given.at, today, chance)
    step(facts.communes - 2 * quarter)
