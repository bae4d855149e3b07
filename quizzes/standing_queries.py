"""Where somebody stands with a quiz this year: tries, limits, the best result, calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.core.clock import ZONE, local_day
from lms.core.db import db
from lms.people.queries import same_people
from quizzes import queries
from quizzes.models import Attempt, Mark, Mode, QuizVersion, Response, Submission, Way
from quizzes.policy_models import Accommodation, CallRequest
from quizzes.regrade_models import RegradedMark
from quizzes.rules import policy as rules
from quizzes.rules.policy import Bar, Chance, Extra, Policy, Timing, Try


@dataclass(frozen=True)
class Best:
    """The highest result of the year: it is the one that counts."""

    score: int
    out_of: int
    passed: bool


@dataclass(frozen=True)
class QuizStanding:
    """A quiz as one learner meets it now.

    `failed_id` is the latest test when it was not passed, `places` the lesson lines behind what
    was wrong in it, once somebody is stuck; `call` the newest time they asked to be called;
    `is_over` that the time of the attempt under way has run out.
    """

    version: QuizVersion
    extra: Extra
    chance: Chance
    fails: int
    is_stuck: bool
    best: Best | None
    under_way: Attempt | None
    is_over: bool
    failed_id: UUID | None
    places: Sequence[str]
    call: CallRequest | None

    @property
    def policy(self) -> Policy:
        """The limits new attempts meet."""
        return self.version.policy

    @property
    def is_blocked(self) -> bool:
        """Whether there is neither an attempt to go on with nor one to start."""
        return self.under_way is None and not self.chance.may_start

    @property
    def may_ask_for_call(self) -> bool:
        """Whether the latest failed test has not brought a request for a call yet."""
        return self.is_stuck and (self.call is None or self.call.attempt_id != self.failed_id)

    @property
    def needs_extra(self) -> bool:
        """Whether only more tries help."""
        return self.chance.bar is Bar.USED_UP


def standing(version: QuizVersion, person_id: UUID, at: datetime) -> QuizStanding:
    """Where a person stands with the quiz of a version at a moment, by the limits of it."""
    attempts = tests_of(version.quiz_id, person_id, at)
    results = _results(attempts)
    tries = [
        Try(one.submission.submitted_at, results[one.id].passed)
        for one in attempts
        if one.submission is not None and one.id in results
    ]
    extra = extra_of(version.quiz_id, person_id)
    found = rules.chance(version.policy, tries, extra, at)
    under_way = queries.attempt_under_way(version.quiz_id, person_id)
    marked = [one.id for one in attempts if one.id in results]
    failed_id = marked[-1] if tries and not tries[-1].passed else None
    is_stuck = rules.is_stuck(tries, found)
    return QuizStanding(
        version=version,
        extra=extra,
        chance=found,
        fails=rules.fails_in_a_row(tries),
        is_stuck=is_stuck,
        best=_best(results),
        under_way=under_way,
        is_over=under_way is not None and is_over(under_way, at),
        failed_id=failed_id,
        places=weak_references(failed_id) if failed_id and is_stuck else (),
        call=newest_call(version.quiz_id, person_id),
    )


def best_test(quiz_id: UUID, person_id: UUID, at: datetime) -> Best | None:
    """The best test of a person at a quiz in the year of `at`, by the keys that count now."""
    return _best(_results(tests_of(quiz_id, person_id, at)))


def _best(results: Mapping[UUID, Best]) -> Best | None:
    return max(results.values(), key=lambda one: (one.passed, one.score), default=None)


def tests_of(quiz_id: UUID, person_id: UUID, at: datetime) -> Sequence[Attempt]:
    """The tests a person handed in this year, in that order: each year is learnt afresh."""
    return db.session.scalars(
        select(Attempt)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .where(
            QuizVersion.quiz_id == quiz_id,
            Attempt.person_id.in_(same_people(person_id)),
            Attempt.mode == Mode.TEST,
            Attempt.started_at >= year_began(at),
        )
        .order_by(Submission.submitted_at, Attempt.id)
    ).all()


def year_began(at: datetime) -> datetime:
    """The first moment of the year an instant falls into, in Việt Nam."""
    return datetime(local_day(at).year, 1, 1, tzinfo=ZONE)


def _results(attempts: Sequence[Attempt]) -> dict[UUID, Best]:
    """What each attempt counts for: its mark, or the newest one by a corrected key."""
    rows: list[Mark | RegradedMark] = [one.mark for one in attempts if one.mark is not None]
    ids = [one.id for one in attempts]
    regraded = select(RegradedMark).where(RegradedMark.attempt_id.in_(ids))
    if ids:
        rows.extend(db.session.scalars(regraded.order_by(RegradedMark.id)))
    return {row.attempt_id: Best(row.score, row.out_of, row.passed) for row in rows}


def extra_of(quiz_id: UUID, person_id: UUID) -> Extra:
    """Everything given to a person at a quiz, added up."""
    minutes, tries, tries_at = db.session.execute(
        select(
            func.sum(Accommodation.extra_minutes),
            func.sum(Accommodation.extra_tries),
            func.max(Accommodation.at).filter(Accommodation.extra_tries > 0),
        ).where(
            Accommodation.quiz_id == quiz_id, Accommodation.person_id.in_(same_people(person_id))
        )
    ).one()
    return Extra(minutes or 0, tries or 0, tries_at)


def newest_call(quiz_id: UUID, person_id: UUID) -> CallRequest | None:
    """The latest time a person asked to be called about a quiz."""
    return db.session.scalar(
        select(CallRequest)
        .where(CallRequest.quiz_id == quiz_id, CallRequest.person_id.in_(same_people(person_id)))
        .order_by(CallRequest.asked_at.desc(), CallRequest.id.desc())
        .limit(1)
    )


def timing(attempt: Attempt, at: datetime) -> Timing:
    """How a moment lies to the deadline of an attempt."""
    hard = attempt.quiz_version.hard_limit
    return rules.timing(attempt.deadline, hard_limit=hard, at=at)


def is_over(attempt: Attempt, at: datetime) -> bool:
    """Whether nothing more is taken for an attempt that was not handed in."""
    return attempt.submission is None and timing(attempt, at) is Timing.NOT_TAKEN


def was_closed(attempt: Attempt) -> bool:
    """Whether the clock handed an attempt in, not the learner."""
    handed_in = attempt.submission
    return handed_in is not None and handed_in.submitted_at == attempt.deadline


def late_positions(attempt: Attempt) -> list[int]:
    """The places whose answer that counts came after the deadline."""
    if attempt.deadline is None:
        return []
    rows = db.session.execute(
        select(Response.position, Response.given_at)
        .where(Response.attempt_id == attempt.id)
        .order_by(Response.given_at, Response.id)
    )
    last = {row.position: row.given_at for row in rows}
    return sorted(place for place, given_at in last.items() if given_at > attempt.deadline)


def weak_references(attempt_id: UUID) -> list[str]:
    """The lesson lines behind the items an attempt did not earn in full, each once, in order."""
    mark = queries.get_mark(attempt_id)
    found = [
        item.item_version.reference
        for item, credit in zip(queries.items_of(attempt_id), mark.credits, strict=False)
        if credit != "1" and item.item_version.reference
    ]
    return list(dict.fromkeys(found))


def over_ids(at: datetime) -> Sequence[UUID]:
    """The attempts online whose time is over and that nobody handed in, oldest first."""
    ended = select(Attempt).join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
    rows = db.session.scalars(
        ended.where(
            ~Attempt.submission.has(),
            Attempt.way == Way.ONLINE,
            Attempt.deadline < at,
            QuizVersion.hard_limit,
        ).order_by(Attempt.deadline)
    )
    return [one.id for one in rows if is_over(one, at)]
