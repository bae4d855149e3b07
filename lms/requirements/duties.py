"""Every question about years and what they require."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import Missing
from lms.requirements.models import Requirement, RequirementVersion, TrainingYear
from lms.requirements.rules import Rule, read_rule

MAIN = "bat-buoc"  # the code of the duty every year opens with: the yearly 100 %


@dataclass(frozen=True)
class Duty:
    """A requirement as it stands on a day: the version that holds, and its rule."""

    requirement: Requirement
    version: RequirementVersion
    rule: Rule

    @property
    def code(self) -> str:
        """What addresses call it."""
        return self.requirement.code

    @property
    def title(self) -> str:
        """What people call it."""
        return self.version.title


def find_year(year: int) -> TrainingYear | None:
    """A training year."""
    return db.session.get(TrainingYear, year)


def get_year(year: int) -> TrainingYear:
    """A training year. Raises Missing."""
    found = find_year(year)
    if found is None:
        raise Missing
    return found


def year_of(day: date) -> TrainingYear | None:
    """The training year a day falls in."""
    return db.session.scalar(
        select(TrainingYear).where(TrainingYear.opens <= day, TrainingYear.closes >= day)
    )


def years() -> Sequence[TrainingYear]:
    """All training years, the newest first."""
    return db.session.scalars(select(TrainingYear).order_by(TrainingYear.year.desc())).all()


def counted_on(year: TrainingYear, today: date) -> date:
    """The day whose roster counts: today, or the year's last day once it is over."""
    return max(year.opens, min(today, year.closes))


def versions(year: TrainingYear) -> Sequence[tuple[Requirement, RequirementVersion]]:
    """Every version of every requirement of a year, in their order."""
    rows = db.session.execute(
        select(Requirement, RequirementVersion)
        .join(RequirementVersion, RequirementVersion.requirement_id == Requirement.id)
        .where(Requirement.year == year.year)
        .order_by(Requirement.position, Requirement.code, RequirementVersion.number)
    )
    return [(row[0], row[1]) for row in rows]


def every_version(year: TrainingYear) -> list[Duty]:
    """Every version of every requirement of a year, read."""
    return [Duty(one, version, read_rule(version.rule)) for one, version in versions(year)]


def duties(year: TrainingYear, day: date) -> list[Duty]:
    """The requirements of a year that are in force on a day, the main one first."""
    found: dict[UUID, Duty] = {}
    for requirement, version in versions(year):
        if version.since <= day:
            found[requirement.id] = Duty(requirement, version, read_rule(version.rule))
    return [duty for duty in found.values() if duty.rule.in_force]


def get_duty(year: TrainingYear, day: date, code: str = "") -> Duty:
    """One requirement by its code, or the main one. Raises Missing."""
    for duty in duties(year, day):
        if code in {"", duty.code}:
            return duty
    raise Missing


def duty_of(requirement_id: UUID, day: date) -> Duty:
    """A requirement as it stands on a day. Raises Missing."""
    requirement = db.session.get(Requirement, requirement_id)
    if requirement is None:
        raise Missing
    return get_duty(get_year(requirement.year), day, requirement.code)
