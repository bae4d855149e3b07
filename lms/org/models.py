"""Units and everything about them that changes with time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Dated, Identified, Model, holds_for_a_while


class Level(StrEnum):
    """Where a unit stands. Villages are ours: they are no administrative units and have no code.

    The nation is there only where one installation serves several provinces.
    """

    NATION = "nation"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VILLAGE = "village"


class Extent(StrEnum):
    """How much of an old unit went into a new one."""

    WHOLE = "whole"
    PART = "part"


class Unit(Identified, Model):
    """A unit of the administration or a village; what it is called and where it lies is dated."""

    __tablename__ = "unit"

    level: Mapped[Level] = mapped_column(index=True)


class UnitName(Identified, Dated, Model):
    """What a unit is called for a while: `kind` Xã, `name` Na Sầm."""

    __tablename__ = "unit_name"
    __table_args__ = (holds_for_a_while(),)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]


class UnitCode(Identified, Dated, Model):
    """The official code of a unit for a while. Codes are text (05977) and are used again."""

    __tablename__ = "unit_code"
    __table_args__ = (holds_for_a_while(), Index("ix_unit_code_open", "code", "until"))

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str]


class Placement(Identified, Dated, Model):
    """Under which unit a unit lies for a while."""

    __tablename__ = "placement"
    __table_args__ = (
        holds_for_a_while(),
        Index("ix_placement_parent_unit", "parent_id", "unit_id"),
        Index("ix_placement_since", "since"),  # what is still to come is asked with every fact
        Index("ix_placement_until", "until"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))


class Succession(Identified, Model):
    """That (part of) an old unit went into a new one on a day."""

    __tablename__ = "succession"

    old_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    new_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    day: Mapped[date]
    extent: Mapped[Extent]
    legal_basis: Mapped[str]


class Reorganisation(Identified, Entered, Model):
    """That units were merged, split, moved or renamed on a day; or that this was undone."""

    __tablename__ = "reorganisation"

    is_frozen = True

    title: Mapped[str]
    day: Mapped[date]
    legal_basis: Mapped[str]
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("reorganisation.id"), unique=True)


class Trace(StrEnum):
    """What a reorganisation did to a dated row."""

    OPENED = "opened"
    CLOSED = "closed"


class ReorganisationTrace(Identified, Model):
    """One row that a reorganisation opened or closed, as it was then; what an undo goes by."""

    __tablename__ = "reorganisation_trace"

    is_frozen = True

    reorganisation_id: Mapped[UUID] = mapped_column(ForeignKey("reorganisation.id"), index=True)
    kind: Mapped[Trace]
    place: Mapped[str]
    row_id: Mapped[UUID]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
