"""Questions about corrected keys: which there are, whose key counts, which attempts they touch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from lms.core.db import chunks, db
from lms.core.errors import Missing
from quizzes.models import (
    Attempt,
    AttemptItem,
    ItemVersion,
    Mark,
    Mode,
    QuizItem,
    QuizVersion,
)
from quizzes.regrade_models import KeyCorrection, KeyDecision, RegradedMark
from quizzes.rules.correcting import Change, Result, leading_to, resolved

Pairs = Sequence[tuple[UUID, UUID]]


def get_version(version_id: UUID) -> ItemVersion:
    """One wording of an item. Raises Missing."""
    found = db.session.get(ItemVersion, version_id)
    if found is None:
        raise Missing
    return found


def get_correction(correction_id: UUID) -> KeyCorrection:
    """One correction. Raises Missing."""
    found = db.session.get(KeyCorrection, correction_id)
    if found is None:
        raise Missing
    return found


def corrections() -> Sequence[KeyCorrection]:
    """Every correction: those to decide first, then the newest."""
    found = db.session.scalars(select(KeyCorrection).order_by(KeyCorrection.id.desc())).all()
    return sorted(found, key=lambda one: one.decision is not None)


def corrections_of(version_ids: Collection[UUID]) -> Sequence[KeyCorrection]:
    """The corrections of some versions of items, the newest first."""
    return db.session.scalars(
        select(KeyCorrection)
        .where(KeyCorrection.wrong_id.in_(version_ids))
        .order_by(KeyCorrection.id.desc())
    ).all()


def approved_pairs() -> list[tuple[UUID, UUID]]:
    """(wrong, right) of every approved correction, in the order of the approvals."""
    rows = db.session.execute(
        select(KeyCorrection.wrong_id, KeyCorrection.right_id)
        .join(KeyDecision, KeyDecision.correction_id == KeyCorrection.id)
        .where(KeyDecision.approved)
        .order_by(KeyDecision.at, KeyCorrection.id)
    )
    return [(row[0], row[1]) for row in rows]


def pairs_with(correction: KeyCorrection) -> list[tuple[UUID, UUID]]:
    """The approved corrections, and this one after them if it still waits."""
    pairs, own = approved_pairs(), (correction.wrong_id, correction.right_id)
    return pairs if own in pairs else [*pairs, own]


def valid_versions(version_ids: Collection[UUID]) -> dict[UUID, ItemVersion]:
    """Version → the one whose key counts for it now; only those that were corrected."""
    keys = resolved(approved_pairs())
    return versions_by({wrong: keys[wrong] for wrong in version_ids if wrong in keys})


def versions_by(keys: dict[UUID, UUID]) -> dict[UUID, ItemVersion]:
    """The versions behind the values, loaded at once."""
    query = select(ItemVersion).where(ItemVersion.id.in_(set(keys.values())))
    loaded = {one.id: one for one in db.session.scalars(query)} if keys else {}
    return {wrong: loaded[right] for wrong, right in keys.items()}


def met_attempts(version_ids: Collection[UUID]) -> Sequence[UUID]:
    """The marked tests that met one of these versions, oldest first."""
    of_quizzes = select(QuizItem.quiz_version_id).where(QuizItem.item_version_id.in_(version_ids))
    return db.session.scalars(
        select(Attempt.id)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .where(
            Attempt.quiz_version_id.in_(of_quizzes),
            Attempt.mode == Mode.TEST,
            AttemptItem.item_version_id.in_(version_ids),
        )
        .order_by(Attempt.id)
        .distinct()
    ).all()


def touched(correction: KeyCorrection) -> Sequence[UUID]:
    """The attempts a correction is about."""
    return met_attempts(leading_to(pairs_with(correction), correction.wrong_id))


def quizzes_with(version_ids: Collection[UUID]) -> Sequence[UUID]:
    """The quizzes some version of which may draw one of these item versions."""
    return db.session.scalars(
        select(QuizVersion.quiz_id)
        .join(QuizItem, QuizItem.quiz_version_id == QuizVersion.id)
        .where(QuizItem.item_version_id.in_(version_ids))
        .distinct()
    ).all()


def as_result(mark: Mark | RegradedMark) -> Result:
    """A mark as a plain value."""
    return Result(mark.score, mark.out_of, mark.passed, mark.credits)


def regraded(attempt_ids: Sequence[UUID]) -> dict[UUID, list[RegradedMark]]:
    """Attempt → its regraded marks, the newest last."""
    found: dict[UUID, list[RegradedMark]] = {}
    for some in chunks(attempt_ids):
        query = select(RegradedMark).where(RegradedMark.attempt_id.in_(some))
        for row in db.session.scalars(query.order_by(RegradedMark.id)):
            found.setdefault(row.attempt_id, []).append(row)
    return found


def changes_made(correction: KeyCorrection) -> list[Change]:
    """What an approved correction has changed: each attempt before and after."""
    rows = db.session.execute(
        select(Attempt.id, Attempt.person_id, Attempt.quiz_version_id, Mark)
        .join(RegradedMark, RegradedMark.attempt_id == Attempt.id)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .where(RegradedMark.correction_id == correction.id)
        .order_by(Attempt.id)
    ).all()
    history = regraded([row[0] for row in rows])
    return [
        _change(row.Mark, history[row[0]], correction.id, (row[0], row[1], row[2])) for row in rows
    ]


def _change(
    mark: Mark, history: list[RegradedMark], correction_id: UUID, whose: tuple[UUID, UUID, UUID]
) -> Change:
    place = [one.correction_id for one in history].index(correction_id)
    own, before = history[place], history[place - 1] if place else mark
    return Change(*whose, as_result(before), own.score, own.would_pass, own.credits)
