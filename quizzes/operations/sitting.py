"""Verbs of sitting a quiz: start, answer, hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import randbelow
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from quizzes import queries
from quizzes.facts import AttemptMarked
from quizzes.models import (
    Attempt,
    AttemptItem,
    Mark,
    Mode,
    QuizVersion,
    Response,
    Submission,
    Way,
)
from quizzes.operations import limits
from quizzes.rules import drawing, marking
from quizzes.standing_queries import is_over

SEEDS = 2**31


def start(
    version: QuizVersion,
    *,
    by: Actor,
    at: datetime,
    origin: str,
    seed: int | None = None,
    mode: Mode = Mode.TEST,
    way: Way = Way.ONLINE,
    person_id: UUID | None = None,
) -> Attempt:
    """Start an attempt, or give back the one under way: nobody has two of a mode at once.

    An attempt under way whose time is over is handed in and given back: its result comes first.
    `person_id` is who sits it when that is not the actor: the trainer asks, or keys a paper.
    """
    whose = person_id or by.person_id
    queries.lock_learner(whose)
    under_way = queries.attempt_under_way(version.quiz_id, whose, mode)
    if under_way is not None:
        close_if_over(under_way, by=by, at=at)
        return under_way
    is_limited = mode is Mode.TEST and way is Way.ONLINE  # a trainer who asks keeps the limits
    attempt = Attempt(
        quiz_version_id=version.id,
        quiz_version=version,
        person_id=whose,
        number=queries.attempts_made(version.quiz_id, whose, mode) + 1,
        seed=randbelow(SEEDS) if seed is None else seed,
        started_at=at,
        origin=origin,
        mode=mode,
        way=way,
        deadline=limits.admit(version, whose, at) if is_limited else None,
        keeper_id=None if whose == by.id else by.id,
        submission=None,
        mark=None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:  # a second tap was faster: go on with its attempt
        return queries.get_attempt_under_way(version.quiz_id, whose, mode)
    _draw(attempt, version)
    return attempt


def _draw(attempt: Attempt, version: QuizVersion) -> None:
    drawn = drawing.draw(
        queries.drawable(version.id),
        version.draw,
        attempt.seed,
        [drawing.Line(**line) for line in version.blueprint],
        queries.seen_items(version.quiz_id, attempt.person_id),
    )
    place_items(attempt, drawn)


def place_items(attempt: Attempt, drawn: Sequence[drawing.Drawn]) -> None:
    """Write down what an attempt was given, from position 1 on."""
    db.session.add_all(
        AttemptItem(
            attempt_id=attempt.id,
            position=position,
            item_version_id=item.item_version_id,
            option_order=list(item.order),
        )
        for position, item in enumerate(drawn, 1)
    )


def answer(
    attempt: Attempt, position: int, given: Mapping[str, Any], *, request_id: str, at: datetime
) -> None:
    """Keep an answer. The same request twice is kept once; a later answer replaces an earlier."""
    if attempt.submission is not None:
        raise Refused(_("You have already handed in this quiz. Your result is on its page."))
    limits.refuse_when_over(attempt, at)
    if queries.has_response(attempt.id, request_id):
        return
    row = Response(
        attempt_id=attempt.id,
        position=position,
        answer=dict(given),
        request_id=request_id,
        given_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same tap arrived twice at once
        return


def submit(attempt: Attempt, *, by: Actor, at: datetime, device_key: str | None = None) -> Mark:
    """Hand in and mark an attempt. Twice is once: the second finds the first one's mark.

    `device_key` tells the device it was handed in from (lms/people/devices.py), if known.
    """
    if attempt.mark is not None:
        return attempt.mark
    if is_over(attempt, at):
        return close(attempt, by=by, at=at)
    items, answers = queries.items_of(attempt.id), queries.answers_of(attempt.id)
    if any(item.position not in answers for item in items):
        raise Refused(_("Some questions are not answered yet. Please answer them first."))
    try:
        with db.session.begin_nested():
            attempt.submission = Submission(submitted_at=at)
    except IntegrityError:  # handed in a moment ago by a second tap
        db.session.expire(attempt)
        return queries.get_mark(attempt.id)
    attempt.device_key = device_key
    mark = _marked(attempt, items, answers, at)
    title = attempt.quiz_version.quiz.title
    record("attempt.submitted", attempt, by=by, at=at, label=title, score=mark.score)
    if attempt.mode is Mode.TEST:
        announce(
            AttemptMarked(attempt.id, attempt.person_id, attempt.quiz_version_id, mark.passed, at)
        )
    return mark


def close_if_over(attempt: Attempt, *, by: Actor, at: datetime) -> bool:
    """Hand an attempt in when its time is over; whether it was."""
    if not is_over(attempt, at):
        return False
    close(attempt, by=by, at=at)
    return True


def close(attempt: Attempt, *, by: Actor, at: datetime) -> Mark:
    """Hand in what was saved of an attempt whose time is over, as of its deadline.

    Questions without an answer earn nothing. Twice is once.
    """
    if attempt.mark is not None:
        return attempt.mark
    items, answers = queries.items_of(attempt.id), queries.answers_of(attempt.id)
    try:
        with db.session.begin_nested():
            attempt.submission = Submission(submitted_at=attempt.deadline or at)
    except IntegrityError:  # somebody else was faster
        db.session.expire(attempt)
        return queries.get_mark(attempt.id)
    mark = _marked(attempt, items, answers, at)
    title = attempt.quiz_version.quiz.title
    record("attempt.closed", attempt, by=by, at=at, label=title, score=mark.score)
    if attempt.mode is Mode.TEST:
        announce(
            AttemptMarked(attempt.id, attempt.person_id, attempt.quiz_version_id, mark.passed, at)
        )
    return mark


def _marked(
    attempt: Attempt,
    items: Sequence[AttemptItem],
    answers: Mapping[int, Mapping[str, Any]],
    at: datetime,
) -> Mark:
    earned = marking_of(attempt, items, answers)
    attempt.mark = Mark(
        score=earned.score,
        out_of=len(items),
        passed=earned.passed,
        marked_at=at,
        credits=[str(one) for one in earned.credits],
    )
    return attempt.mark


def marking_of(
    attempt: Attempt, items: Sequence[AttemptItem], answers: Mapping[int, Mapping[str, Any]]
) -> marking.Earned:
    """What the answers that count earn by the keys of the versions drawn."""
    wordings = [item.item_version.wording for item in items]
    return marking.mark(wordings, answers, attempt.quiz_version.pass_mark)
