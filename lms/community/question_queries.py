"""Questions under lessons with their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.community.models import Answer, BestAnswer, Posting, Question
from lms.community.permissions import CommunityPermission
from lms.community.queries import (
    PAGE,
    is_answered,
    is_reported,
    visible,
)
from lms.community.rules import PostingState
from lms.community.searching import best_match_first, has_words, wanted_words
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.keyset import Page, Turn, page_of
from lms.people.queries import same_people

ON_LESSON = 2  # questions shown on the page of a lesson


class Look(StrEnum):
    """Which questions a list shows."""

    ALL = ""
    UNANSWERED = "unanswered"
    OWN = "own"
    REPORTED = "reported"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Asked:
    """A question in a list: how many answers everybody can read, and the best one."""

    posting: Posting
    question: Question
    answers: int
    best: Posting | None


def find(actor: Actor, look: Look, wanted: str, turn: Turn) -> Page[Asked]:
    """Questions across modules; for trainers those without answer come first."""
    words = wanted_words(wanted)
    query = _questions().where(_looked_at(actor, look), *map(_holds, words))
    if words:
        return _asked(query, turn, [best_match_first(words)])
    if actor.may(CommunityPermission.TEACH):
        return _asked(query, turn, [case((is_answered(), 1), else_=0)])
    return _asked(query, turn)


def of_lesson(actor: Actor, module_id: UUID, position: int, turn: Turn) -> Page[Asked]:
    """What was asked about a lesson, in whatever version; one's own hidden questions too."""
    query = _of_lesson(module_id, position).where(_looked_at(actor, Look.ALL))
    return _asked(query, turn)


def newest_of_lesson(module_id: UUID, position: int) -> tuple[int, list[Posting]]:
    """How many questions of a lesson everybody can read, and the newest of them."""
    query = _of_lesson(module_id, position).where(Posting.state == PostingState.SHOWN)
    number = func.count().over()
    rows = db.session.execute(
        query.with_only_columns(Posting, number)
        .order_by(Posting.at.desc(), Posting.id.desc())
        .limit(ON_LESSON)
    ).all()
    return (rows[0][1] if rows else 0), [row[0] for row in rows]


def get_question(actor: Actor, question_id: UUID) -> tuple[Posting, Question]:
    """A question the actor may read. Raises Missing."""
    row = db.session.execute(
        _questions().where(Posting.id == question_id, visible(actor))
    ).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def answers_of(actor: Actor, question_id: UUID) -> Sequence[Posting]:
    """The answers the actor may read: trainers' first, then as they came."""
    return db.session.scalars(
        select(Posting)
        .join(Answer, Answer.posting_id == Posting.id)
        .where(Answer.question_id == question_id, visible(actor))
        .where(Posting.state != PostingState.WITHDRAWN)
        .order_by(Posting.by_trainer.desc(), Posting.at, Posting.id)
    ).all()


def best_of(question_ids: Sequence[UUID]) -> dict[UUID, Posting]:
    """Question → its best answer, while everybody can read it."""
    rows = db.session.execute(
        select(BestAnswer.question_id, Posting)
        .join(Posting, Posting.id == BestAnswer.answer_id)
        .where(BestAnswer.question_id.in_(question_ids), Posting.state == PostingState.SHOWN)
    )
    return {row[0]: row[1] for row in rows}


def _questions() -> Select[Posting, Question]:
    return select(Posting, Question).join(Question, Question.posting_id == Posting.id)


def _of_lesson(module_id: UUID, position: int) -> Select[Posting, Question]:
    return _questions().where(Question.module_id == module_id, Question.position == position)


def _looked_at(actor: Actor, look: Look) -> ColumnElement[bool]:
    """The condition of one look; what is hidden or reported only those see who moderate."""
    shown = Posting.state == PostingState.SHOWN
    own = Posting.by_id.in_(same_people(actor.person_id))
    if look is Look.OWN:
        return own
    if look is Look.UNANSWERED:
        return and_(shown, ~is_answered())
    if look is Look.ALL:
        return or_(shown, and_(own, Posting.state == PostingState.HIDDEN))
    if not actor.may(CommunityPermission.MODERATE):
        raise Missing
    return _or_an_answer(look)


def _or_an_answer(look: Look) -> ColumnElement[bool]:
    """That the question or one of its answers is hidden or reported."""
    reply = aliased(Posting)
    if look is Look.HIDDEN:
        this, that = Posting.state == PostingState.HIDDEN, reply.state == PostingState.HIDDEN
    else:
        this, that = is_reported(), is_reported(reply)
    replied = exists().where(Answer.question_id == Posting.id, reply.id == Answer.posting_id, that)
    return and_(Posting.state != PostingState.WITHDRAWN, or_(this, replied))


def _holds(word: str) -> ColumnElement[bool]:
    """That a question or one of its answers holds a word."""
    reply = aliased(Posting)
    replied = exists().where(
        Answer.question_id == Posting.id,
        reply.id == Answer.posting_id,
        reply.state == PostingState.SHOWN,
        reply.folded.contains(word, autoescape=True),
    )
    return or_(has_words([word]), replied)


def _asked(
    query: Select[Posting, Question], turn: Turn, first: Sequence[ColumnElement[int]] = ()
) -> Page[Asked]:
    """A page, the newest first; before that by what comes `first`."""
    keys = [*first, Posting.at, Posting.id]
    downs = [*(False for _ in first), True, True]
    page = page_of(query, keys, turn, size=PAGE, descending=downs)
    ids = [row[-1] for row in page.rows]
    answers, best = _numbers_of_answers(ids), best_of(ids)
    return page.of([Asked(p, q, answers.get(i, 0), best.get(i)) for p, q, i in page.rows])


def _numbers_of_answers(question_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Answer.question_id, func.count())
        .join(Posting, Posting.id == Answer.posting_id)
        .where(Answer.question_id.in_(question_ids), Posting.state == PostingState.SHOWN)
        .group_by(Answer.question_id)
    )
    return {row[0]: row[1] for row in rows}
