"""How people did what they did, as SQL: online, on paper, in a class, outside, helped; topics."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, union

from courses.models import Module, ModuleCompletion
from lms.core.clock import ZONE
from lms.people.account_models import Assistance
from lms.people.models import Membership, Person
from lms.requirements.evidence import PERSON, class_days, module_moments, recognised
from lms.requirements.models import Claim, TrainingYear
from lms.training.models import ProgrammeItem, TrainingClass
from quizzes.models import ALONE, Attempt


class Mode(StrEnum):
    """How somebody learnt in a year; one person may have learnt in several ways."""

    ONLINE = "online"
    CLASS = "class"
    OUTSIDE = "outside"
    ASSISTED = "assisted"
    PAPER = "paper"
    ONLY_ONLINE = "only_online"
    ONLY_CLASS = "only_class"
    ONLY_OUTSIDE = "only_outside"
    ONLY_PAPER = "only_paper"
    SEVERAL = "several"
    NOTHING = "nothing"


ONLINE, CLASS, OUTSIDE, ASSISTED, PAPER = 1, 2, 4, 8, 16
_WAYS = ONLINE | CLASS | OUTSIDE | PAPER
SUMS = range(2 * PAPER)
# Every sum of ways somebody may have → the modes it belongs to; the last six share nobody.
MODES: Mapping[Mode, frozenset[int]] = {
    Mode.ONLINE: frozenset(n for n in SUMS if n & ONLINE),
    Mode.CLASS: frozenset(n for n in SUMS if n & CLASS),
    Mode.OUTSIDE: frozenset(n for n in SUMS if n & OUTSIDE),
    Mode.ASSISTED: frozenset(n for n in SUMS if n & ASSISTED),
    Mode.PAPER: frozenset(n for n in SUMS if n & PAPER),
    Mode.ONLY_ONLINE: frozenset(n for n in SUMS if n & _WAYS == ONLINE),
    Mode.ONLY_CLASS: frozenset(n for n in SUMS if n & _WAYS == CLASS),
    Mode.ONLY_OUTSIDE: frozenset(n for n in SUMS if n & _WAYS == OUTSIDE),
    Mode.ONLY_PAPER: frozenset(n for n in SUMS if n & _WAYS == PAPER),
    Mode.SEVERAL: frozenset(n for n in SUMS if (n & _WAYS).bit_count() > 1),
    Mode.NOTHING: frozenset(n for n in SUMS if n & _WAYS == 0),
}


def ways(year: TrainingYear, day: date) -> ColumnElement[int]:
    """The sum of the ways in which the person of a Membership had learnt by a day."""
    who = Membership.person_id
    parts = (
        (ONLINE, _sat(year, day).where(Attempt.way.in_(ALONE))),
        (PAPER, _sat(year, day).where(Attempt.way.not_in(ALONE))),
        (CLASS, class_days(year).with_only_columns(PERSON).where(TrainingClass.held_on <= day)),
        (OUTSIDE, recognised(year).with_only_columns(PERSON).where(Claim.done_on <= day)),
        (ASSISTED, helped(year, day).with_only_columns(PERSON)),
    )
    found: Any = 0
    for bit, people in parts:
        found = found + case((who.in_(people), bit), else_=0)
    return found  # type: ignore[no-any-return]


def passed(year: TrainingYear, day: date) -> Select[Any]:
    """Every module passed in a year, until the end of a day."""
    after = datetime.combine(day + timedelta(days=1), time(), ZONE)
    return module_moments(year).where(ModuleCompletion.completed_at < after)


def _sat(year: TrainingYear, day: date) -> Select[Any]:
    """Whoever passed a module by an attempt; on paper means asked aloud as well."""
    return (
        passed(year, day)
        .with_only_columns(PERSON)
        .join(Attempt, Attempt.id == ModuleCompletion.attempt_id)
    )


def helped(year: TrainingYear, day: date) -> Select[Any]:
    """Every module passed while somebody helped; the rows of `passed`, once for each help."""
    return (
        passed(year, day)
        .join(Assistance, Assistance.person_id == Person.id)
        .where(
            Assistance.started_at <= ModuleCompletion.completed_at,
            Assistance.ended_at >= ModuleCompletion.completed_at,
        )
    )


def covered(year: TrainingYear, day: date) -> Subquery:
    """(person_id, topic) of what people had covered by a day, each pair once.

    A topic is covered by its module, by a class with it in the programme, or by a recognised
    outside course that names it.
    """
    person = PERSON.label("person_id")
    online = passed(year, day).with_only_columns(person, Module.code.label("topic"))
    in_class = (
        class_days(year)
        .with_only_columns(person, ProgrammeItem.topic.label("topic"))
        .join(ProgrammeItem, ProgrammeItem.class_id == TrainingClass.id)
        .where(ProgrammeItem.topic != "", TrainingClass.held_on <= day)
    )
    outside = (
        recognised(year)
        .with_only_columns(person, Claim.topic.label("topic"))
        .where(Claim.topic != "", Claim.done_on <= day)
    )
    return union(online, in_class, outside).subquery("covered")
