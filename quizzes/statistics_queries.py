"""Figures of quizzes and items as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.core.db import db
from lms.core.errors import Missing
from quizzes.correction_queries import valid_versions
from quizzes.first_test_queries import PERSON, first_tests, sheets, tests, versions_met
from quizzes.models import Attempt, Item, ItemVersion, Quiz, QuizVersion, Submission
from quizzes.regrade_models import KeyDecision, RegradedMark
from quizzes.rules.guessing import guess
from quizzes.rules.statistics import ItemFigures, QuizFigures, analyse
from quizzes.rules.verdicts import Verdict, judge
from quizzes.timing_queries import median_of_items, median_of_tests

KEPT = 8  # quizzes whose figures each process keeps


@dataclass(frozen=True)
class QuizLine:
    """A quiz in the list: how many tests were handed in, and by how many people."""

    id: UUID
    title: str
    code: str
    tests: int
    people: int


@dataclass(frozen=True)
class ItemLine:
    """One version of an item with its figures."""

    version_id: UUID
    item_id: UUID
    number: int
    version_number: int
    stem: str
    language: str
    figures: ItemFigures
    guess: float | None
    seconds: float | None
    verdict: Verdict


@dataclass(frozen=True)
class QuizStatistics:
    """All figures of a quiz; plain values, so that they may be kept."""

    quiz: QuizLine
    figures: QuizFigures
    seconds: float | None
    items: Mapping[UUID, ItemLine]


def quiz_lines() -> list[QuizLine]:
    """Every quiz with its tests, in the order of their codes."""
    counts = {
        row[0]: (row[1], row[2])
        for row in db.session.execute(
            tests(
                QuizVersion.quiz_id, func.count(Attempt.id), func.count(func.distinct(PERSON))
            ).group_by(QuizVersion.quiz_id)
        )
    }
    quizzes = db.session.scalars(select(Quiz).order_by(Quiz.code))
    return [QuizLine(q.id, q.title, q.code, *counts.get(q.id, (0, 0))) for q in quizzes]


# Figures stay the same until another test is handed in or a key is corrected.
_kept: dict[tuple[Any, ...], QuizStatistics] = {}


def statistics_of(quiz_id: UUID) -> QuizStatistics:
    """The figures of a quiz; reckoned anew only when something changed. Raises Missing."""
    quiz = next((one for one in quiz_lines() if one.id == quiz_id), None)
    if quiz is None:
        raise Missing
    key = (quiz, *_newest(quiz_id))
    found = _kept.get(key)
    if found is None:
        found = _reckoned(quiz)
        for old in list(_kept)[: max(0, len(_kept) - KEPT + 1)]:
            _kept.pop(old, None)
        _kept[key] = found
    return found


def _newest(quiz_id: UUID) -> list[UUID | None]:
    """The newest test, decision on a key, and mark by a corrected key."""
    return [
        db.session.scalar(query.limit(1))
        for query in (
            tests(Attempt.id)
            .where(QuizVersion.quiz_id == quiz_id)
            .order_by(Submission.submitted_at.desc(), Attempt.id.desc()),
            select(KeyDecision.correction_id).order_by(KeyDecision.at.desc()),
            select(RegradedMark.id).order_by(RegradedMark.id.desc()),
        )
    ]


def _reckoned(quiz: QuizLine) -> QuizStatistics:
    versions, first = versions_met(quiz.id), first_tests(quiz.id)
    figures, items = analyse(list(sheets(quiz.id, first, versions)))
    seconds, numbers = median_of_items(first), _numbers(versions)
    valid = valid_versions(versions)
    lines = [
        _line(one, valid.get(one.id, one), items[one.id], numbers[one.item_id], seconds)
        for one in versions.values()
        if one.id in items
    ]
    lines.sort(key=lambda line: (line.number, line.version_number))
    ordered = {line.version_id: line for line in lines}
    return QuizStatistics(quiz, figures, median_of_tests(first), ordered)


def _line(
    version: ItemVersion,
    valid: ItemVersion,
    figures: ItemFigures,
    number: int,
    seconds: Mapping[UUID, float],
) -> ItemLine:
    chance = guess(valid.wording)
    by_chance = None if chance is None else float(chance)
    return ItemLine(
        version.id,
        version.item_id,
        number,
        version.number,
        version.stem,
        version.language,
        figures,
        by_chance,
        seconds.get(version.id),
        judge(figures, by_chance),
    )


def _numbers(versions: Mapping[UUID, ItemVersion]) -> dict[UUID, int]:
    items = {one.item_id for one in versions.values()}
    rows = db.session.execute(select(Item.id, Item.number).where(Item.id.in_(items)))
    return {row[0]: row[1] for row in rows}


def versions_of(item_id: UUID) -> list[ItemVersion]:
    """All versions of an item, the newest first."""
    query = select(ItemVersion).where(ItemVersion.item_id == item_id)
    return list(db.session.scalars(query.order_by(ItemVersion.number.desc())))
