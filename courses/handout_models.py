"""Files a trainer hands out with a module: given once, never rewritten, maybe taken away."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Handout(Identified, Entered, Model):
    """A PDF or a presentation given with a module, whatever its version."""

    __tablename__ = "handout"

    is_frozen = True

    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    title: Mapped[str]


class HandoutWithdrawn(Entered, Model):
    """That a handout was taken away again. The file stays where it is kept."""

    __tablename__ = "handout_withdrawn"

    is_frozen = True

    handout_id: Mapped[UUID] = mapped_column(ForeignKey("handout.id"), primary_key=True)
