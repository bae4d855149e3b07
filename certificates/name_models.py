"""Whether the holder's name is spelt as it is to be printed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class NameCheck(Identified, Entered, Model):
    """What a member, or an officer for them, said of a spelling; the latest of a person holds.

    It counts only while the roster still has that very `name`. `wanted` is how it should be.
    """

    __tablename__ = "name_check"

    is_frozen = True

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    is_right: Mapped[bool]
    wanted: Mapped[str]
