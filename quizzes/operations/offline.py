"""Verbs of quizzes without network: give a phone its questions, take what it brings back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Refused
from quizzes import offline_queries, queries
from quizzes.items import KINDS
from quizzes.models import Attempt, ItemVersion, QuizVersion, Way
from quizzes.offline_models import OfflineKit, OfflineKitItem, OfflineKitUse
from quizzes.operations import sitting
from quizzes.rules import policy
from quizzes.rules.drawing import Drawn
from quizzes.standing_queries import extra_of


@dataclass(frozen=True)
class Given:
    """An answer as the phone kept it: the fields of its form, and when it was given."""

    fields: str
    at: datetime


@dataclass(frozen=True)
class Sat:
    """A test as it was sat on the phone: begun, ended, and the answer at each place."""

    began_at: datetime
    ended_at: datetime
    answers: Mapping[int, Given]


@dataclass(frozen=True)
class Taken:
    """The attempt that was made of it, and how many answers came after a hard limit."""

    attempt: Attempt
    left_out: int


def issue(version: QuizVersion, *, origin: str, by: Actor, at: datetime) -> OfflineKit:
    """The questions a person takes along; asked again before they are used, they are the same."""
    queries.lock_learner(by.person_id)
    known = offline_queries.unused_kit(version.id, by.person_id)
    if known is not None:
        return known
    kit = OfflineKit(
        quiz_version_id=version.id,
        quiz_version=version,
        person_id=by.person_id,
        origin=origin,
        seed=randbelow(sitting.SEEDS),
        issued_at=at,
    )
    db.session.add(kit)
    db.session.flush()
    drawn = sitting.draw_for(version, by.person_id, kit.seed)
    db.session.add_all(
        OfflineKitItem(
            kit_id=kit.id,
            position=position,
            item_version_id=one.item_version_id,
            option_order=list(one.order),
        )
        for position, one in enumerate(drawn, 1)
    )
    return kit


def begin(kit: OfflineKit, began_at: datetime, *, by: Actor) -> Attempt:
    """The attempt a kit becomes. The limits at the moment it was begun must have been looked at."""
    attempt = sitting.start(
        kit.quiz_version,
        by=by,
        at=began_at,
        origin=kit.origin,
        seed=kit.seed,
        way=Way.OFFLINE,
        drawn=[
            Drawn(one.item_version_id, tuple(one.option_order))
            for one in offline_queries.items_of_kit(kit.id)
        ],
    )
    extra = extra_of(kit.quiz_version.quiz_id, by.person_id)
    attempt.deadline = policy.deadline(kit.quiz_version.policy, extra, began_at)
    db.session.flush()
    db.session.add(OfflineKitUse(kit_id=kit.id, attempt_id=attempt.id))
    return attempt


def hand_in(
    attempt: Attempt, sat: Sat, *, by: Actor, received_at: datetime, device_key: str | None
) -> Taken:
    """Keep the answers of the phone in the order they were given, and have the attempt marked."""
    left_out, asked = 0, {one.position: one.item_version for one in queries.items_of(attempt.id)}
    for position, given in sorted(sat.answers.items(), key=lambda one: one[1].at):
        answer = _read(asked[position], given.fields) if position in asked else None
        if answer is None:
            continue
        try:
            request_id = f"phone-{position}"
            sitting.answer(attempt, position, answer, request_id=request_id, at=given.at)
        except Refused:  # after a hard limit and its grace
            left_out += 1
    sitting.submit(
        attempt,
        by=by,
        at=sat.ended_at,
        device_key=device_key,
        unanswered=True,
        noted_at=received_at,
    )
    return Taken(attempt, left_out)


def _read(item: ItemVersion, fields: str) -> dict[str, Any] | None:
    """An answer from the fields of its form; None when it says nothing the question asks."""
    form = MultiDict(parse_qsl(fields, keep_blank_values=True))
    return KINDS[item.kind].read(form, item.wording)
