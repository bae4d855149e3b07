"""The training year, what it requires as dated data, and each person's standing in it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class ClosingRule(StrEnum):
    """When a year of figures begins and ends."""

    CALENDAR = "calendar"  # 1/1 to 31/12
    DECREE = "decree"  # 15/12 of the year before to 14/12: NĐ 09/2019/NĐ-CP


class TrainingYear(Model):
    """A year of training. What it asks for stands in its requirements."""

    __tablename__ = "training_year"
    __table_args__ = (CheckConstraint("closes > opens", name="closes_after_it_opens"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closing_rule: Mapped[ClosingRule]
    opens: Mapped[date]
    closes: Mapped[date]
    legal_basis: Mapped[str]


class Requirement(Identified, Model):
    """One duty of a year, known by its code; its rule is dated (RequirementVersion)."""

    __tablename__ = "requirement"
    __table_args__ = (Index("uq_requirement_year_code", "year", "code", unique=True),)

    year: Mapped[int] = mapped_column(ForeignKey("training_year.year"))
    code: Mapped[str]
    position: Mapped[int]


class RequirementVersion(Identified, Entered, Model):
    """What a requirement asks from a day on: the newest number whose day has come holds."""

    __tablename__ = "requirement_version"
    __table_args__ = (
        Index("uq_requirement_version_number", "requirement_id", "number", unique=True),
    )

    is_frozen = True

    requirement_id: Mapped[UUID] = mapped_column(ForeignKey("requirement.id"))
    number: Mapped[int]
    since: Mapped[date]
    title: Mapped[str]
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    legal_basis: Mapped[str]
    why: Mapped[str]


class Standing(Model):
    """A projection: what a person did in a year, and when that began and met one rule.

    Changed in the transaction of each fact, thrown away and rebuilt at will, proved equal to a
    recount by `flask coverage recount --check`. Whoever is not in it has done nothing. Like the
    tallies it has no foreign keys: checking each would take longer than a recount of the nation.
    """

    __tablename__ = "standing"

    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    attendances: Mapped[int]
    completions: Mapped[int]
    recognised: Mapped[int]
    minutes: Mapped[int]
    begun_on: Mapped[date | None]
    met_on: Mapped[date | None]


class TalliedVersion(Model):
    """That every team has its tally under a version, none counted on a later day than this."""

    __tablename__ = "tallied_version"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("requirement_version.id"), primary_key=True)
    counted_on: Mapped[date]


class Numbers:
    """The numbers of a `rules.Coverage`, in its order."""

    met: Mapped[int]
    on_the_way: Mapped[int]
    due: Mapped[int]
    overdue: Mapped[int]
    unreachable: Mapped[int]
    exempt: Mapped[int]
    not_bound: Mapped[int]
    attendances: Mapped[int]
    completions: Mapped[int]
    recognised: Mapped[int]
    minutes: Mapped[int]


class TeamTally(Numbers, Model):
    """A projection: the coverage of a team under one version of a duty, the roster of today.

    It holds until the first day on which time alone changes something (None: never). `met_days`
    is the day on which each of the trained met the duty, with commas between.
    """

    __tablename__ = "team_tally"
    __table_args__ = (
        Index("ix_team_tally_until", "version_id", "until"),
        Index("ix_team_tally_commune", "version_id", "commune_id"),
    )

    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    commune_id: Mapped[UUID]
    met_days: Mapped[str]
    until: Mapped[date | None]


class CommuneTally(Numbers, Model):
    """The sum of the tallies of a commune's teams; changed by what each of them changes."""

    __tablename__ = "commune_tally"

    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    commune_id: Mapped[UUID] = mapped_column(primary_key=True)


class DayTally(Model):
    """How many of a commune's trained met a duty on a day."""

    __tablename__ = "day_tally"

    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    commune_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    met: Mapped[int]


class DispensationKind(StrEnum):
    """What may be asked for on behalf of a person."""

    EXEMPTION = "exemption"
    EXTENSION = "extension"


class Dispensation(Identified, Entered, Model):
    """That somebody is asked to be freed of a requirement for a while, or to have longer.

    `granted` is what the latest decision says; None as long as there is none. An exemption holds
    from `since` to `until` (open: the whole rest of the year); an extension moves the last day to
    `until`.
    """

    __tablename__ = "dispensation"
    __table_args__ = (Index("ix_dispensation_person_id", "person_id"),)

    requirement_id: Mapped[UUID] = mapped_column(ForeignKey("requirement.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[DispensationKind]
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    granted: Mapped[bool | None]


class ClaimSource(StrEnum):
    """Where something was learnt outside this system."""

    NATIONAL = "national"
    YOUTH_UNION = "youth_union"
    POPULAR = "popular"
    TELECOM = "telecom"
    PAPER = "paper"


class Claim(Identified, Entered, Model):
    """That somebody learnt outside; `granted` is what the latest decision says of it."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="took_time"),
        Index("ix_claim_person_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    source: Mapped[ClaimSource]
    title: Mapped[str]
    topic: Mapped[str]
    done_on: Mapped[date] = mapped_column(index=True)
    minutes: Mapped[int]
    note: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    granted: Mapped[bool | None]


class CaseDecision(Identified, Entered, Model):
    """A decision on a dispensation or claim (`case_id`). A later one may take it back."""

    __tablename__ = "case_decision"

    is_frozen = True

    case_id: Mapped[UUID] = mapped_column(index=True)
    granted: Mapped[bool]
    reason: Mapped[str]


class ResultStage(StrEnum):
    """How far a commune's result of a year is."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class ResultStep(Identified, Entered, Model):
    """That a commune confirmed its result of a year, or the department accepted or returned it.

    `figures` are those confirmed: requirement → number → how many.
    """

    __tablename__ = "result_step"
    __table_args__ = (Index("ix_result_step_year_unit", "year", "unit_id"),)

    is_frozen = True

    year: Mapped[int] = mapped_column(ForeignKey("training_year.year"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    stage: Mapped[ResultStage]
    figures: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    reason: Mapped[str]


class Seal(Identified, Entered, Model):
    """That a year was sealed below a unit: one edition, the package kept under its SHA-256.

    `digest` is that of the figures and what they rest on, the same on every database.
    """

    __tablename__ = "seal"
    __table_args__ = (
        Index("uq_seal_year_unit_edition", "year", "unit_id", "edition", unique=True),
    )

    is_frozen = True

    year: Mapped[int] = mapped_column(ForeignKey("training_year.year"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    edition: Mapped[int]
    digest: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    figures: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    reason: Mapped[str]
