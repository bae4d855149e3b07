"""Faster than anybody reads: quizzes answered and modules read at an impossible speed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.core.clock import local_day
from lms.requirements.signs.rules.sign import LIMITS, Kind, Limits, Sign, Trace

A_MINUTE = 60


@dataclass(frozen=True)
class Answered:
    """A passed attempt: its first and its last answer, and how many questions it had."""

    attempt_id: UUID
    person_id: UUID
    first: datetime
    last: datetime
    items: int
    helped: bool = False


@dataclass(frozen=True)
class Learnt:
    """A completed module: when begun, read and completed; its lessons and their words."""

    enrolment_id: UUID
    person_id: UUID
    began_at: datetime
    first_read: datetime | None
    last_read: datetime | None
    completed_at: datetime
    lessons: int
    words: int
    helped: bool = False


def answered_fast(rows: Iterable[Answered], limits: Limits = LIMITS) -> list[Sign]:
    """Attempts whose answers came, on average, faster than a question can be read.

    (last answer − first answer) ÷ (questions − 1) < `seconds_an_item`.
    """
    return [
        Sign(
            Kind.FAST_ANSWERS,
            local_day(row.last),
            (Trace(row.person_id, row.attempt_id, row.last),),
            (("items", row.items), ("seconds", _seconds(row)), ("helped", int(row.helped))),
        )
        for row in rows
        if row.items >= limits.items and _seconds(row) < limits.seconds_an_item * (row.items - 1)
    ]


def _seconds(row: Answered) -> int:
    return round((row.last - row.first).total_seconds())


def read_fast(rows: Iterable[Learnt], limits: Limits = LIMITS) -> list[Sign]:
    """Modules whose lessons were ticked off faster than the best reader skims them.

    The reading of the first lesson began unseen, so it is taken as instant: the other lessons'
    share of the words ÷ `words_a_minute` is the shortest time there can be between first and last.
    """
    found = []
    for row in rows:
        if row.first_read is None or row.last_read is None:
            continue
        seconds = round((row.last_read - row.first_read).total_seconds())
        if seconds < _shortest(row, limits):
            figures = (
                ("lessons", row.lessons),
                ("words", row.words),
                ("seconds", seconds),
                ("helped", int(row.helped)),
            )
            trace = Trace(row.person_id, row.enrolment_id, row.last_read)
            found.append(Sign(Kind.FAST_READING, local_day(row.last_read), (trace,), figures))
    return found


def _shortest(row: Learnt, limits: Limits) -> float:
    """Seconds between the first and the last lesson of the best reader."""
    if not row.lessons:
        return 0
    others = row.words * (row.lessons - 1) / row.lessons
    return others / limits.words_a_minute * A_MINUTE
