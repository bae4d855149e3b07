"""Registers on paper: pages printed, photographed, keyed, confirmed; lists sent in by others."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Identified, Model
from lms.people.models import SentFile


class SheetPage(Identified, Entered, Model):
    """One page of a printed attendance sheet, known by the code printed on it.

    `person_ids` stand in the order of the rows from `first` on; the rows after them are empty, for
    walk-ins. `sha256` is of everything printed in the rows. Old editions stay valid.
    """

    __tablename__ = "sheet_page"
    __table_args__ = (
        Index("uq_sheet_page_venue_edition", "venue_id", "edition", "number", unique=True),
    )

    is_frozen = True

    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), index=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venue.id"))
    edition: Mapped[int]
    number: Mapped[int]
    pages: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    first: Mapped[int]
    rows: Mapped[int]
    person_ids: Mapped[list[str]] = mapped_column(JSON)
    sha256: Mapped[str]


class SheetPhoto(Identified, Entered, Model):
    """A photograph (or scan) of a page after the class; the file is kept by its SHA-256."""

    __tablename__ = "sheet_photo"

    is_frozen = True

    page_id: Mapped[UUID] = mapped_column(ForeignKey("sheet_page.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))


class SheetKeying(Identified, Entered, Model):
    """Which rows of a page somebody found signed; `blind`: a second person, not seeing the first.

    The latest of each kind holds; a first keying made after a blind one starts anew.
    """

    __tablename__ = "sheet_keying"

    is_frozen = True

    page_id: Mapped[UUID] = mapped_column(ForeignKey("sheet_page.id"), index=True)
    blind: Mapped[bool]
    rows: Mapped[list[int]] = mapped_column(JSON)
    written: Mapped[int]


class SheetConfirmation(Entered, Model):
    """That a second person confirmed a page; at this moment its attendances were recorded.

    `settled` are the rows the two had found differently; `recorded` how many were new.
    """

    __tablename__ = "sheet_confirmation"

    is_frozen = True

    page_id: Mapped[UUID] = mapped_column(ForeignKey("sheet_page.id"), primary_key=True)
    keying_id: Mapped[UUID] = mapped_column(ForeignKey("sheet_keying.id"))
    rows: Mapped[list[int]] = mapped_column(JSON)
    settled: Mapped[list[int]] = mapped_column(JSON)
    recorded: Mapped[int]


class ListImport(Identified, SentFile, Entered, Model):
    """A list of who attended a class, on its way into the register; blanked once it is applied."""

    __tablename__ = "list_import"

    by_id: Mapped[UUID | None] = mapped_column(index=True)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("training_class.id"), index=True)
