"""Who asks to be called about a quiz, and what was given to people, within reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import aliased

from lms.core.access import Actor
from lms.core.db import Instant, db
from lms.core.errors import Missing
from lms.core.keyset import FIRST, Page, Turn, page_of
from lms.core.names import fold
from lms.core.pages import PAGE_SIZE
from lms.people.models import Membership, Person, Team, TeamPlacement
from lms.people.queries import phones_of, roster, same_people, within_reach
from quizzes.models import Attempt, Mark, Mode, Quiz, QuizRelease, QuizVersion
from quizzes.permissions import QuizPermission
from quizzes.policy_models import Accommodation, CallBack, CallRequest

STILL_OPEN = datetime(9999, 1, 1, tzinfo=UTC)  # later than any answer


@dataclass(frozen=True)
class Asked:
    """One request for a call: who asks, in which team, about which quiz."""

    request: CallRequest
    person: Person
    team: Team
    quiz: Quiz


def requests(actor: Actor, day: date, turn: Turn = FIRST) -> Page[Asked]:
    """Requests the actor may answer, open ones first, who waits longest on top."""
    called = func.coalesce(CallBack.at, literal(STILL_OPEN, Instant()))
    keys = [called, CallRequest.asked_at, CallRequest.id]
    places = select(CallRequest).outerjoin(CallBack, CallBack.request_id == CallRequest.id)
    page = page_of(_within(actor, day), keys, turn, descending=[True, False, False], places=places)
    return page.of([Asked(*row[:-1]) for row in page.rows])


def number_open(actor: Actor, day: date) -> int:
    """How many requests the actor may answer are still open."""
    open_ones = _within(actor, day).where(CallBack.request_id.is_(None))
    return db.session.scalar(select(func.count()).select_from(open_ones.subquery())) or 0


def get_request(actor: Actor, request_id: UUID, day: date) -> Asked:
    """A request the actor may answer. Raises Missing."""
    row = db.session.execute(_within(actor, day).where(CallRequest.id == request_id)).first()
    if row is None:
        raise Missing
    return Asked(*row)


def _within(actor: Actor, day: date) -> Select[CallRequest, Person, Team, Quiz]:
    """Requests of people on rosters the actor reaches; one's own is for others to answer."""
    asker = aliased(Person)
    return (
        select(CallRequest, Person, Team, Quiz)
        .join(asker, asker.id == CallRequest.person_id)
        .join(Person, Person.id == func.coalesce(asker.same_as_id, asker.id))
        .join(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .join(Team, Team.id == Membership.team_id)
        .join(TeamPlacement, (TeamPlacement.team_id == Team.id) & TeamPlacement.on(day))
        .join(Quiz, Quiz.id == CallRequest.quiz_id)
        .outerjoin(CallBack, CallBack.request_id == CallRequest.id)
        .where(within_reach(actor, QuizPermission.CALL_BACK, day), Person.id != actor.id)
    )


def phone_of(person_id: UUID, day: date) -> str:
    """The phone of a person, or nothing."""
    return phones_of([person_id], day).get(person_id, "")


def failed_marks(quiz_id: UUID, person_id: UUID) -> Sequence[Mark]:
    """What a person reached in the tests of a quiz they did not pass, the newest first."""
    return db.session.scalars(
        select(Mark)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(
            QuizVersion.quiz_id == quiz_id,
            Attempt.person_id.in_(same_people(person_id)),
            Attempt.mode == Mode.TEST,
            ~Mark.passed,
        )
        .order_by(Mark.marked_at.desc())
        .limit(5)
    ).all()


def given_to(person_id: UUID) -> Sequence[tuple[Accommodation, Quiz]]:
    """Everything given to a person, the newest first."""
    rows = db.session.execute(
        select(Accommodation, Quiz)
        .join(Quiz, Quiz.id == Accommodation.quiz_id)
        .where(Accommodation.person_id.in_(same_people(person_id)))
        .order_by(Accommodation.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def quizzes_released() -> Sequence[Quiz]:
    """Every quiz learners can meet, by title."""
    released = (
        select(QuizVersion.quiz_id)
        .join(QuizRelease, QuizRelease.quiz_version_id == QuizVersion.id)
        .where(QuizVersion.quiz_id == Quiz.id)
    )
    return db.session.scalars(select(Quiz).where(released.exists()).order_by(Quiz.title)).all()


def people_found(actor: Actor, day: date, wanted: str) -> Sequence[tuple[Person, Team]]:
    """People on rosters to whom the actor may give something, found without marks."""
    words = fold(wanted).split()
    if not words:
        return []
    rows = db.session.execute(
        roster(day)
        .where(
            within_reach(actor, QuizPermission.ACCOMMODATE, day),
            *(Person.folded.contains(word, autoescape=True) for word in words),
        )
        .order_by(Person.sort_key)
        .limit(PAGE_SIZE)
    )
    return [(row[0], row[2]) for row in rows]


def lately_given(actor: Actor, day: date) -> Sequence[tuple[Accommodation, Person, Quiz]]:
    """What was given lately to people the actor reaches."""
    rows = db.session.execute(
        select(Accommodation, Person, Quiz)
        .join(Person, Person.id == Accommodation.person_id)
        .join(Membership, (Membership.person_id == Person.id) & Membership.on(day))
        .join(TeamPlacement, (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(day))
        .join(Quiz, Quiz.id == Accommodation.quiz_id)
        .where(within_reach(actor, QuizPermission.ACCOMMODATE, day))
        .order_by(Accommodation.at.desc(), Accommodation.id.desc())
        .limit(PAGE_SIZE)
    )
    return [(row[0], row[1], row[2]) for row in rows]
