"""Quizzes as people sit them: drawn, answered and marked beforehand, used many times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from courses.models import Module, ModuleVersion, Publication
from courses.queries import lessons_of
from lms.core.db import db
from lms.demo.history import RIGHT
from lms.demo.nation.rows import Ready, ready
from quizzes.models import ItemVersion
from quizzes.operations.sitting import SEEDS
from quizzes.queries import drawable, get_quiz_version
from quizzes.rules import drawing, marking
from quizzes.wording import Wording

PAPERS = 150  # of each outcome and quiz
FAILS_AT = 0.4  # how often somebody answers right who does not pass


@dataclass(frozen=True)
class Paper:
    """One drawn quiz with its answers and what they earn."""

    seed: int
    items: tuple[tuple[UUID, Ready, Ready], ...]
    score: int
    out_of: int
    credits: Ready


@dataclass(frozen=True)
class Course:
    """A version of a module as people learn it."""

    module_id: UUID
    version_id: UUID
    quiz_version_id: UUID
    code: str
    title: str
    lessons: tuple[UUID, ...]
    published_at: datetime
    passed: tuple[Paper, ...]
    failed: tuple[Paper, ...]


def courses(chance: Random) -> dict[str, list[Course]]:
    """Code of a module → its published versions, the oldest first."""
    found: dict[str, list[Course]] = {}
    rows = db.session.execute(
        select(ModuleVersion, Publication.published_at)
        .join(Publication, Publication.version_id == ModuleVersion.id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .order_by(Module.code, ModuleVersion.number)
    )
    for version, published_at in rows.all():
        code = version.module.code
        passed, failed = _papers(version.quiz_version_id, chance)
        found.setdefault(code, []).append(
            Course(
                version.module_id, version.id, version.quiz_version_id, code, version.title,
                tuple(lesson.id for lesson in lessons_of(version.id)), published_at,
                passed, failed,
            )
        )  # fmt: skip
    return found


def _papers(quiz_id: UUID, chance: Random) -> tuple[tuple[Paper, ...], tuple[Paper, ...]]:
    quiz, cards = get_quiz_version(quiz_id), drawable(quiz_id)
    ids = [card.item_version_id for card in cards]
    rows = db.session.scalars(select(ItemVersion).where(ItemVersion.id.in_(ids)))
    wordings = {row.id: row.wording for row in rows}
    lines = [drawing.Line(**line) for line in quiz.blueprint]
    passed: list[Paper] = []
    failed: list[Paper] = []
    while len(passed) < PAPERS or len(failed) < PAPERS:
        seed, right = chance.randrange(SEEDS), FAILS_AT if len(passed) >= PAPERS else RIGHT
        drawn = drawing.draw(cards, quiz.draw, seed, lines)
        answers = {n: _answer(wordings[one.item_version_id], right, chance)
                   for n, one in enumerate(drawn, 1)}  # fmt: skip
        paper, has_passed = _marked(seed, drawn, answers, wordings, quiz.pass_mark)
        (passed if has_passed else failed).append(paper)
    return tuple(passed), tuple(failed)


def _answer(wording: Wording, right: float, chance: Random) -> dict[str, Any]:
    """The catalogue asks for one option of several."""
    if chance.random() < right:
        return {"option": wording.key["option"]}
    return {"option": chance.randrange(len(wording.options))}


def _marked(
    seed: int, drawn: Sequence[drawing.Drawn], answers: Mapping[int, dict[str, Any]],
    wordings: Mapping[UUID, Wording], pass_mark: int,
) -> tuple[Paper, bool]:  # fmt: skip
    asked = [wordings[one.item_version_id] for one in drawn]
    earned = marking.mark(asked, answers, pass_mark)
    items = tuple(
        (one.item_version_id, ready(list(one.order)), ready(answers[n]))
        for n, one in enumerate(drawn, 1)
    )
    credited = ready([str(one) for one in earned.credits])
    paper = Paper(seed, items, earned.score, len(items), credited)
    return paper, earned.passed
