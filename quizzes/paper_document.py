"""Quizzes on paper as PDF: the papers, and apart from them what is right on each."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app, render_template, url_for
from flask_babel import force_locale

from lms.core.clock import local_day
from lms.core.codes import shown_code
from lms.core.db import db
from lms.core.files import StoredFile, body_of
from lms.core.i18n import long_day
from lms.core.pdf import to_one_pdf, to_pdf
from lms.core.pictures import qr_picture
from quizzes.items import KINDS
from quizzes.items.fill_blank import GAP
from quizzes.items.kind import Kind, letter
from quizzes.paper_models import Paper, PaperBatch, PaperItem
from quizzes.paper_queries import items_of
from quizzes.wording import STEM, Medium, Use, Wording

AT_ONCE = 25  # papers in one file: a few seconds of work, and a pile a printer takes
DOCUMENTS = "vi"  # the language of documents, whoever prints them
PICTURES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True)
class Question:
    """A question as it is printed."""

    number: int
    kind: Kind
    wording: Wording
    order: Sequence[int]
    pictures: Mapping[int, tuple[str, str]]
    heard: str

    @property
    def stem(self) -> str:
        """The question, with gaps to write in."""
        return GAP.sub("(\\1)\u00a0..........", self.wording.stem)


def parts(copies: int) -> list[range]:
    """The numbers of the papers in each file."""
    return [
        range(start, min(start + AT_ONCE, copies + 1)) for start in range(1, copies + 1, AT_ONCE)
    ]


def papers_pdf(
    batch: PaperBatch, papers: Sequence[Paper], *, address: str, both_sides: bool = False
) -> bytes:
    """Some papers of a pile; the same papers give the same bytes. `address`: of the server."""
    items = items_of(papers)
    pictures = _pictures([item for one in items.values() for item in one])
    with force_locale(DOCUMENTS):
        pages = [_page(batch, paper, items[paper.id], pictures, address) for paper in papers]
    blank = render_template("documents/blank.html") if both_sides else ""
    return to_one_pdf(pages, render_template("documents/quiz_paper.css"), blank)


def _page(
    batch: PaperBatch,
    paper: Paper,
    items: Sequence[PaperItem],
    pictures: Mapping[UUID, str],
    address: str,
) -> str:
    return render_template(
        "documents/quiz_paper.html",
        batch=batch,
        paper=paper,
        code=shown_code(paper.code),
        qr=qr_picture(address + url_for("paper_keying.paper", code=paper.code)),
        agency=current_app.config["ORGANISATION"],
        address=address.partition("://")[2] or address,
        questions=[_question(item, pictures) for item in items],
        letter=letter,
    )


def key_pdf(batch: PaperBatch, papers: Sequence[Paper]) -> bytes:
    """What is right on each paper of a pile, code by code."""
    items = items_of(papers)
    html = render_template(
        "documents/quiz_key.html",
        batch=batch,
        day=long_day(local_day(batch.at)),
        agency=current_app.config["ORGANISATION"],
        rows=[
            (paper, shown_code(paper.code), [_right(item) for item in items[paper.id]])
            for paper in papers
        ],
    )
    return to_pdf(html, render_template("documents/quiz_key.css"))


def _right(item: PaperItem) -> str:
    version = item.item_version
    return KINDS[version.kind].key_on_paper(version.wording, item.option_order)


def _question(item: PaperItem, pictures: Mapping[UUID, str]) -> Question:
    wording = item.item_version.wording
    found = {
        one.place: (pictures[one.file_id], one.description)
        for one in wording.media
        if one.use is Use.PICTURE and one.file_id in pictures
    }
    return Question(
        item.position, KINDS[wording.kind], wording, item.option_order, found, _heard(wording.media)
    )


def _heard(media: Sequence[Medium]) -> str:
    """What a recording on the question says: paper cannot play it."""
    return " ".join(one.description for one in media if one.use is Use.AUDIO and one.place == STEM)


def _pictures(items: Sequence[PaperItem]) -> dict[UUID, str]:
    """File → its picture as a data address, each read once."""
    wanted = {
        one.file_id for item in items for one in item.item_version.media if one.use is Use.PICTURE
    }
    files = (db.session.get_one(StoredFile, one) for one in sorted(wanted))
    return {
        file.id: f"data:{file.kind};base64,{base64.b64encode(body_of(file)).decode()}"
        for file in files
        if file.kind in PICTURES
    }
