"""An attempt as its learner looks back at it: what was asked, answered, right, and why."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from quizzes import queries
from quizzes.correction_queries import valid_versions
from quizzes.items import KINDS
from quizzes.models import Attempt, AttemptItem, Earning, ItemVersion, Mode
from quizzes.operations import sitting
from quizzes.rules.feedback import Answer, Feedback, feedback
from quizzes.sitting_queries import corrections_of
from quizzes.standing_queries import best_test

Seen = tuple[AttemptItem, Feedback]


def look_back(attempt: Attempt, result: Earning) -> list[Seen]:
    """Every question of a marked attempt with what may be said of it.

    What is right is told once a test is passed; until then only whether one's own answer is.
    Of a test before the lessons nothing is told earlier either (`may_look_back`).
    """
    items, answers = queries.items_of(attempt.id), queries.answers_of(attempt.id)
    earned = result.exact_credits or sitting.marking_of(attempt, items, answers).credits
    newer, tells_right = corrections_of(attempt.id), _tells_right(attempt, result.passed)
    return [
        (item, feedback(
            item.item_version.wording,
            _newest(item.item_version, newer).wording,
            answers.get(item.position),
            credit,
            tells_right=tells_right,
        ))
        for item, credit in zip(items, earned, strict=True)
    ]  # fmt: skip


def practised(attempt: Attempt, drawn: AttemptItem, answer: Answer | None) -> Feedback | None:
    """What is said at once of an answer in practice; nothing in a test or before the answer."""
    if attempt.mode is not Mode.PRACTICE or answer is None:
        return None
    version = drawn.item_version
    shown, valid = version.wording, valid_versions([version.id]).get(version.id, version).wording
    credit = KINDS[valid.kind].credit(valid, answer)
    return feedback(shown, valid, answer, credit, tells_right=True)


def _tells_right(attempt: Attempt, passed: bool) -> bool:
    return attempt.mode is not Mode.TEST or passed


def may_look_back(attempt: Attempt) -> bool:
    """Whether the questions of a marked attempt may be talked about.

    Those of a test before the lessons come again in the test after them, so first that is passed.
    """
    if attempt.mode is not Mode.BEFORE:
        return True
    quiz_id = attempt.quiz_version.quiz_id
    best = best_test(quiz_id, attempt.person_id, attempt.started_at)
    return best is not None and best.passed


def _newest(version: ItemVersion, newer: Mapping[UUID, ItemVersion]) -> ItemVersion:
    """The version whose key counts: corrected once, or again."""
    while version.id in newer:
        version = newer[version.id]
    return version
