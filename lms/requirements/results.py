"""What communes confirm of a year: the figures as they stand, the steps taken, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.core.errors import Missing
from lms.org.models import Level
from lms.org.queries import NamedUnit, is_within, units_among
from lms.requirements import duties, queries
from lms.requirements.models import ResultStage, ResultStep, TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import NUMBERS, Coverage

Figures = Mapping[str, dict[str, int]]
SETTLED = frozenset({ResultStage.CONFIRMED, ResultStage.ACCEPTED})


@dataclass(frozen=True)
class CommuneResult:
    """A commune in a closed year: its figures now, and the last step with those it speaks of."""

    unit: NamedUnit
    main: Coverage
    figures: Figures
    step: ResultStep | None

    @property
    def stage(self) -> ResultStage:
        """How far it is."""
        return self.step.stage if self.step else ResultStage.OPEN

    @property
    def has_changed(self) -> bool:
        """Whether the figures are no longer those that were confirmed."""
        step = self.step
        return step is not None and step.stage in SETTLED and step.figures != self.figures

    @property
    def is_ready(self) -> bool:
        """Whether the department accepted what the figures still are."""
        return self.stage is ResultStage.ACCEPTED and not self.has_changed


def numbers_of(coverage: Coverage) -> dict[str, int]:
    """The figures as plain data."""
    return {name: getattr(coverage, name) for name in NUMBERS}


def coverage_in(figures: Mapping[str, int]) -> Coverage:
    """The coverage that plain figures say."""
    return Coverage(**figures)


def communes(actor: Actor, year: TrainingYear) -> list[CommuneResult]:
    """The communes of the closing day that the actor may look at, in the order of names."""
    day = year.closes
    figures: dict[UUID, dict[str, dict[str, int]]] = {}
    main: dict[UUID, Coverage] = {}
    for duty in duties.duties(year, day):
        for row in queries.by_commune(actor, duty, day):
            figures.setdefault(row.id, {})[duty.code] = numbers_of(row.coverage)
            main.setdefault(row.id, row.coverage)
    steps = last_steps(year)
    units = units_among(list(main), Level.COMMUNE, day)
    return [
        CommuneResult(unit, main[unit.id], figures[unit.id], steps.get(unit.id))
        for unit in sorted(units, key=lambda unit: unit.sort_key)
    ]


def of_commune(year: TrainingYear, unit_id: UUID) -> CommuneResult:
    """One commune in a closed year, whoever asks. Raises Missing."""
    grant = Grant("result", frozenset({CoveragePermission.READ}), unit_id=unit_id)
    for one in communes(Actor(None, "result", (grant,)), year):
        if one.unit.id == unit_id:
            return one
    raise Missing


def get_result(actor: Actor, permission: str, year: TrainingYear, unit_id: UUID) -> CommuneResult:
    """A commune within the reach of a permission. Raises Missing."""
    if not is_within(unit_id, actor.reach(permission).unit_ids, year.closes):
        raise Missing
    return of_commune(year, unit_id)


def last_steps(year: TrainingYear) -> dict[UUID, ResultStep]:
    """Commune → the last thing that happened to its result."""
    rows = select(ResultStep).where(ResultStep.year == year.year).order_by(ResultStep.id)
    return {row.unit_id: row for row in db.session.scalars(rows)}


def steps_of(year: TrainingYear, unit_id: UUID) -> Sequence[ResultStep]:
    """What happened to a commune's result, the newest first."""
    return db.session.scalars(
        select(ResultStep)
        .where(ResultStep.year == year.year, ResultStep.unit_id == unit_id)
        .order_by(ResultStep.id.desc())
    ).all()
