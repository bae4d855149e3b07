"""What two people read off a paper, side by side, and what came of it: words for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.i18n import day
from quizzes import examinee_queries as examinees
from quizzes.examinee_queries import Found
from quizzes.models import Attempt
from quizzes.paper_queries import PaperState, reading_of
from quizzes.permissions import QuizPermission
from quizzes.rules.papers import DAY, PERSON


@dataclass(frozen=True)
class Difference:
    """One thing two people read differently: its name in forms, its title, what each read."""

    name: str
    title: str
    first: str
    second: str


@dataclass(frozen=True)
class Outcome:
    """What a confirmed paper counts for; `whose` is empty when they are not within reach."""

    attempt: Attempt
    sat_on: date
    whose: Found | None
    settled: list[str]


def compared(state: PaperState) -> list[Difference]:
    """Everything on which two people do not agree, in words."""
    if state.first is None or state.second is None:
        return []
    one, other = reading_of(state.first).told(), reading_of(state.second).told()
    return [
        Difference(
            name, _title(name), _shown(name, one.get(name, "")), _shown(name, other.get(name, ""))
        )
        for name in state.differences
    ]


def outcome_of(actor: Actor, state: PaperState) -> Outcome | None:
    """What came of a confirmed paper."""
    if state.confirmation is None:
        return None
    attempt = db.session.get_one(Attempt, state.confirmation.attempt_id)
    sat_on = local_day(attempt.started_at)
    whose = examinees.found_person(actor, QuizPermission.KEY_PAPER, attempt.person_id, sat_on)
    return Outcome(
        attempt, sat_on, whose, [_title(name) for name in state.confirmation.differences]
    )


def _title(name: str) -> str:
    fixed = {PERSON: _("Whose paper it is"), DAY: _("Day on the paper")}
    return str(fixed.get(name) or _("Question %(n)s", n=name))


def _shown(name: str, text: str) -> str:
    if name == PERSON:
        return examinees.name_of(UUID(text))
    if name == DAY:
        return str(day(date.fromisoformat(text)))
    return text or _("(empty)")
