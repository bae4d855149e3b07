"""Every question about handouts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from courses.handout_models import Handout, HandoutWithdrawn
from courses.models import Module
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import SLIDES, StoredFile
from lms.core.i18n import number
from lms.core.names import fold

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Given:
    """A handout with its file."""

    handout: Handout
    file: StoredFile

    @property
    def kind(self) -> str:
        """What people call such a file."""
        return "PowerPoint" if self.file.kind == SLIDES else "PDF"

    @property
    def size(self) -> str:
        """`1,1 MB`, at least 0,1: what it costs to load."""
        return f"{number(max(0.1, round(self.file.size / MEGABYTE, 1)))} MB"

    @property
    def name(self) -> str:
        """What the file is called when it is kept: plain letters of the title."""
        letters = "".join(c if c.isascii() and c.isalnum() else " " for c in self._folded)
        return "-".join(letters.split())[:60] or "tai-lieu"

    @property
    def _folded(self) -> str:
        return fold(self.handout.title)


def handouts_of(module_id: UUID) -> list[Given]:
    """What is handed out with a module now, the first first."""
    rows = db.session.execute(
        select(Handout, StoredFile)
        .join(StoredFile, StoredFile.id == Handout.file_id)
        .outerjoin(HandoutWithdrawn, HandoutWithdrawn.handout_id == Handout.id)
        .where(Handout.module_id == module_id, HandoutWithdrawn.handout_id.is_(None))
        .order_by(Handout.at, Handout.id)
    )
    return [Given(handout, file) for handout, file in rows]


def get_handout(module_id: UUID, handout_id: UUID) -> Given:
    """One handout of a module. Raises Missing, also when it was taken away."""
    for one in handouts_of(module_id):
        if one.handout.id == handout_id:
            return one
    raise Missing


def get_module(module_id: UUID) -> Module:
    """A module. Raises Missing."""
    found = db.session.get(Module, module_id)
    if found is None:
        raise Missing
    return found
