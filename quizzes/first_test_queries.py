"""The first test each person handed in at a quiz: what statistics are made of; never a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, exists, func, select, type_coerce

from lms.core.db import db
from lms.people.account_models import Assistance
from lms.people.models import Person
from quizzes.models import (
    ALONE,
    Attempt,
    AttemptItem,
    ItemVersion,
    Mark,
    Mode,
    QuizVersion,
    Submission,
    Way,
)
from quizzes.regrade_models import RegradedMark
from quizzes.rules.groups import Group
from quizzes.rules.statistics import Sheet

PERSON: Any = func.coalesce(Person.same_as_id, Person.id)
STREAMED = {"yield_per": 5_000}  # rows at a time: memory stays flat whatever the size


@dataclass(frozen=True, slots=True)
class FirstTest:
    """The first test a person handed in; the id as the driver gives it, for speed."""

    id: Any
    group: Group
    started_at: datetime
    submitted_at: datetime
    credits: Sequence[str]

    @property
    def is_online(self) -> bool:
        """Whether its times are those of answering."""
        return self.group in {Group.ALONE, Group.ASSISTED}


def tests(*columns: Any) -> Select[Any]:
    """Tests handed in and marked, of any quiz."""
    return (
        select(*columns)
        .select_from(Attempt)
        .join(Mark, Mark.attempt_id == Attempt.id)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .join(Person, Person.id == Attempt.person_id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(Attempt.mode == Mode.TEST)
    )


def raw(column: Any) -> Any:
    """An id as the driver gives it: a million of them need not become objects."""
    return type_coerce(column, String())


def spelt(raw_id: Any) -> str:
    """One spelling of an id for both databases: 32 hexadecimal digits."""
    return raw_id.hex if isinstance(raw_id, UUID) else str(raw_id)


def first_ids(quiz_id: UUID) -> Select[UUID]:
    """The ids of the first test of each person, all versions of the quiz together."""
    turn = func.row_number().over(
        partition_by=PERSON, order_by=(Submission.submitted_at, Attempt.id)
    )
    ranked = (
        tests(Attempt.id.label("id"), turn.label("turn"))
        .where(QuizVersion.quiz_id == quiz_id)
        .subquery()
    )
    return select(ranked.c.id).where(ranked.c.turn == 1)


def first_tests(quiz_id: UUID) -> list[FirstTest]:
    """The first test of each person, oldest first; marks by the keys that count now.

    Marks from before credits were kept say nothing of single items and are left out.
    """
    regraded = {
        row[0]: row[1]
        for row in db.session.execute(
            select(raw(RegradedMark.attempt_id), RegradedMark.credits)
            .where(RegradedMark.attempt_id.in_(first_ids(quiz_id)))
            .order_by(RegradedMark.id)
        )
    }
    columns = (Attempt.way, _helped(), Attempt.started_at, Submission.submitted_at, Mark.credits)
    rows = db.session.execute(
        tests(raw(Attempt.id), *columns)
        .where(Attempt.id.in_(first_ids(quiz_id)))
        .order_by(Submission.submitted_at, Attempt.id),
        execution_options=STREAMED,
    )
    return [
        FirstTest(one, _group(way, helped=helped), began, ended, regraded.get(one, kept))
        for one, way, helped, began, ended, kept in rows
        if kept
    ]


def _helped() -> ColumnElement[bool]:
    """Whether somebody was helping the person when the attempt was handed in."""
    return exists().where(
        Assistance.person_id == Attempt.person_id,
        Assistance.started_at <= Submission.submitted_at,
        Assistance.ended_at >= Submission.submitted_at,
    )


def _group(way: Way, *, helped: bool) -> Group:
    if way not in ALONE:
        return Group(way.value)
    return Group.ASSISTED if helped else Group.ALONE


def versions_met(quiz_id: UUID) -> dict[UUID, ItemVersion]:
    """Every item version that somebody met in a test of a quiz."""
    met = (
        tests(AttemptItem.item_version_id)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .where(QuizVersion.quiz_id == quiz_id)
    )
    query = select(ItemVersion).where(ItemVersion.id.in_(met))
    return {one.id: one for one in db.session.scalars(query)}


def sheets(
    quiz_id: UUID, first: Sequence[FirstTest], versions: Mapping[UUID, ItemVersion]
) -> Iterator[Sheet]:
    """Each first test with its items and marks, in the order of places; streamed."""
    by_id = {one.id: one for one in first}
    known = {version_id.hex: version_id for version_id in versions}
    values: dict[str, float] = {}
    rows = db.session.execute(
        select(raw(AttemptItem.attempt_id), raw(AttemptItem.item_version_id))
        .where(AttemptItem.attempt_id.in_(first_ids(quiz_id)))
        .order_by(AttemptItem.attempt_id, AttemptItem.position),
        execution_options=STREAMED,
    )
    for attempt_id, drawn in groupby(rows, key=lambda row: row[0]):
        if one := by_id.get(attempt_id):
            items = [known[spelt(row[1])] for row in drawn]
            marks = [_value(values, credit) for credit in one.credits]
            yield Sheet(items, marks, (one.group, versions[items[0]].language))


def _value(values: dict[str, float], credit: str) -> float:
    """A credit as a number; there are few different ones."""
    if credit not in values:
        values[credit] = float(Fraction(credit))
    return values[credit]
