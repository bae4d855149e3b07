"""Every question about quizzes and attempts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.people.models import Person
from lms.people.queries import same_people
from quizzes.items import KINDS
from quizzes.items.kind import parts
from quizzes.models import (
    Attempt,
    AttemptItem,
    Earning,
    Item,
    ItemVersion,
    Mark,
    Mode,
    QuizItem,
    QuizRelease,
    QuizVersion,
    Response,
    Way,
)
from quizzes.regrade_models import RegradedMark
from quizzes.rules.drawing import Card


def newest_version(item_id: UUID) -> ItemVersion | None:
    """The latest wording of an item."""
    return db.session.scalar(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemVersion.number.desc())
        .limit(1)
    )


def get_quiz_version(version_id: UUID) -> QuizVersion:
    """One version of a quiz. Raises Missing."""
    found = db.session.get(QuizVersion, version_id)
    if found is None:
        raise Missing
    return found


def items_of_quiz(version_id: UUID) -> Sequence[ItemVersion]:
    """The items a quiz version draws from, in the author's order."""
    return db.session.scalars(
        select(ItemVersion)
        .join(QuizItem, QuizItem.item_version_id == ItemVersion.id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(QuizItem.quiz_version_id == version_id)
        .order_by(Item.number)
    ).all()


def drawable(version_id: UUID) -> list[Card]:
    """Each item a quiz version may draw, always in the same order."""
    fixed = set(
        db.session.scalars(
            select(QuizItem.item_version_id).where(
                QuizItem.quiz_version_id == version_id, QuizItem.is_fixed
            )
        )
    )
    return [card_of(item, is_fixed=item.id in fixed) for item in items_of_quiz(version_id)]


def card_of(item: ItemVersion, *, is_fixed: bool = False) -> Card:
    """What drawing looks at of an item."""
    return Card(
        item.id,
        item.item_id,
        parts(KINDS[item.kind], item.wording),
        frozenset(item.tags),
        item.level,
        is_fixed,
        item.keep_order,
    )


def released_version(quiz_id: UUID) -> QuizVersion | None:
    """The version new attempts use: the newest one released."""
    return db.session.scalar(
        select(QuizVersion)
        .join(QuizRelease, QuizRelease.quiz_version_id == QuizVersion.id)
        .where(QuizVersion.quiz_id == quiz_id)
        .order_by(QuizVersion.number.desc())
        .limit(1)
    )


def is_released(version_id: UUID) -> bool:
    """Whether this very version was released."""
    return db.session.get(QuizRelease, version_id) is not None


def seen_items(quiz_id: UUID, person_id: UUID) -> set[UUID]:
    """The items a person met in earlier attempts at a quiz, through all versions."""
    return set(
        db.session.scalars(
            select(ItemVersion.item_id)
            .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
            .join(Attempt, Attempt.id == AttemptItem.attempt_id)
            .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
            .where(QuizVersion.quiz_id == quiz_id, Attempt.person_id == person_id)
        )
    )


def get_attempt(actor: Actor, attempt_id: UUID) -> Attempt:
    """The actor's own attempt; one a trainer keeps is theirs once handed in. Raises Missing."""
    found = db.session.scalar(
        select(Attempt).where(
            Attempt.id == attempt_id,
            Attempt.person_id.in_(same_people(actor.person_id)),
            (Attempt.way == Way.ONLINE) | Attempt.submission.has(),
        )
    )
    if found is None:
        raise Missing
    return found


def _attempts(quiz_id: UUID, person_id: UUID, mode: Mode) -> Select[Attempt]:
    return (
        select(Attempt)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(QuizVersion.quiz_id == quiz_id, Attempt.person_id == person_id, Attempt.mode == mode)
    )


def lock_learner(person_id: UUID) -> None:
    """Let starts of one person take turns, on however many tabs and phones they press.

    SQLite's writers wait for each other anyway.
    """
    db.session.execute(
        select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    )


def attempt_under_way(
    quiz_id: UUID,
    person_id: UUID,
    mode: Mode = Mode.TEST,
    way: Way = Way.ONLINE,
    keeper_id: UUID | None = None,
) -> Attempt | None:
    """The attempt a person has started and not handed in: online, or kept by this trainer."""
    return db.session.scalar(
        _attempts(quiz_id, person_id, mode)
        .where(~Attempt.submission.has(), Attempt.way == way, Attempt.keeper_id == keeper_id)
        .order_by(Attempt.number.desc())
        .limit(1)
    )


def get_attempt_under_way(
    quiz_id: UUID,
    person_id: UUID,
    mode: Mode = Mode.TEST,
    way: Way = Way.ONLINE,
    keeper_id: UUID | None = None,
) -> Attempt:
    """The attempt under way. Raises Missing."""
    found = attempt_under_way(quiz_id, person_id, mode, way, keeper_id)
    if found is None:
        raise Missing
    return found


def attempts_made(quiz_id: UUID, person_id: UUID, mode: Mode = Mode.TEST) -> int:
    """How many attempts a person has started."""
    made = _attempts(quiz_id, person_id, mode).with_only_columns(func.max(Attempt.number))
    return db.session.scalar(made) or 0


def items_of(attempt_id: UUID) -> Sequence[AttemptItem]:
    """What was drawn for an attempt, in order."""
    return db.session.scalars(
        select(AttemptItem)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    ).all()


def positions(attempt_id: UUID) -> Sequence[int]:
    """The places of an attempt in order, without what was drawn for them."""
    return db.session.scalars(
        select(AttemptItem.position)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    ).all()


def get_item(attempt_id: UUID, position: int) -> AttemptItem:
    """The item at a place of an attempt. Raises Missing."""
    found = db.session.get(AttemptItem, (attempt_id, position))
    if found is None:
        raise Missing
    return found


def answers_of(attempt_id: UUID) -> dict[int, dict[str, Any]]:
    """The answer that counts at each place: the last one the server received."""
    rows = db.session.execute(
        select(Response.position, Response.answer)
        .where(Response.attempt_id == attempt_id)
        .order_by(Response.given_at, Response.id)
    )
    return {row.position: row.answer for row in rows}


def unanswered(attempt_id: UUID) -> list[int]:
    """The places of an attempt that have no answer yet."""
    answered = answers_of(attempt_id)
    return [position for position in positions(attempt_id) if position not in answered]


AGAIN = "~"  # between the id of a request and the number of the answer it brought


def responses_to(attempt_id: UUID, request_id: str) -> Sequence[Response]:
    """What one request id brought, oldest first; more than one answer when a page was reused."""
    again = Response.request_id.startswith(f"{request_id}{AGAIN}", autoescape=True)
    return db.session.scalars(
        select(Response)
        .where(Response.attempt_id == attempt_id, or_(Response.request_id == request_id, again))
        .order_by(Response.given_at, Response.id)
    ).all()


def lock_attempt(attempt_id: UUID) -> None:
    """Wait until nobody else answers or hands in this attempt; SQLite's writers always wait."""
    db.session.execute(
        select(Attempt.id).where(Attempt.id == attempt_id).with_for_update(key_share=True)
    )


def get_mark(attempt_id: UUID) -> Mark:
    """What an attempt earned. Raises Missing."""
    found = db.session.get(Mark, attempt_id)
    if found is None:
        raise Missing
    return found


def result_of(attempt: Attempt) -> Earning | None:
    """What an attempt counts for now: the newest marking by corrected keys, else its mark."""
    newest = db.session.scalar(
        select(RegradedMark)
        .where(RegradedMark.attempt_id == attempt.id)
        .order_by(RegradedMark.id.desc())
        .limit(1)
    )
    return newest or attempt.mark


def ways_of(attempt_ids: Collection[UUID]) -> dict[UUID, Way]:
    """Attempt → how it was sat."""
    rows = db.session.execute(select(Attempt.id, Attempt.way).where(Attempt.id.in_(attempt_ids)))
    return {row[0]: row[1] for row in rows}
