"""Packages on their way in: a file that was read and waits, and that it was taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.audit import Entered
from lms.core.db import Identified, Model
from lms.core.files import StoredFile


class ModulePackage(Identified, Entered, Model):
    """A package somebody sent, written anew by us: media fitted, nothing in it that is not shown.

    `notes` are the names of what was changed (`made_anew`) and left behind (`unused`, `others`).
    """

    __tablename__ = "module_package"

    is_frozen = True

    by_id: Mapped[UUID | None] = mapped_column(index=True)
    file_name: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    notes: Mapped[dict[str, Any]] = mapped_column(JSON)
    file: Mapped[StoredFile] = relationship(lazy="joined")
    taking: Mapped[ModulePackageTaking | None] = relationship(lazy="joined")


class ModulePackageTaking(Model):
    """That a package became a version of a module."""

    __tablename__ = "module_package_taking"

    is_frozen = True

    package_id: Mapped[UUID] = mapped_column(ForeignKey("module_package.id"), primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"))
    taken_at: Mapped[datetime]
