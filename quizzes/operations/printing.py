"""Verbs of quizzes on paper: make a pile of papers, take the key of one."""

from __future__ import annotations

from datetime import datetime
from secrets import randbelow
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.codes import new_code
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from quizzes import queries
from quizzes.models import QuizVersion
from quizzes.operations.sitting import SEEDS
from quizzes.paper_models import Paper, PaperBatch, PaperItem
from quizzes.permissions import QuizPermission
from quizzes.rules import drawing

MOST_COPIES = 200


def print_papers(
    version: QuizVersion,
    *,
    batch_id: UUID,
    occasion: str,
    unit_id: UUID,
    copies: int,
    by: Actor,
    at: datetime,
) -> PaperBatch:
    """Draw a pile of papers, each of its own. `batch_id` is made by the form: sent twice, once."""
    made = db.session.get(PaperBatch, batch_id)
    if made is not None and made.by_id == by.id:
        return made
    if not queries.is_released(version.id):
        raise Refused(_("This quiz has not been released yet."))
    if not 1 <= copies <= MOST_COPIES:
        raise Refused(_("Print from 1 to %(most)s papers at once.", most=MOST_COPIES))
    batch = PaperBatch(
        id=batch_id,
        quiz_version_id=version.id,
        quiz_version=version,
        unit_id=unit_id,
        occasion=tidy(occasion),
        copies=copies,
        **entered(by, at),
    )
    try:
        with db.session.begin_nested():
            db.session.add(batch)
    except IntegrityError:  # pressed twice at once
        return db.session.get_one(PaperBatch, batch_id)
    _draw(batch, version)
    record("papers.printed", batch, by=by, at=at, label=version.quiz.title, copies=copies)
    return batch


def _draw(batch: PaperBatch, version: QuizVersion) -> None:
    """Nothing counts as seen before: nobody knows yet who gets which paper."""
    cards = queries.drawable(version.id)
    plan = [drawing.Line(**line) for line in version.blueprint]
    for number in range(1, batch.copies + 1):
        paper = Paper(batch_id=batch.id, number=number, code=new_code(), seed=randbelow(SEEDS))
        db.session.add(paper)
        db.session.add_all(
            PaperItem(
                paper_id=paper.id,
                position=position,
                item_version_id=one.item_version_id,
                option_order=list(one.order),
            )
            for position, one in enumerate(drawing.draw(cards, version.draw, paper.seed, plan), 1)
        )
    db.session.flush()


def take_key(batch: PaperBatch, *, by: Actor, at: datetime) -> None:
    """Note that somebody takes the answers of a pile. Refused for those who sit quizzes."""
    if by.may(QuizPermission.SIT):
        raise Refused(
            _("You sit quizzes yourself. Ask a colleague who does not to take the answer key.")
        )
    record("paper.key_taken", batch, by=by, at=at, label=batch.quiz_version.quiz.title)
