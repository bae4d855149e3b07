"""What may be read by whom, what was done about it, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from courses.models import Enrolment
from lms.community.models import (
    Answer,
    AnswersSeen,
    Posting,
    PostingReport,
    PostingStep,
    Question,
)
from lms.community.permissions import CommunityPermission
from lms.community.rules import PostingKind, PostingState
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.org.queries import above_of
from lms.people.queries import same_people, seat_of

PAGE = 20


@dataclass(frozen=True)
class Waiting:
    """How much waits for those who moderate."""

    questions: int
    practices: int
    reports: int


def visible(actor: Actor) -> ColumnElement[bool]:
    """What is shown, one's own; to those who moderate all but what was taken back."""
    own = Posting.by_id.in_(same_people(actor.person_id))
    if actor.may(CommunityPermission.MODERATE):
        return or_(own, Posting.state != PostingState.WITHDRAWN)
    return or_(own, Posting.state == PostingState.SHOWN)


def get_posting(actor: Actor, posting_id: UUID) -> Posting:
    """A posting the actor may read; an answer only where its question may be read. Or Missing."""
    found = _readable(actor, posting_id)
    question_id = question_id_of(found)
    if question_id != found.id and found.kind is PostingKind.ANSWER:
        _readable(actor, question_id)
    return found


def _readable(actor: Actor, posting_id: UUID) -> Posting:
    found = db.session.scalar(select(Posting).where(Posting.id == posting_id, visible(actor)))
    if found is None:
        raise Missing
    return found


def question_id_of(posting: Posting) -> UUID:
    """The question an answer is for; of anything else its own id."""
    if posting.kind is not PostingKind.ANSWER:
        return posting.id
    return db.session.get_one(Answer, posting.id).question_id


def is_own(actor: Actor, posting: Posting) -> bool:
    """Whether the actor wrote it, under whatever entry."""
    own = posting.by_id == actor.id
    return own or posting.by_id in db.session.scalars(same_people(actor.person_id)).all()


def steps_of(posting_id: UUID) -> Sequence[PostingStep]:
    """What was done about a posting, the newest first."""
    return db.session.scalars(
        select(PostingStep).where(PostingStep.posting_id == posting_id).order_by(
            PostingStep.id.desc()
        )
    ).all()  # fmt: skip


def reasons_of(posting_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Posting → the reason given with its newest step, where there is one."""
    rows = db.session.scalars(
        select(PostingStep).where(PostingStep.posting_id.in_(posting_ids)).order_by(PostingStep.id)
    )
    return {step.posting_id: step.reason for step in rows}


def open_reports(posting_id: UUID) -> Sequence[PostingReport]:
    """Reports of a posting nobody has looked into yet, the oldest first."""
    return db.session.scalars(
        select(PostingReport)
        .where(PostingReport.posting_id == posting_id, is_open_report())
        .order_by(PostingReport.id)
    ).all()


def is_open_report() -> ColumnElement[bool]:
    """The condition that a report waits: nothing was done about its posting since."""
    return ~exists().where(
        PostingStep.posting_id == PostingReport.posting_id, PostingStep.at >= PostingReport.at
    )


def is_reported(posting: Any = Posting) -> ColumnElement[bool]:
    """The condition that a posting has an open report."""
    return exists().where(PostingReport.posting_id == posting.id, is_open_report())


def is_answered() -> ColumnElement[bool]:
    """The condition that somebody else has answered a question (a Posting) for all to read."""
    reply = aliased(Posting)
    return exists().where(
        Answer.question_id == Posting.id,
        reply.id == Answer.posting_id,
        reply.state == PostingState.SHOWN,
        reply.by_id != Posting.by_id,
    )


def waiting() -> Waiting:
    """How much waits for those who moderate, in one question to the database."""
    shown = Posting.state == PostingState.SHOWN
    # Each counted alone: a database joins what is asked of all rows, but not inside of a count.
    numbers = (
        select(func.count(Posting.id)).where(*conditions).scalar_subquery()
        for conditions in (
            (Posting.kind == PostingKind.QUESTION, shown, ~is_answered()),
            (Posting.kind == PostingKind.PRACTICE, Posting.state == PostingState.WAITING),
            (shown, is_reported()),
        )
    )
    return Waiting(*db.session.execute(select(*numbers)).one())


def new_answers(person_id: UUID, question_id: UUID | None = None) -> int:
    """How many answers of others came to a person's questions (or one) since they last looked."""
    these = true() if question_id is None else Answer.question_id == question_id
    asked = aliased(Posting)
    looked = exists().where(AnswersSeen.question_id == asked.id, AnswersSeen.at >= Posting.at)
    return (
        db.session.scalar(
            select(func.count(Posting.id))
            .join(Answer, Answer.posting_id == Posting.id)
            .join(asked, asked.id == Answer.question_id)
            .where(
                asked.by_id.in_(same_people(person_id)),
                asked.state == PostingState.SHOWN,
                Posting.by_id != asked.by_id,
                Posting.state == PostingState.SHOWN,
                ~looked,
                these,
            )
        )
        or 0
    )


def written_since(person_id: UUID, kinds: Sequence[PostingKind], since: datetime) -> int:
    """How many postings of these kinds a person wrote since a moment, kept or not."""
    return (
        db.session.scalar(
            select(func.count(Posting.id)).where(
                Posting.by_id.in_(same_people(person_id)),
                Posting.kind.in_(kinds),
                Posting.at >= since,
            )
        )
        or 0
    )


def place_of(person_id: UUID, day: date) -> str:
    """The commune of somebody's team on a day; empty for who sits in none."""
    seat = seat_of(person_id, day)
    above = above_of(seat.unit_id, day) if seat else []
    return above[0].title if above else ""


def learns(actor: Actor, module_id: UUID) -> bool:
    """Whether the actor began a module, in whatever year."""
    own = exists().where(
        Enrolment.person_id.in_(same_people(actor.person_id)), Enrolment.module_id == module_id
    )
    return bool(db.session.scalar(select(own)))


def may_answer(actor: Actor, question: Question) -> bool:
    """Trainers may, and whoever learns the module."""
    return actor.may(CommunityPermission.TEACH) or learns(actor, question.module_id)
