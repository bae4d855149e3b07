"""Visits of teams as they were entered; what was corrected since. No names of citizens."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.models import Topic
from lms.core.audit import Entered
from lms.core.db import Identified, Model


class VisitEntry(Identified, Entered, Model):
    """One visit of a team as it was entered once: an edition of the line.

    `households` are attendances (lượt hộ): a household helped on two days counts twice. All
    editions of a line have the `line_id` of the first; it counts unless a VisitCorrection says no.
    """

    __tablename__ = "visit_entry"
    __table_args__ = (
        UniqueConstraint("line_id", "edition"),
        CheckConstraint("households > 0 AND products >= 0 AND accounts >= 0", name="counts"),
        Index("ix_visit_entry_team_day", "team_id", "visited_on"),
        Index("ix_visit_entry_visited_on_id", "visited_on", "id"),
    )

    is_frozen = True

    line_id: Mapped[UUID]
    edition: Mapped[int]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    visited_on: Mapped[date]
    place: Mapped[str]
    topic: Mapped[Topic]
    households: Mapped[int]
    products: Mapped[int]
    accounts: Mapped[int]
    note: Mapped[str]
    on_paper: Mapped[bool]
    paper_code: Mapped[str]


class VisitCorrection(Entered, Model):
    """That an edition does not count any more, and why; the next edition counts, if there is one.

    Its key allows one a edition: two people who correct the same line at once are told.
    """

    __tablename__ = "visit_correction"

    is_frozen = True

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit_entry.id"), primary_key=True)
    reason: Mapped[str]
