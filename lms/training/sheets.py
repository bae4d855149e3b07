"""Verbs of registers on paper: print the pages of a hall, keep photographs of them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.codes import new_code, shown_code
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.files import keep_file
from lms.training import paper
from lms.training import sheet_queries as questions
from lms.training.models import TrainingClass, Venue
from lms.training.sheet_models import SheetPage, SheetPhoto


def print_sheets(
    held: TrainingClass, hall: Venue, *, by: Actor, at: datetime
) -> tuple[list[SheetPage], bool]:
    """The pages of a hall and whether they are new: an unchanged roster keeps its pages."""
    lines = questions.printed_lines(held, hall)
    if not lines:
        raise Refused(_("Nobody was on a roster here on that day."))
    db.session.refresh(hall, with_for_update=True)  # two presses: in turn
    last = questions.newest_edition(hall.id)
    prints = questions.digests(lines)
    if [page.sha256 for page in last] == prints:
        return last, False
    edition = last[0].edition + 1 if last else 1
    whole = paper.spans(len(lines))
    pages = [
        SheetPage(
            class_id=held.id, venue_id=hall.id, edition=edition, number=number, pages=len(whole),
            code=new_code(), first=span.first, rows=span.rows,
            person_ids=[str(lines[place][0]) for place in span.people],
            sha256=prints[number - 1], **entered(by, at),
        )
        for number, span in enumerate(whole, 1)
    ]  # fmt: skip
    db.session.add_all(pages)
    db.session.flush()
    record("sheet.printed", held, by=by, at=at, label=held.title, edition=edition, pages=len(pages))
    return pages, True


def add_photo(page: SheetPage, body: bytes, *, by: Actor, at: datetime) -> SheetPhoto:
    """Keep a photograph of a page. The same file sent again is the same photograph."""
    digest = hashlib.sha256(body).hexdigest()
    for one in questions.photos_of(page.id):
        if one.file.sha256 == digest:
            return one.row
    file = keep_file(body, by=by, at=at)
    row = SheetPhoto(page_id=page.id, file_id=file.id, **entered(by, at))
    db.session.add(row)
    record("sheet.photographed", page, by=by, at=at, label=shown_code(page.code))
    return row
