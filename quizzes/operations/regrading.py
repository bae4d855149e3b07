"""Marking again by corrected keys: first to look, then for good; in parts, and never twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.db import chunks, db
from lms.core.facts import announce
from lms.core.progress import Progress
from quizzes import correction_queries as found
from quizzes import queries
from quizzes.facts import AttemptMarked
from quizzes.items import KINDS
from quizzes.models import Attempt, AttemptItem, Mark, QuizVersion, Response
from quizzes.regrade_models import KeyCorrection, RegradedMark
from quizzes.rules.correcting import Change, Result, corrected, differs, resolved, written
from quizzes.rules.marking import Earned, mark
from quizzes.wording import Wording

Wordings = Mapping[UUID, Wording]


def compare(correction: KeyCorrection) -> Iterator[list[Change]]:
    """What marking by the corrected keys changes against what counts now, some attempts at a time.

    All approved corrections are looked at together with this one, so that several of one item, or
    of several items of an attempt, compose.
    """
    keys = resolved(found.pairs_with(correction))
    wordings = {wrong: right.wording for wrong, right in found.versions_by(keys).items()}
    for some in chunks(found.touched(correction)):
        yield _changes(some, wordings)


def regrade(correction_id: UUID) -> Iterator[Progress]:
    """Write what an approved correction changes, a part at a time; done attempts are left out."""
    correction = found.get_correction(correction_id)
    if correction.decision is None or not correction.decision.approved:
        return
    of, at, done = correction.decision.changed, correction.decision.at, 0
    for changes in compare(correction):
        already = _already(correction_id, [change.attempt_id for change in changes])
        for change in changes:
            if change.attempt_id not in already:
                _write(change, correction_id, at)
        done += len(changes)
        yield Progress(done, of)


def left(correction: KeyCorrection) -> bool:
    """Whether an approved correction has attempts that are not marked again yet."""
    if correction.decision is None or not correction.decision.approved:
        return False
    return any(
        {change.attempt_id for change in changes}
        - _already(correction.id, [change.attempt_id for change in changes])
        for changes in compare(correction)
    )


def _already(correction_id: UUID, attempt_ids: Sequence[UUID]) -> set[UUID]:
    query = select(RegradedMark.attempt_id).where(
        RegradedMark.correction_id == correction_id, RegradedMark.attempt_id.in_(attempt_ids)
    )
    return set(db.session.scalars(query))


def _write(change: Change, correction_id: UUID, at: datetime) -> None:
    """Keep the new mark; whoever passes by it now has passed from the approval on."""
    db.session.add(
        RegradedMark(
            attempt_id=change.attempt_id,
            correction_id=correction_id,
            score=change.score,
            out_of=len(change.credits),
            passed=change.passed,
            would_pass=change.would_pass,
            credits=list(change.credits),
        )
    )
    if change.passed and not change.before.passed:
        db.session.flush()
        whose = (change.attempt_id, change.person_id, change.quiz_version_id)
        announce(AttemptMarked(*whose, passed=True, marked_at=at))


def _changes(attempt_ids: Sequence[UUID], wordings: Wordings) -> list[Change]:
    marked_anew, history = _marked_anew(attempt_ids, wordings), found.regraded(attempt_ids)
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.quiz_version_id,
            QuizVersion.pass_mark,
            Mark.score,
            Mark.out_of,
            Mark.passed,
            Mark.credits,
        )
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .where(Attempt.id.in_(attempt_ids))
        .order_by(Attempt.id)
    )
    changes = []
    for row in rows:
        earned = (
            corrected(row.credits, marked_anew.get(row.id, {}), row.pass_mark)
            if row.credits
            else _marked_whole(row.id, row.pass_mark, wordings)
        )
        before = Result(row.score, row.out_of, row.passed, row.credits)
        if row.id in history:
            before = found.as_result(history[row.id][-1])
        if differs(before, earned):
            whose, exact = (row.id, row.person_id, row.quiz_version_id), written(earned)
            changes.append(Change(*whose, before, earned.score, earned.passed, exact))
    return changes


def _marked_anew(
    attempt_ids: Sequence[UUID], wordings: Wordings
) -> dict[UUID, dict[int, Fraction]]:
    """Attempt → place → credit by the corrected key, at the places whose key was corrected."""
    rows = db.session.execute(
        select(
            AttemptItem.attempt_id,
            AttemptItem.position,
            AttemptItem.item_version_id,
            Response.answer,
        )
        .outerjoin(
            Response,
            (Response.attempt_id == AttemptItem.attempt_id)
            & (Response.position == AttemptItem.position)
            & Response.attempt_id.in_(attempt_ids),  # said twice: PostgreSQL else reads all
        )
        .where(
            AttemptItem.attempt_id.in_(attempt_ids),
            AttemptItem.item_version_id.in_(wordings.keys()),
        )
        .order_by(Response.given_at, Response.id)
    )
    anew: dict[UUID, dict[int, Fraction]] = {}
    for attempt_id, position, version_id, answer in rows:  # the last answer comes last
        anew.setdefault(attempt_id, {})[position] = _credit(wordings[version_id], answer)
    return anew


def _credit(wording: Wording, answer: Mapping[str, Any] | None) -> Fraction:
    return KINDS[wording.kind].credit(wording, answer)


def _marked_whole(attempt_id: UUID, pass_mark: int, wordings: Wordings) -> Earned:
    """For marks from before credits were kept: every place marked anew."""
    drawn = [item.item_version for item in queries.items_of(attempt_id)]
    items = [wordings.get(version.id) or version.wording for version in drawn]
    return mark(items, queries.answers_of(attempt_id), pass_mark)
