"""Verbs of quizzes: write items, compose a quiz, start, answer, hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import tidy
from quizzes import queries, rules
from quizzes.facts import AttemptMarked
from quizzes.items import KINDS
from quizzes.models import (
    Attempt,
    AttemptItem,
    Item,
    ItemBank,
    ItemVersion,
    Mark,
    Quiz,
    QuizItem,
    QuizVersion,
    Response,
    Submission,
)

SEEDS = 2**31


@dataclass(frozen=True)
class Wording:
    """What an author writes of one item."""

    kind: str
    stem: str
    options: Sequence[str]
    key: Mapping[str, Any]
    explanation: str


def open_bank(code: str, title: str) -> ItemBank:
    """The bank with this code; made when there is none."""
    bank = db.session.scalar(select(ItemBank).where(ItemBank.code == code))
    if bank is None:
        bank = ItemBank(code=code, title=tidy(title))
        db.session.add(bank)
    return bank


def write_item(bank: ItemBank, number: int, wording: Wording) -> ItemVersion:
    """The version of item `number` with this wording; a new one when the wording changed."""
    problems = KINDS[wording.kind].problems(wording.options, wording.key)
    if problems:
        raise Refused(f"{bank.code} {number}: {'; '.join(problems)}")
    item = db.session.scalar(select(Item).where(Item.bank_id == bank.id, Item.number == number))
    if item is None:
        item = Item(bank_id=bank.id, number=number)
        db.session.add(item)
        db.session.flush()
    newest = queries.newest_version(item.id)
    if newest is not None and _says(newest, wording):
        return newest
    version = ItemVersion(
        item_id=item.id,
        number=1 if newest is None else newest.number + 1,
        kind=wording.kind,
        stem=tidy(wording.stem),
        options=[tidy(option) for option in wording.options],
        key=dict(wording.key),
        explanation=tidy(wording.explanation),
    )
    db.session.add(version)
    return version


def _says(version: ItemVersion, wording: Wording) -> bool:
    return (
        version.kind,
        version.stem,
        version.options,
        version.key,
        version.explanation,
    ) == (
        wording.kind,
        tidy(wording.stem),
        [tidy(option) for option in wording.options],
        dict(wording.key),
        tidy(wording.explanation),
    )


def compose_quiz(
    code: str, title: str, items: Sequence[ItemVersion], *, draw: int, pass_mark: int
) -> QuizVersion:
    """A new version of quiz `code` that draws from these item versions."""
    if draw > len(items):
        raise Refused(f"{code}: {draw} items are drawn but the bank has {len(items)}")
    quiz = db.session.scalar(select(Quiz).where(Quiz.code == code))
    if quiz is None:
        quiz = Quiz(code=code, title=tidy(title))
        db.session.add(quiz)
        db.session.flush()
    last = db.session.scalar(
        select(func.max(QuizVersion.number)).where(QuizVersion.quiz_id == quiz.id)
    )
    version = QuizVersion(quiz_id=quiz.id, number=(last or 0) + 1, draw=draw, pass_mark=pass_mark)
    db.session.add(version)
    db.session.flush()
    db.session.add_all(
        QuizItem(quiz_version_id=version.id, item_version_id=item.id) for item in items
    )
    return version


def start(
    version: QuizVersion, *, by: Actor, at: datetime, origin: str, seed: int | None = None
) -> Attempt:
    """Start an attempt, or give back the one under way: nobody has two at once."""
    under_way = queries.attempt_under_way(version.id, by.person_id)
    if under_way is not None:
        return under_way
    number = queries.attempts_made(version.id, by.person_id) + 1
    attempt = Attempt(
        quiz_version_id=version.id,
        quiz_version=version,
        person_id=by.person_id,
        number=number,
        seed=randbelow(SEEDS) if seed is None else seed,
        started_at=at,
        origin=origin,
        submission=None,
        mark=None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:  # a second tap was faster: go on with its attempt
        return queries.get_attempt_under_way(version.id, by.person_id)
    drawn = rules.draw(queries.drawable(version.id), version.draw, attempt.seed)
    db.session.add_all(
        AttemptItem(
            attempt_id=attempt.id,
            position=position,
            item_version_id=item.item_version_id,
            option_order=list(item.option_order),
        )
        for position, item in enumerate(drawn, 1)
    )
    return attempt


def answer(
    attempt: Attempt, position: int, given: Mapping[str, Any], *, request_id: str, at: datetime
) -> None:
    """Keep an answer. The same request twice is kept once; a later answer replaces an earlier."""
    if attempt.submission is not None:
        raise Refused(_("You have already handed in this quiz. Your result is on its page."))
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
    announce(AttemptMarked(attempt.id, attempt.person_id, attempt.quiz_version_id, mark.passed, at))
    return mark


def _marked(
    attempt: Attempt,
    items: Sequence[AttemptItem],
    answers: Mapping[int, Mapping[str, Any]],
    at: datetime,
) -> Mark:
    earned = rules.total(right_answers(items, answers), attempt.quiz_version.pass_mark)
    attempt.mark = Mark(
        score=earned.score, out_of=earned.out_of, passed=earned.passed, marked_at=at
    )
    return attempt.mark


def right_answers(
    items: Sequence[AttemptItem], answers: Mapping[int, Mapping[str, Any]]
) -> list[bool]:
    """For each item in order, whether the answer that counts is right."""
    return [
        KINDS[item.item_version.kind].is_right(item.item_version.key, answers.get(item.position))
        for item in items
    ]
