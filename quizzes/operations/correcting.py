"""Verbs of corrected keys: propose one, turn it down, let it count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.core.progress import Progress
from quizzes import correction_queries as found
from quizzes import queries
from quizzes.models import Item, ItemBank, ItemVersion, QuizItem, QuizVersion
from quizzes.operations import bank, regrading
from quizzes.regrade_models import KeyCorrection, KeyDecision
from quizzes.rules.correcting import CORRECTABLE, leading_to, resolved
from quizzes.rules.drawing import Line
from quizzes.rules.policy import Policy
from quizzes.wording import Wording


def propose(
    wrong: ItemVersion,
    key: Mapping[str, Any],
    *,
    explanation: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> KeyCorrection:
    """Propose the right key of a version: a new version with it, which counts for nobody yet."""
    _check_proposal(wrong, key)
    newest = queries.newest_version(wrong.item_id) or wrong
    right = _write(wrong, replace(wrong.wording, key=dict(key), explanation=tidy(explanation)))
    db.session.flush()
    if newest.id not in {wrong.id, right.id}:  # the bank goes on with what it had
        _write(wrong, newest.wording)
    correction = KeyCorrection(
        wrong_id=wrong.id,
        wrong=wrong,
        right_id=right.id,
        right=right,
        reason=tidy(reason),
        decision=None,
        **entered(by, at),
    )
    db.session.add(correction)
    record("correction.proposed", correction, by=by, at=at, label=wrong.stem, reason=tidy(reason))
    return correction


def _check_proposal(wrong: ItemVersion, key: Mapping[str, Any]) -> None:
    if wrong.kind not in CORRECTABLE:
        raise Refused(_("The key of this kind is its order: please write a new question instead."))
    if key == wrong.key:
        raise Refused(_("This is the key the question has already. Please choose the right one."))
    for one in found.corrections_of([wrong.id]):
        if one.decision is None:
            raise Refused(_("A correction of this question already waits for a decision."))
        if one.decision.approved:
            raise Refused(_("This version was corrected already. Please correct the newer one."))


def _write(wrong: ItemVersion, wording: Wording) -> ItemVersion:
    item = db.session.get_one(Item, wrong.item_id)
    return bank.write_item(db.session.get_one(ItemBank, item.bank_id), item.number, wording)


def check_decision(correction: KeyCorrection, *, by: Actor) -> None:
    """Refuse a second decision, and a decision of whoever proposed it."""
    if correction.decision is not None:
        raise Refused(_("This correction was decided already."))
    if by.id == correction.by_id:
        raise Refused(_("You proposed this correction: somebody else must decide on it."))


def turn_down(correction: KeyCorrection, *, note: str, by: Actor, at: datetime) -> None:
    """Leave the key as it was, and say why; the bank goes back to it."""
    check_decision(correction, by=by)
    newest = queries.newest_version(correction.wrong.item_id)
    if newest is not None and newest.id == correction.right_id:
        _write(correction.wrong, correction.wrong.wording)
    _decide(correction, approved=False, note=note, changed=0, by=by, at=at)
    record("correction.refused", correction, by=by, at=at, label=correction.wrong.stem, note=note)


def approve(correction_id: UUID, *, note: str, by: Actor, at: datetime) -> Iterator[Progress]:
    """Let a corrected key count: from now on, and for whoever met the wrong one.

    Comes in parts, each to be committed, so that others write in between: first counting, then
    the decision and the quizzes, then attempts by the hundred. Again goes on where it stopped.
    """
    correction, changed = found.get_correction(correction_id), 0
    if correction.decision is None:
        check_decision(correction, by=by)
        for some in regrading.compare(correction):
            changed += len(some)
            yield Progress(0, changed)
        _approve(correction_id, changed, note=note, by=by, at=at)
        yield Progress(0, changed)
    yield from regrading.regrade(correction_id)


def _approve(correction_id: UUID, changed: int, *, note: str, by: Actor, at: datetime) -> None:
    correction = db.session.get_one(
        KeyCorrection, correction_id, with_for_update={"of": KeyCorrection}, populate_existing=True
    )
    if correction.decision is not None:  # two presses: the second goes on with the first one's
        return
    _decide(correction, approved=True, note=note, changed=changed, by=by, at=at)
    db.session.flush()
    _renew_quizzes(correction, by=by, at=at)
    label = correction.wrong.stem
    record("correction.approved", correction, by=by, at=at, label=label, changed=changed)


def _decide(
    correction: KeyCorrection, *, approved: bool, note: str, changed: int, by: Actor, at: datetime
) -> None:
    correction.decision = KeyDecision(
        approved=approved, note=tidy(note), changed=changed, **entered(by, at)
    )


def _renew_quizzes(correction: KeyCorrection, *, by: Actor, at: datetime) -> None:
    """Release a new version of every quiz that draws the wrong version, with the right one."""
    pairs = found.approved_pairs()
    wrong = leading_to(pairs, correction.wrong_id)
    for quiz_id in found.quizzes_with(wrong):
        version = queries.released_version(quiz_id)
        if version is not None and _draws(version, wrong):
            note = _("Corrected key: %(reason)s", reason=correction.reason)
            bank.release(_renewed(version, resolved(pairs)), by=by, at=at, note=note)


def _draws(version: QuizVersion, wrong: set[UUID]) -> bool:
    return any(item.id in wrong for item in queries.items_of_quiz(version.id))


def _renewed(version: QuizVersion, keys: Mapping[UUID, UUID]) -> QuizVersion:
    """The same quiz with the versions that count; everything else as it was."""
    items: dict[UUID, ItemVersion] = {}
    fixed = set()
    for item in queries.items_of_quiz(version.id):
        right = db.session.get_one(ItemVersion, keys.get(item.id, item.id))
        items[right.id] = right
        if db.session.get_one(QuizItem, (version.id, item.id)).is_fixed:
            fixed.add(right.id)
    return bank.compose_quiz(
        version.quiz.code,
        version.quiz.title,
        list(items.values()),
        draw=version.draw,
        pass_mark=version.pass_mark,
        policy=Policy(**{one.name: getattr(version, one.name) for one in fields(Policy)}),
        blueprint=[Line(**line) for line in version.blueprint],
        fixed=[items[one] for one in fixed],
    )
