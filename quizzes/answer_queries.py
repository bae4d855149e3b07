"""What people answered to an item: the table of its options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.db import db
from quizzes.correction_queries import valid_versions
from quizzes.first_test_queries import STREAMED, first_ids, first_tests, raw
from quizzes.models import AttemptItem, ItemVersion, Response
from quizzes.rules.answers import Label, every_label, labels
from quizzes.rules.correcting import exact
from quizzes.rules.distractors import Chosen, distractors
from quizzes.rules.verdicts import draws_the_best
from quizzes.wording import Wording

MOST = 12  # answers shown of kinds whose answers are put together or typed


@dataclass(frozen=True)
class AnswerLine:
    """An answer, who gave it, and whether it misleads those who know most."""

    label: Label
    chosen: Chosen
    misleads: bool


@dataclass(frozen=True)
class Answers:
    """The table of answers to an item, and how many people gave one."""

    people: int
    lines: list[AnswerLine]


def answers_to(quiz_id: UUID, version: ItemVersion) -> Answers:
    """What was answered in first tests; right by the key that counts now."""
    wording = valid_versions([version.id]).get(version.id, version).wording
    totals = {one.id: one.credits for one in first_tests(quiz_id)}
    rows = []
    for attempt_id, (position, answer) in _last_answers(quiz_id, version.id).items():
        if attempt_id in totals:
            marks = [float(exact(credit)) for credit in totals[attempt_id]]
            rest = fsum(marks) - marks[position - 1]
            rows.append((labels(wording, answer), rest))
    return Answers(len(rows), _lines(wording, distractors(rows)))


def _last_answers(quiz_id: UUID, version_id: UUID) -> dict[Any, tuple[int, Mapping[str, Any]]]:
    rows = db.session.execute(
        select(raw(Response.attempt_id), Response.position, Response.answer)
        .join(
            AttemptItem,
            (AttemptItem.attempt_id == Response.attempt_id)
            & (AttemptItem.position == Response.position),
        )
        .where(
            AttemptItem.item_version_id == version_id,
            AttemptItem.attempt_id.in_(first_ids(quiz_id)),
        )
        .order_by(Response.given_at, Response.id),
        execution_options=STREAMED,
    )
    return {attempt_id: (position, answer) for attempt_id, position, answer in rows}


def _lines(wording: Wording, table: list[Chosen]) -> list[AnswerLine]:
    """Every option in the author’s order, chosen or not; other answers the most given first."""
    found = {one.answer: one for one in table}
    every: list[Any] = list(every_label(wording)) or list(found)[:MOST]
    lines = []
    for label in every:
        chosen = found.get(label, Chosen(label, 0, 0.0, 0.0, 0.0))
        misleads = not label.is_right and chosen.people > 0 and draws_the_best(chosen)
        lines.append(AnswerLine(label, chosen, misleads))
    return lines
