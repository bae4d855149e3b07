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
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.once import insert_once
from quizzes import queries
from quizzes.correction_queries import valid_versions
from quizzes.facts import AttemptMarked
from quizzes.models import (
    ALONE,
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
    drawn: Sequence[drawing.Drawn] | None = None,
) -> Attempt:
    """Start an attempt, or give back the one under way: nobody has two of a mode at once.

    An attempt under way whose time is over is handed in and given back: its result comes first.
    `person_id` is who sits it when that is not the actor: the trainer asks, or keys a paper whose
    items are `drawn` already. Such an attempt never joins one online, nor that of another trainer.
    """
    whose = person_id or by.person_id
    keeper = None if way in ALONE else by.id
    queries.lock_learner(whose)
    under_way = queries.attempt_under_way(version.quiz_id, whose, mode, way, keeper)
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
        keeper_id=keeper,
        submission=None,
        mark=None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:  # a second tap was faster: go on with its attempt
        if way is Way.PAPER:
            raise Refused(
                _("Another result of this person is being kept just now. Please press once more.")
            ) from None
        return queries.get_attempt_under_way(version.quiz_id, whose, mode, way, keeper)
    place_items(attempt, drawn or draw_for(version, whose, attempt.seed))
    return attempt


def draw_for(version: QuizVersion, person_id: UUID, seed: int) -> Sequence[drawing.Drawn]:
    """What a person is asked by a seed: what they have not met yet comes first."""
    return drawing.draw(
        queries.drawable(version.id),
        version.draw,
        seed,
        [drawing.Line(**line) for line in version.blueprint],
        queries.seen_items(version.quiz_id, person_id),
    )


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
    """Keep an answer; a later one replaces an earlier one, the history stays.

    The same request with the same answer is a retry and kept once; with another answer it is a new
    one (`rules.marking.standing_answers` is the model). In practice the first answer stays: what is
    right was shown after it.
    """
    _hold(attempt)
    if attempt.submission is not None:
        raise Refused(_("You have already handed in this quiz. Your result is on its page."))
    limits.refuse_when_over(attempt, at)
    if attempt.mode is Mode.PRACTICE and position in queries.answers_of(attempt.id):
        return
    if _keep(attempt, position, given, request_id, at):
        return
    kept = queries.responses_to(attempt.id, request_id)
    if (kept[-1].position, kept[-1].answer) != (position, given):
        _keep(attempt, position, given, f"{request_id}{queries.AGAIN}{len(kept) + 1}", at)


def _hold(attempt: Attempt) -> None:
    """Let answers and handing in take turns, then see what the others did."""
    queries.lock_attempt(attempt.id)
    db.session.expire(attempt, ["submission", "mark"])


def _keep(
    attempt: Attempt, position: int, given: Mapping[str, Any], request_id: str, at: datetime
) -> bool:
    return insert_once(
        Response,
        id=new_id(),
        attempt_id=attempt.id,
        position=position,
        answer=dict(given),
        request_id=request_id,
        given_at=at,
    )


def submit(
    attempt: Attempt,
    *,
    by: Actor,
    at: datetime,
    device_key: str | None = None,
    unanswered: bool = False,
    noted_at: datetime | None = None,
) -> Mark:
    """Hand in and mark an attempt. Twice is once: the second finds the first one's mark.

    `device_key` tells the device it was handed in from (lms/people/devices.py), if known;
    `unanswered` says that questions may stay without answer: they earn nothing; `noted_at` is when
    a paper sat earlier was entered.
    """
    _hold(attempt)
    if attempt.mark is not None:
        return attempt.mark
    if is_over(attempt, at):
        return close(attempt, by=by, at=at)
    if not unanswered and queries.unanswered(attempt.id):
        raise Refused(_("Some questions are not answered yet. Please answer them first."))
    attempt.device_key = device_key
    mark = _handed_in(attempt, submitted_at=at, at=at)
    title, noted = attempt.quiz_version.quiz.title, noted_at or at
    record("attempt.submitted", attempt, by=by, at=noted, label=title, score=mark.score)
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
    _hold(attempt)
    if attempt.mark is not None:
        return attempt.mark
    mark = _handed_in(attempt, submitted_at=attempt.deadline or at, at=at)
    title = attempt.quiz_version.quiz.title
    record("attempt.closed", attempt, by=by, at=at, label=title, score=mark.score)
    return mark


def _handed_in(attempt: Attempt, *, submitted_at: datetime, at: datetime) -> Mark:
    attempt.submission = Submission(submitted_at=submitted_at)
    mark = _marked(attempt, at)
    if attempt.mode is Mode.TEST:
        announce(
            AttemptMarked(attempt.id, attempt.person_id, attempt.quiz_version_id, mark.passed, at)
        )
    return mark


def _marked(attempt: Attempt, at: datetime) -> Mark:
    items = queries.items_of(attempt.id)
    earned = marking_of(attempt, items, queries.answers_of(attempt.id))
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
    """What the answers that count earn by the keys of the versions drawn, or as corrected since."""
    valid = valid_versions([item.item_version_id for item in items])
    wordings = [valid.get(item.item_version_id, item.item_version).wording for item in items]
    return marking.mark(wordings, answers, attempt.quiz_version.pass_mark)
