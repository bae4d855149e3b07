"""Questions a phone takes along to where there is no network; their answers come back later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Identified, Model
from quizzes.models import ItemVersion, QuizVersion


class OfflineKit(Identified, Model):
    """What was drawn for one person to answer without network; it becomes one attempt, once."""

    __tablename__ = "offline_kit"

    is_frozen = True

    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    origin: Mapped[str]
    seed: Mapped[int]
    issued_at: Mapped[datetime]
    quiz_version: Mapped[QuizVersion] = relationship(lazy="joined")


class OfflineKitItem(Model):
    """The item at a place of a kit, and the order its options are shown in."""

    __tablename__ = "offline_kit_item"

    is_frozen = True

    kit_id: Mapped[UUID] = mapped_column(ForeignKey("offline_kit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    option_order: Mapped[list[int]] = mapped_column(JSON)
    item_version: Mapped[ItemVersion] = relationship(lazy="joined")


class OfflineKitUse(Model):
    """The attempt a kit became. The primary key forbids a second one."""

    __tablename__ = "offline_kit_use"

    is_frozen = True

    kit_id: Mapped[UUID] = mapped_column(ForeignKey("offline_kit.id"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
