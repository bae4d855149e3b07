"""Verbs of the bank and of quizzes made from it: write items, compose a quiz, release it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.names import tidy
from quizzes import queries
from quizzes.items import KINDS
from quizzes.models import (
    Item,
    ItemBank,
    ItemMedium,
    ItemVersion,
    Quiz,
    QuizItem,
    QuizRelease,
    QuizVersion,
)
from quizzes.rules.drawing import Line, shortfalls
from quizzes.rules.policy import Policy
from quizzes.wording import Wording


def open_bank(code: str, title: str) -> ItemBank:
    """The bank with this code; made when there is none."""
    bank = db.session.scalar(select(ItemBank).where(ItemBank.code == code))
    if bank is None:
        bank = ItemBank(code=code, title=tidy(title))
        db.session.add(bank)
    return bank


def write_item(
    bank: ItemBank, number: int, wording: Wording, *, item_id: UUID | None = None
) -> ItemVersion:
    """The version of item `number` with this wording; a new one when the wording changed."""
    wording = tidied(wording)
    problems = KINDS[wording.kind].problems(wording)
    if problems:
        raise Refused(f"{bank.code} {number}: {' '.join(problems)}")
    item = db.session.scalar(select(Item).where(Item.bank_id == bank.id, Item.number == number))
    if item is None:
        item = Item(id=item_id or new_id(), bank_id=bank.id, number=number)
        db.session.add(item)
        db.session.flush()
    newest = queries.newest_version(item.id)
    if newest is not None and newest.wording == wording:
        return newest
    return _new_version(item, 1 if newest is None else newest.number + 1, wording)


def _new_version(item: Item, number: int, wording: Wording) -> ItemVersion:
    version = ItemVersion(
        item_id=item.id,
        number=number,
        kind=wording.kind,
        stem=wording.stem,
        options=list(wording.options),
        key=dict(wording.key),
        explanation=wording.explanation,
        choices=list(wording.choices),
        option_explanations=list(wording.option_explanations),
        keep_order=wording.keep_order,
        level=int(wording.level),
        tags=list(wording.tags),
        language=wording.language,
        reference=wording.reference,
        media=[
            ItemMedium(place=m.place, use=m.use, file_id=m.file_id, description=m.description)
            for m in wording.media
        ],
    )
    db.session.add(version)
    return version


def add_items(bank: ItemBank, wordings: Sequence[Wording]) -> list[ItemVersion]:
    """New items at the end of the bank, many at once; tidied and without problems."""
    # Two files at a time: the second one waits here and goes on after the first one's numbers.
    db.session.execute(select(ItemBank.id).where(ItemBank.id == bank.id).with_for_update())
    last = db.session.scalar(select(func.max(Item.number)).where(Item.bank_id == bank.id)) or 0
    items = [
        Item(bank_id=bank.id, number=number) for number in range(last + 1, last + 1 + len(wordings))
    ]
    db.session.add_all(items)
    db.session.flush()
    return [_new_version(item, 1, one) for item, one in zip(items, wordings, strict=True)]


def tidied(wording: Wording) -> Wording:
    """The wording in one spelling, its lists as they come back from the database."""
    return replace(
        wording,
        stem=tidy(wording.stem),
        explanation=tidy(wording.explanation),
        options=[tidy(text) for text in wording.options],
        choices=[tidy(text) for text in wording.choices],
        option_explanations=[tidy(text) for text in wording.option_explanations],
        key=dict(wording.key),
        level=int(wording.level),
        tags=sorted({tidy(tag).lower() for tag in wording.tags if tag.strip()}),
        media=sorted(wording.media, key=lambda one: (one.place, one.use)),
    )


def compose_quiz(
    code: str,
    title: str,
    items: Sequence[ItemVersion],
    *,
    draw: int,
    pass_mark: int,
    policy: Policy | None = None,
    blueprint: Sequence[Line] = (),
    fixed: Sequence[ItemVersion] = (),
) -> QuizVersion:
    """A new version of quiz `code` that draws from these item versions."""
    policy = policy or Policy()
    fixed_ids = {item.id for item in fixed}
    cards = [queries.card_of(item, is_fixed=item.id in fixed_ids) for item in items]
    if draw > len(items):
        raise Refused(f"{code}: {draw} items are drawn but the bank has {len(items)}")
    if shortfalls(cards, draw, blueprint):
        raise Refused(_("The bank does not have enough items for a line of the plan."))
    quiz = db.session.scalar(select(Quiz).where(Quiz.code == code))
    if quiz is None:
        quiz = Quiz(code=code, title=tidy(title))
        db.session.add(quiz)
        db.session.flush()
    last = db.session.scalar(
        select(func.max(QuizVersion.number)).where(QuizVersion.quiz_id == quiz.id)
    )
    version = QuizVersion(
        quiz_id=quiz.id,
        quiz=quiz,
        number=(last or 0) + 1,
        draw=draw,
        pass_mark=pass_mark,
        blueprint=[asdict(line) for line in blueprint],
        **policy.columns(),
    )
    db.session.add(version)
    db.session.flush()
    db.session.add_all(
        QuizItem(quiz_version_id=version.id, item_version_id=item.id, is_fixed=item.id in fixed_ids)
        for item in items
    )
    return version


def begin_quiz(code: str, title: str) -> QuizVersion:
    """The newest version of quiz `code`; made when there is none, asking for one item of none.

    A module that is being written has a quiz from its first day; it cannot be sat or published
    before there are items.
    """
    newest = db.session.scalar(
        select(QuizVersion)
        .join(Quiz, Quiz.id == QuizVersion.quiz_id)
        .where(Quiz.code == code)
        .order_by(QuizVersion.number.desc())
        .limit(1)
    )
    if newest is not None:
        return newest
    quiz = db.session.scalar(select(Quiz).where(Quiz.code == code))
    if quiz is None:
        quiz = Quiz(code=code, title=tidy(title))
        db.session.add(quiz)
        db.session.flush()
    version = QuizVersion(
        quiz_id=quiz.id, quiz=quiz, number=1, draw=1, pass_mark=1, blueprint=[],
        **Policy().columns(),
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    return version


def release(version: QuizVersion, *, by: Actor, at: datetime, note: str) -> None:
    """Let new attempts use a version of a quiz from now on; again is harmless."""
    if db.session.get(QuizRelease, version.id) is not None:
        return
    db.session.add(
        QuizRelease(
            quiz_version_id=version.id, released_by=by.name, released_at=at, change_note=tidy(note)
        )
    )
    record("quiz.released", version, by=by, at=at, label=version.quiz.title, note=note)
