"""The answers of team-mates beside each other: only of those who share wrong ones at all."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.clock import local_day
from lms.core.db import chunks, db
from lms.people.models import Membership
from lms.requirements.evidence import PERSON
from lms.requirements.signs.evidence.attempts import HELPED, attempts
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.rules.answers import Sheet
from lms.requirements.signs.rules.sign import LIMITS
from quizzes.items import KINDS
from quizzes.models import (
    Attempt,
    AttemptItem,
    ItemVersion,
    Mark,
    QuizVersion,
    Response,
    Submission,
)
from quizzes.wording import Wording


def sheets(field: Field) -> list[Sheet]:
    """Attempts with enough wrong answers, where a team-mate has such a one of the same quiz."""
    rows = db.session.execute(
        attempts(
            field,
            Attempt.id,
            Attempt.person_id,
            PERSON,
            QuizVersion.quiz_id,
            Submission.submitted_at,
            HELPED,
        )
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(Mark.out_of - Mark.score >= LIMITS.wrong)
    ).all()
    seats = _seats({row[1] for row in rows})
    groups: dict[tuple[UUID, UUID], list[Any]] = {}
    for row in rows:
        team_id = _team_on(seats.get(row[1], ()), local_day(row[4]))
        if team_id is not None:
            groups.setdefault((team_id, row[3]), []).append(row)
    alike = {
        row[0]: (team_id, row)
        for (team_id, _quiz), found in groups.items()
        for row in _near_another(found)
    }
    answers, wrong = _answers(list(alike))
    return [
        Sheet(
            attempt_id, row[2], team_id, row[3], row[4],
            answers[attempt_id], frozenset(wrong[attempt_id]), row[5],
        )
        for attempt_id, (team_id, row) in alike.items()
    ]  # fmt: skip


def _near_another(rows: Sequence[Any]) -> list[Any]:
    """Those near in time to one of somebody else; the rest can be like nobody's."""
    found = {}
    for one, other in combinations(rows, 2):
        if one[2] != other[2] and abs(one[4] - other[4]) <= LIMITS.near:
            found.update({one[0]: one, other[0]: other})
    return list(found.values())


Seat = tuple[UUID, date, date | None]


def _seats(person_ids: Collection[UUID]) -> dict[UUID, list[Seat]]:
    """Person → the teams they were in, and when."""
    found: dict[UUID, list[Seat]] = {}
    for some in chunks(list(person_ids)):
        rows = db.session.execute(
            select(
                Membership.person_id, Membership.team_id, Membership.since, Membership.until
            ).where(Membership.person_id.in_(some))
        )
        for row in rows:
            found.setdefault(row[0], []).append((row[1], row[2], row[3]))
    return found


def _team_on(seats: Iterable[Seat], day: date) -> UUID | None:
    return next(
        (team for team, since, until in seats if since <= day and (until is None or until > day)),
        None,
    )


def _answers(
    attempt_ids: list[UUID],
) -> tuple[dict[UUID, dict[UUID, str]], dict[UUID, set[UUID]]]:
    """Attempt → item version → the last answer; attempt → the item versions answered wrongly."""
    last: dict[UUID, dict[UUID, Any]] = {attempt_id: {} for attempt_id in attempt_ids}
    for some in chunks(attempt_ids):
        rows = db.session.execute(
            select(Response.attempt_id, AttemptItem.item_version_id, Response.answer)
            .join(
                AttemptItem,
                (AttemptItem.attempt_id == Response.attempt_id)
                & (AttemptItem.position == Response.position),
            )
            .where(Response.attempt_id.in_(some))
            .order_by(Response.given_at, Response.id)
        )
        for attempt_id, item_id, answer in rows:
            last[attempt_id][item_id] = answer
    keys = _keys({item_id for given in last.values() for item_id in given})
    wrong = {
        attempt_id: {
            item_id
            for item_id, answer in given.items()
            if KINDS[keys[item_id].kind].credit(keys[item_id], answer) < 1
        }
        for attempt_id, given in last.items()
    }
    texts = {
        attempt_id: {i: json.dumps(answer, sort_keys=True) for i, answer in given.items()}
        for attempt_id, given in last.items()
    }
    return texts, wrong


def same_mistakes(attempt_ids: Collection[UUID]) -> Sequence[str]:
    """The questions that all of these attempts answered wrongly."""
    _texts, wrong = _answers(list(attempt_ids))
    common = set.intersection(*wrong.values()) if wrong else set()
    query = select(ItemVersion.stem).where(ItemVersion.id.in_(common)).order_by(ItemVersion.id)
    return db.session.scalars(query).all()


def _keys(item_ids: Collection[UUID]) -> dict[UUID, Wording]:
    """Item version → its wording with what is right."""
    found: dict[UUID, Wording] = {}
    for some in chunks(list(item_ids)):
        rows = db.session.scalars(select(ItemVersion).where(ItemVersion.id.in_(some)))
        found.update((row.id, row.wording) for row in rows)
    return found
