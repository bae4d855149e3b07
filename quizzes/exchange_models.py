"""Files of items on their way into a bank."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model
from quizzes.models import ItemBank


class ItemImport(Identified, Entered, Model):
    """A file that was read and waits for its author's yes.

    `reading` is what exchange/reading.py made of it, empty once it is taken; `left_out` the numbers
    (in the file) of the items that are not wanted; `report` what became of each after taking.
    """

    __tablename__ = "item_import"

    by_id: Mapped[UUID | None] = mapped_column(index=True)
    bank_id: Mapped[UUID] = mapped_column(ForeignKey("item_bank.id"), index=True)
    file_name: Mapped[str]
    format: Mapped[str]
    reading: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    left_out: Mapped[list[int]] = mapped_column(JSON, default=list)
    taken_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    bank: Mapped[ItemBank] = relationship()
